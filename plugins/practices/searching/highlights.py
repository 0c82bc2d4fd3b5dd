"""What a search found in a practice, to be shown: safe HTML, the words in `<mark>`, the direction said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

import strawberry

from plugins.practices.searching.words import ELIDED, IDEOGRAPH, SearchTerms, search_terms, words
from schema import Language, Reading

AROUND = 120
LOOKED_THROUGH = 20_000
"""How many characters of a text are searched for hits to show; a later one is found, but not shown."""

MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
SPAN = re.compile(f"{IDEOGRAPH.pattern}|(?:{ELIDED.pattern})?(?:[^\\W_]|[{MARKS}])+", re.IGNORECASE)
"""A word as it is written, with the elision before it."""
LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
MARKDOWN = re.compile(r"[#*_`~|>\s]+")


@strawberry.type
class PracticeHighlight:
    """A practice as a search found it, in the reader's language if it was found there.

    In its HTML everything is escaped, the words found stand in `<mark>`, and a `<span>` says language and direction.
    """

    title: str = strawberry.field(description="The title, as safe HTML.")
    excerpt: str = strawberry.field(
        description="What stands around the first hit, or how the summary begins; as safe HTML."
    )
    language: Language = strawberry.field(description="The language in which it was found.")


def highlighted(
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
    """The title, and what stands around the first hit in summary, body, challenges or results."""
    sought = search_terms(search or "")
    first = [language.value] if isinstance(language, Language) else []
    codes = [code for code in dict.fromkeys([*first, *reading.languages, original, *sorted(title)]) if code in title]
    told = (summary, body, challenges, results)
    for code in codes:
        found = [_plain(each[code]) for each in told if code in each]
        hits = [text for text in found if _spans(text, sought)]
        if hits or _spans(title[code], sought):
            return _made(code, title[code], (hits or found)[0], sought)
    code = codes[0]
    return _made(code, title[code], _plain(summary[code]), sought)


def _made(code: str, title: str, text: str, sought: SearchTerms) -> PracticeHighlight:
    spans = _spans(text, sought)
    start = max(0, spans[0][0] - AROUND) if spans else 0
    end = min(len(text), (spans[0][1] if spans else 0) + 2 * AROUND)
    start = text.find(" ", start, start + AROUND // 2) + 1 if start else 0
    end = end if end == len(text) else max(text.rfind(" ", start, end), spans[0][1] if spans else 0) or end
    within = f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
    return PracticeHighlight(
        title=_marked(title, code, sought), excerpt=_marked(within, code, sought), language=Language(code)
    )


def _plain(markdown: str) -> str:
    return MARKDOWN.sub(" ", LINK.sub(r"\1", markdown[:LOOKED_THROUGH])).strip()


def _spans(text: str, sought: SearchTerms) -> list[tuple[int, int]]:
    """Where the wanted terms stand in a text, in order and without overlaps."""
    placed = [(word, span.span()) for span in SPAN.finditer(text) for word in words(span.group())]
    listed = [word for word, _ in placed]
    found: set[tuple[int, int]] = set()
    for place in range(len(listed)):
        for term in sought.wanted:
            if term.stands_at(listed, place):
                found |= {span for _, span in placed[place : place + len(term.words)]}
    return sorted(found)


def _marked(text: str, code: str, sought: SearchTerms) -> str:
    written, at = "", 0
    for start, end in _spans(text, sought):
        written += f"{escape(text[at:start])}<mark>{escape(text[start:end])}</mark>"
        at = end
    direction = "rtl" if code == "ar" else "ltr"
    return f'<span lang="{code}" dir="{direction}">{written}{escape(text[at:])}</span>'
