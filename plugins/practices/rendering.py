"""Markdown as safe HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from schema import Language, Reading

TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul", "del",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto"}


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

    class Markdown(MarkdownIt):
        """Markdown in which an address that stands for another on each page that shows it is no link."""

        def validateLink(self, url: str) -> bool:  # noqa: N802
            return url.partition(":")[0].lower() in SCHEMES

    markdown = Markdown("commonmark", {"html": False}).enable(["table", "strikethrough"])
    cleaner = nh3.Cleaner(tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES)
    return lambda body: cleaner.clean(markdown.render(body))
