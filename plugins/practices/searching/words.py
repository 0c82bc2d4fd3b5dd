"""The words of texts and of searches, folded alike, so that both engines find the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from core import without_marks

MOST_ASKED = 30
LONGEST_ASKED = 2_000
"""The most words and the most characters of a search that are read."""
LONGEST_WORD = 60
MOST_BYTES = 800_000
"""The most bytes of the different words of one practice: PostgreSQL stores at most a megabyte."""

BLOCK, MOST_TIMES = 10_000, 3
"""A text is folded in blocks of so many signs, until there are so many times as many: a ligature may become 18."""

WORD = re.compile(r"[^\W_]+")
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂「」『』", '"'))
"""The quotation marks of other languages and keyboards. Not single ones: they are apostrophes too."""
PART = re.compile(r'(-?)"([^"]*)"|(-?)([^\s,;|+，、；،؛]+)')
"""A phrase in quotes, or a word between blanks, commas and the like, also those of Chinese and Arabic."""
IDEOGRAPH = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
ELIDED = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|qu)['\u2019\u02bc](?=[^\W\d_])", re.IGNORECASE)
"""The elided words that French joins to the next one: the d' of `plan d'action`."""
ARTICLES = ("ال", "وال", "فال", "بال", "كال", "لل", "ولل")
"""The article of Arabic, alone and with the particles that are joined to it."""
DEFINITE = re.compile(f"(?:{'|'.join(ARTICLES)})?([\u0621-\u064a]{{2,}})")
"""A word of Arabic: its article, if at least two letters remain without it, and the rest."""


@dataclass(frozen=True, slots=True)
class Term:
    """Consecutive words; with prefix, the last one may be the beginning of a longer word.

    others: the alternatives to a single word, with an article and without.
    """

    words: tuple[str, ...]
    prefix: bool
    others: tuple[str, ...] = ()

    @property
    def is_short_beginning(self) -> bool:
        """Whether it finds all words that begin with one or two letters; an ideograph is a whole word."""
        last = self.words[-1]
        return self.prefix and len(last) <= 2 and not IDEOGRAPH.match(last)

    def stands_at(self, text: list[str], place: int) -> bool:
        """Whether the term stands in a text from this word on."""
        *before, last = self.words
        found = text[place : place + len(self.words)]
        if len(found) < len(self.words) or found[:-1] != before:
            return False
        return found[-1].startswith((last, *self.others)) if self.prefix else found[-1] == last


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """A search: all wanted terms and no unwanted one. Without a wanted term it finds nothing."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


def words(written: str) -> list[str]:
    """The words of a text, folded, without elided words before them; each ideograph is a word."""
    plain = ELIDED.sub("", "".join(_folded(written)))
    return [word[:LONGEST_WORD] for word in WORD.findall(IDEOGRAPH.sub(r" \1 ", plain))]


def _folded(written: str) -> Iterator[str]:
    left = MOST_TIMES * len(written)
    for at in range(0, len(written), BLOCK):
        folded = without_marks(written[at : at + BLOCK])
        yield folded
        left -= len(folded)
        if left < 0:
            return


def search_terms(written: str) -> SearchTerms:
    """The terms that a person typed: words or their beginnings, whole "phrases", and -words that must not be there.

    Words joined by a hyphen or the like, but not by a comma, are a phrase whose last word may be a beginning. The first
    30 words of the first 2,000 characters count. Words of Arabic are found with any article or none, those in phrases
    as they are typed.
    """
    return _search_terms(written[:LONGEST_ASKED])


@lru_cache(200)
def _search_terms(written: str) -> SearchTerms:
    """The terms, cached by what is read of a search: the rest may be very long."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    left = MOST_ASKED
    for minus, phrase, minus_word, word in PART.findall(written.translate(QUOTES)):
        found = tuple(words(phrase or word)[:left])
        if not found:
            continue
        left -= len(found)
        others = () if phrase or len(found) > 1 else _others(found[0])
        (unwanted if minus or minus_word else wanted).append(Term(found, not phrase, others))
    return SearchTerms(tuple(wanted), tuple(unwanted))


def _others(word: str) -> tuple[str, ...]:
    """A word of Arabic with each other article and with none; nothing for other languages."""
    definite = DEFINITE.fullmatch(word)
    if definite is None:
        return ()
    forms = (f"{article}{definite[1]}" for article in ("", *ARTICLES))
    return tuple(form for form in forms if form != word)


def findable(texts: Iterable[list[str]]) -> Iterator[list[str]]:
    """The words of texts, as many as the database can store."""
    left, known = MOST_BYTES, set[str]()
    for text in texts:
        kept = []
        for word in text:
            if word not in known:
                left -= len(word.encode()) + 4
                if left < 0:
                    continue
                known.add(word)
            kept.append(word)
        yield kept
