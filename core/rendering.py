"""Markdown as safe HTML, for portals: fields of rendered texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from itertools import accumulate
from typing import Any
from urllib.parse import quote

from sqlalchemy import Column

from schema import Language, Reading, resolved

RENDERING = 10
"""The cost of rendering a text."""

TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul", "del",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto"}
HTML = re.compile(r"(?<!\\)((?:\\\\)*)<(?=[A-Za-z/!?])(?![A-Za-z][A-Za-z0-9+.-]+:|[\w.+-]+@)")
"""The beginning of a tag, a comment or the like, but not of a link in angle brackets: HTML is shown as written."""
STANDS_FOR_HTML = "\ue000"
"""Stands for the `<` of HTML while Markdown is read."""
TAG = re.compile(r"<[^>]*>")
LINK = re.compile(r'(<a href="([^"]*)"[^>]*>)(.*?)</a>', re.DOTALL)
PICTURE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"[^>]*>')
HEADING = re.compile(r"(?:(?<=<h)|(?<=</h))[1-6](?=>)")
HIGHEST_HEADING, LOWEST_HEADING = 3, 6
"""The levels of headings: those of a text begin below the page's title, and the title of the section that shows it."""
NESTING = re.compile(r"<(/?)(?:blockquote|del|em|li|ol|strong|ul)\b")
DEEPEST = 100
"""The deepest nesting of quotations, lists and the like. A deeper text would take too long to make safe: it is shown
as it is written."""
HEAD = re.compile(r"[ \t>0-9.*+):|-]+")
"""The line below the head of a table, with the signs before it if the table is in a quotation or a list."""
CELLS = 20_000
"""The most cells of all tables; each row is filled up to the width of the head. If a text may have more, its tables are
shown as they are written."""


def rendered(texts: Column[Any], *, original: Column[Any], description: str = "") -> Any:
    """A field with the Markdown of a `text` as HTML, in the language in which that text comes.

    `texts` and `original` are the columns of the `text`; where that is withheld from a reader, its HTML is too. The
    HTML is an element that states its language and direction, without scripts and event handlers; its links lead to
    http, https or mailto. The highest heading is an `<h3>`; a picture is a link to it, with its alternative text. The
    field's type is `str`, or `str | None` if the text may be missing.
    """
    return resolved(
        rendered_text,
        needs={"texts": texts, "original": original},
        description=description,
        cost=RENDERING,
        language=Language | None,
    )


def rendered_text(
    reading: Reading, texts: Mapping[str, str] | None, original: str | None, language: Language | None = None
) -> str | None:
    """The text in the reader's language as HTML; None if there is none."""
    wanted = [language.value] if isinstance(language, Language) else []
    languages = (code for code in [*wanted, *reading.languages, original] if code in (texts or {}))
    code = next(languages, None)
    return html_of(texts[code], code) if texts and code else None


def html_of(markdown: str, language: str) -> str:
    """Markdown as HTML, in an element that states its language and direction."""
    return f'<div lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">{_to_html()(markdown)}</div>'


@cache
def _to_html() -> Callable[[str], str]:
    """The function from Markdown to safe HTML; its libraries are loaded with the first text that is rendered."""
    import nh3
    from cmarkgfm import cmark

    # A relative address would mean another page on each site that shows it.
    cleaner = nh3.Cleaner(tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, url_relative="deny")
    options = cmark.Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE

    def to_html(markdown: str) -> str:
        written = HTML.sub(rf"\1{STANDS_FOR_HTML}", markdown)
        extensions = ["table", "strikethrough"] if _most_cells(markdown) <= CELLS else ["strikethrough"]
        html = cmark.markdown_to_html_with_extensions(written, options, extensions)
        if max(accumulate(-1 if tag[1] else 1 for tag in NESTING.finditer(html)), default=0) > DEEPEST:
            return f"<pre>{escape(markdown)}</pre>"
        shown = _with_headings_below_the_page(_with_pictures_as_text(html))
        return cleaner.clean(shown.replace(STANDS_FOR_HTML, "&lt;").replace(quote(STANDS_FOR_HTML), "%3C"))

    return to_html


def _with_pictures_as_text(html: str) -> str:
    """HTML of cmark with the alternative texts of pictures, in links to them; a link without a text shows its address.

    A link of the text remains one link (WCAG 2.4.4): pictures within it are text only.
    """
    return PICTURE.sub(_linked_picture, LINK.sub(_link_with_text, html))


def _link_with_text(link: re.Match[str]) -> str:
    tag, address, content = link.groups()
    shown = PICTURE.sub(r"\2", content)
    return f"{tag}{shown if TAG.sub('', shown).strip() else address}</a>"


def _linked_picture(picture: re.Match[str]) -> str:
    address, alternative = picture.groups()
    if not address.lower().startswith(("http://", "https://")):
        return alternative
    return f'<a href="{address}">{alternative or address}</a>'


def _with_headings_below_the_page(html: str) -> str:
    """HTML with its headings moved so that the highest fits into a page that has a title and sections of its own."""
    highest = min(map(int, HEADING.findall(html)), default=HIGHEST_HEADING)
    return HEADING.sub(lambda level: str(min(int(level[0]) - highest + HIGHEST_HEADING, LOWEST_HEADING)), html)


def _most_cells(markdown: str) -> int:
    """An upper bound of the cells in the tables of a text."""
    cells = below = 0
    for line in reversed(markdown.splitlines()):
        below = below + 1 if line.strip(" \t>") else 0  # an empty line ends a table
        if "-" in line and HEAD.fullmatch(line):
            cells += below * (line.count("|") + 1)
    return cells
