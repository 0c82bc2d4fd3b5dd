"""Words of texts and of what a person types, folded alike, so that either engine finds what the other does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from core import without_marks

MOST_ASKED = 30
LONGEST_ASKED = 2_000
"""The characters that are read of a longer search."""
LONGEST_WORD = 60
MOST_BYTES = 800_000
"""The bytes of the different words of one practice: PostgreSQL stores no more than a megabyte."""

BLOCK, MOST_TIMES = 10_000, 3
"""A text is folded in blocks of so many signs, into so many times as many in all, and what is left of the last block: a
ligature of Arabic may become 18."""

WORD = re.compile(r"[^\W_]+")
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂「」『』", '"'))
"""What encloses phrases in other languages and on other keyboards. Single quotes do not: they are apostrophes too."""
PART = re.compile(r'(-?)"([^"]*)"|(-?)([^\s,;|+，、；،؛]+)')
"""A phrase in quotes, or what stands between blanks, commas and the like, of Chinese and Arabic too."""
IDEOGRAPH = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
ELIDED = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|qu)['\u2019\u02bc](?=[^\W\d_])", re.IGNORECASE)
"""What French joins to the next word: the d' of `plan d'action`."""
ARTICLES = ("ال", "وال", "فال", "بال", "كال", "لل", "ولل")
"""The article of Arabic, alone and with the particles that are joined to it."""
DEFINITE = re.compile(f"(?:{'|'.join(ARTICLES)})?([\u0621-\u064a]{{2,}})")
"""A word of Arabic: its article, if two letters are left without it, and the rest."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words one after the other; with prefix, the last need only be the beginning of a word.

    others: what may stand instead of the one word, with the article and without.
    """

    words: tuple[str, ...]
    prefix: bool
    others: tuple[str, ...] = ()

    def stands_at(self, text: list[str], place: int) -> bool:
        """Whether the term begins with this word of a text."""
        *before, last = self.words
        found = text[place : place + len(self.words)]
        if len(found) < len(self.words) or found[:-1] != before:
            return False
        return found[-1].startswith((last, *self.others)) if self.prefix else found[-1] == last


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What a search asks for: every wanted term, none that is unwanted. Without a wanted term nothing is found."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


def words(written: str) -> list[str]:
    """The words of a text, folded and without what is elided before them; each ideograph is a word."""
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
    """What a person typed: words that must be found or begun, "phrases" that must be found whole, -words that must not.

    What is joined otherwise than by a comma and the like, as by a hyphen, is a phrase whose last word may be begun. The
    first 30 words of the first 2,000 characters count. Words of Arabic are found with any article or none, those in
    phrases as they are typed.
    """
    return _search_terms(written[:LONGEST_ASKED])


@lru_cache(200)
def _search_terms(written: str) -> SearchTerms:
    """What is known of what was typed is kept by what is read of it: the rest may be as long as any body."""
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
    """A word of Arabic with each other article, and with none; of any other language nothing."""
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
