"""Markdown as safe HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from itertools import accumulate
from urllib.parse import quote

from schema import Language, Reading

TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul", "del",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto"}
HTML = re.compile(r"(?<!\\)((?:\\\\)*)<(?=[A-Za-z/!?])(?![A-Za-z][A-Za-z0-9+.-]+:|[\w.+-]+@)")
"""Where a tag, a comment or the like may begin, and no address does that is a link: HTML is shown as it is written."""
STANDS_FOR_HTML = "\ue000"
"""Stands for the sign with which it begins while Markdown is read."""
NESTING = re.compile(r"<(/?)(?:blockquote|del|em|li|ol|strong|ul)\b")
DEEPEST = 100
"""How deep quotations, lists and the like may be in one another: what is deeper takes ever more time to be made safe,
and is shown as it is written."""
HEAD = re.compile(r"[ \t>0-9.*+):|-]+")
"""What the line below the head of a table is made of, and what stands before it where the table is quoted or listed."""
CELLS = 20_000
"""How many cells tables may have in all: to each row some are added until it is as wide as the head. Of a body that may
have more, tables are shown as they are written."""


def rendered(reading: Reading, body: Mapping[str, str], original: str, language: Language | None = None) -> str:
    """The body in the reader's language as HTML: no script, event handler, image or link but http(s) and mailto."""
    wanted = [language.value] if isinstance(language, Language) else []
    code = next(code for code in [*wanted, *reading.languages, original] if code in body)
    return f'<div lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">{_to_html()(body[code])}</div>'


@cache
def _to_html() -> Callable[[str], str]:
    """From Markdown to safe HTML; what it takes is loaded with the first body that is asked for as HTML."""
    import nh3
    from cmarkgfm import cmark

    # An address that stands for another on each page that shows it is no link.
    cleaner = nh3.Cleaner(tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, url_relative="deny")
    options = cmark.Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE

    def to_html(body: str) -> str:
        written = HTML.sub(rf"\1{STANDS_FOR_HTML}", body)
        extensions = ["table", "strikethrough"] if _most_cells(body) <= CELLS else ["strikethrough"]
        html = cmark.markdown_to_html_with_extensions(written, options, extensions)
        if max(accumulate(-1 if tag[1] else 1 for tag in NESTING.finditer(html)), default=0) > DEEPEST:
            return f"<pre>{escape(body)}</pre>"
        return cleaner.clean(html.replace(STANDS_FOR_HTML, "&lt;").replace(quote(STANDS_FOR_HTML), "%3C"))

    return to_html


def _most_cells(body: str) -> int:
    """How many cells the tables of a body cannot exceed."""
    cells = below = 0
    for line in reversed(body.splitlines()):
        below = below + 1 if line.strip(" \t>") else 0  # a table ends with an empty line at the latest
        if "-" in line and HEAD.fullmatch(line):
            cells += below * (line.count("|") + 1)
    return cells
