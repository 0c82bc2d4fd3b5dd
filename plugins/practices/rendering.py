"""Markdown as safe HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from schema import Language, Reading

TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul", "del",
}  # fmt: skip


def rendered(reading: Reading, body: Mapping[str, str], original: str, language: Language | None = None) -> str:
    """The body in the reader's language as HTML: no script, event handler, image or link but http(s) and mailto."""
    wanted = [language.value] if isinstance(language, Language) else []
    code = next(code for code in [*wanted, *reading.languages, original] if code in body)
    return f'<div lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">{_to_html()(body[code])}</div>'


@cache
def _to_html() -> Callable[[str], str]:
    """From Markdown to safe HTML; what it takes is loaded with the first body that is asked for as HTML."""
    import nh3
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    cleaner = nh3.Cleaner(tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    return lambda body: cleaner.clean(markdown.render(body))
