"""Markdown as safe HTML."""

from __future__ import annotations

from collections.abc import Mapping

import nh3
from markdown_it import MarkdownIt

from schema import Language, Reading

TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul", "del",
}  # fmt: skip
_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def rendered(reading: Reading, body: Mapping[str, str], original: str, language: Language | None = None) -> str:
    """The body in the reader's language as HTML: no script, event handler, image or link but http(s) and mailto."""
    wanted = [language.value] if isinstance(language, Language) else []
    code = next(code for code in [*wanted, *reading.languages, original] if code in body)
    html = nh3.clean(
        _markdown.render(body[code]), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}
    )
    return f'<div lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">{html}</div>'
