"""What a search found in a practice, as safe HTML: the words in `<mark>`, with language and direction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from html import escape

import strawberry

from core import without_marks
from plugins.practices.searching.plain import plain
from plugins.practices.searching.words import ELIDED, IDEOGRAPH, LONGEST_WORD, SearchTerms, Term, search_terms, words
from schema import Language, Reading

Span = tuple[int, int]
"""The beginning and the end of a passage in a text."""

AROUND = 120
"""The characters shown before a hit; twice as many are shown after it."""
TO_A_BLANK = 60
"""The most of them that are left out to begin or end with a whole word; Chinese has no blanks."""
LOOKED_THROUGH = 20_000
"""The characters of a text in which hits are marked; a later hit is found, but not shown."""

SOON = 1_000
"""The characters that are searched first: most hits are at the beginning."""


@strawberry.type
class PracticeHighlight:
    """A practice as a search found it, in the reader's language if it was found there.

    In its HTML everything is escaped, the words found are in `<mark>`, and a `<span>` gives language and direction.
    """

    title: str = strawberry.field(description="The title, as safe HTML.")
    excerpt: str = strawberry.field(
        description="The text around the first hit, or the beginning of the summary; as safe HTML."
    )
    language: Language = strawberry.field(description="The language in which it was found.")


def highlight_of(
    reading: Reading,
    title: Mapping[str, str],
    summary: Mapping[str, str],
    body: Mapping[str, str],
    challenges: Mapping[str, str],
    results: Mapping[str, str],
    original: str,
    search: str | None = None,
    language: Language | None = None,
) -> PracticeHighlight:
    """The title, and the text around the first hit in summary, body, challenges or results."""
    sought = search_terms(search or "")
    first = [language.value] if isinstance(language, Language) else []
    codes = [code for code in dict.fromkeys([*first, *reading.languages, original, *sorted(title)]) if code in title]
    for code in codes:
        for text in _texts_in(code, summary, body, challenges, results):
            if (hit := _first_hit(text, sought)) is not None:
                return _highlight(code, title[code], text, hit, sought)
        if _spans(title[code], sought):
            return _highlight(code, title[code], _one_line(summary[code]), None, sought)
    return _highlight(codes[0], title[codes[0]], _one_line(summary[codes[0]]), None, sought)


def _texts_in(code: str, summary: Mapping[str, str], *markdown: Mapping[str, str]) -> Iterator[str]:
    """The texts in a language, each in one line, made when they are needed."""
    if code in summary:
        yield _one_line(summary[code])
    yield from (plain(each[code][:LOOKED_THROUGH]) for each in markdown if code in each)


def _one_line(text: str) -> str:
    return " ".join(text[:LOOKED_THROUGH].split())


def _highlight(code: str, title: str, text: str, hit: Span | None, sought: SearchTerms) -> PracticeHighlight:
    """hit: where the first term found stands in the text."""
    start, end = _shown_of(text, hit or (0, 0))
    within = f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
    return PracticeHighlight(
        title=_marked(title, code, sought), excerpt=_marked(within, code, sought), language=Language(code)
    )


def _shown_of(text: str, hit: Span) -> Span:
    """The part of a text that is shown around a hit: whole words, if there are blanks near its ends."""
    begun, ended = hit
    start, end = max(0, begun - AROUND), min(len(text), ended + 2 * AROUND)
    if start:
        start = max(start, text.find(" ", start, min(start + TO_A_BLANK, begun)) + 1)
    if end < len(text):
        blank = text.rfind(" ", max(end - TO_A_BLANK, ended), end)
        end = end if blank < 0 else blank
    return start, end


def _first_hit(text: str, sought: SearchTerms) -> Span | None:
    """The place of the first term that is found in a text, with all its words."""
    for end in (text.rfind(" ", 0, SOON) if len(text) > SOON else 0, len(text)):
        if end > 0 and (first := next(_hits(text[:end], sought), None)):
            return first[0][0], first[-1][1]
    return None


def _spans(text: str, sought: SearchTerms) -> list[Span]:
    """The places of the words of wanted terms in a text, in order and without overlaps."""
    return sorted({span for hit in _hits(text, sought) for span in hit})


@cache
def _word_as_written() -> re.Pattern[str]:
    """A word as it is written, with the elision before it; compiled on first use, which takes 30 ms."""
    return re.compile(f"{IDEOGRAPH.pattern}|(?:{ELIDED.pattern})?(?:[^\\W_]|[{_marks()}])+", re.IGNORECASE)


def _marks() -> str:
    """Signs within words that are not letters: accents, soft hyphens, joiners, № (which stands for no)."""
    return "".join(sign for sign in map(chr, range(0x80, 0x10000)) if not sign.isalnum() and _is_within_words(sign))


def _is_within_words(sign: str) -> bool:
    letters = without_marks(sign)
    return not letters or letters.isalnum()


def _hits(text: str, sought: SearchTerms) -> Iterator[list[Span]]:
    """The places of each wanted term in a text, from the first on: those of its words."""
    beginning = _by_first_sign(sought)
    placed = [(word, span.span()) for span in _word_as_written().finditer(text) for word in _words(span.group())]
    listed = [word for word, _ in placed]
    for place, word in enumerate(listed):
        for term in beginning.get(word[:1], ()):
            if term.stands_at(listed, place):
                yield [span for _, span in placed[place : place + len(term.words)]]


@lru_cache(200)
def _by_first_sign(sought: SearchTerms) -> Mapping[str, list[Term]]:
    """The wanted terms, by the first signs of the words with which they can begin."""
    terms: dict[str, list[Term]] = {}
    for term in sought.wanted:
        for sign in {word[:1] for word in (term.words[0], *term.others)}:
            terms.setdefault(sign, []).append(term)
    return terms


def _words(written: str) -> Sequence[str]:
    return _known_words(written) if len(written) <= LONGEST_WORD else words(written)


_known_words = lru_cache(4_096)(words)
"""The words of a written word, cached: the same ones recur."""


def _marked(text: str, code: str, sought: SearchTerms) -> str:
    written, at = "", 0
    for start, end in _spans(text, sought):
        written += f"{escape(text[at:start])}<mark>{escape(text[start:end])}</mark>"
        at = end
    direction = "rtl" if code == "ar" else "ltr"
    return f'<span lang="{code}" dir="{direction}">{written}{escape(text[at:])}</span>'
