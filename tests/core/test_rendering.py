"""Markdown as HTML: shown as it is meant, without anything harmful, and in bounded time."""

from __future__ import annotations

import re

import pytest

from core.rendering import DEEPEST, STANDS_FOR_HTML, html_of
from plugins.practices.lengths import LONGEST


def _html(body: str) -> str:
    """The content of the element with language and direction."""
    shown = html_of(body, "en")
    found = re.fullmatch(r'<div lang="en" dir="ltr">(.*)</div>', shown, re.DOTALL)
    assert found is not None, shown
    return found[1].strip()


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("*a* **b** ~~c~~ ~d~ `e`", "<p><em>a</em> <strong>b</strong> <del>c</del> ~d~ <code>e</code></p>"),
        ("# A\n\n> b\n\n1. c", "<h3>A</h3>\n<blockquote>\n<p>b</p>\n</blockquote>\n<ol>\n<li>c</li>\n</ol>"),
        ("| a |\n| - |\n| b |", "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>"),
        ("a &copy; b &amp; c", "<p>a © b &amp; c</p>"),
    ],
)  # fmt: skip
def test_markdown_is_rendered_as_html(body: str, shown: str) -> None:
    assert _html(body) == shown


@pytest.mark.parametrize(
    "body",
    [
        "where a<b and c>d", "<b>bold</b>", "<div>\nblock\n</div>", "<!-- not seen -->", "<script>alert(1)</script>",
        "\\<b>", "`<b>`", "<?php x ?>", "<![CDATA[x]]>", f"{STANDS_FOR_HTML}b>", '<a href="http://x" onclick="y">',
        "<http://x onclick=y>", "<x:y z>", "a <", "List<String>",
    ],
)  # fmt: skip
def test_html_is_escaped(body: str) -> None:
    """Nothing that was written is lost, and none of it becomes a tag."""
    shown = _html(body)
    assert re.findall(r"</?(\w+)", shown) in (["p", "p"], ["p", "code", "code", "p"])
    read = re.sub(r"</?(?:p|code)>", "", shown)
    for sign, entity in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("&", "&amp;")):
        read = read.replace(entity, sign)
    assert read == body.replace(STANDS_FOR_HTML, "<").strip("`\\")


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ("[a](https://example.org/b)", "https://example.org/b"), ("<https://example.org>", "https://example.org"),
        ("[a](<https://example.org/b c>)", "https://example.org/b%20c"), ("[a](https://example.org/<b>)", "https://example.org/%3Cb%3E"), ("[a](HTTP://example.org)", "HTTP://example.org"),
        ("[a][b]\n\n[b]: http://example.org", "http://example.org"), ("<a@example.org>", "mailto:a@example.org"),
        ('[a](https://example.org/"onclick=")', "https://example.org/%22onclick=%22"),
        ("[a](javascript:alert(1))", None), ("<javascript:alert(1)>", None), ("[a](JavaScript&#58;alert(1))", None),
        ("[a](data:text/html,b)", None), ("[a](/b)", None), ("[a](b)", None), ("[a](#b)", None), ("[a](//example.org)", None),
        ("[a](ftp://example.org)", None),
    ],
)  # fmt: skip
def test_links_have_http_or_mailto_addresses(body: str, address: str | None) -> None:
    shown = _html(body)
    assert re.findall(r'(?:href|src)="([^"]*)"', shown) == ([address] if address else [])
    assert set(re.findall(r"<(\w+)", shown)) <= {"p", "a"}
    assert ("<a" not in shown) or 'rel="noopener noreferrer"' in shown


REL = 'rel="noopener noreferrer"'
FILM = f'<a href="https://example.org/film" {REL}>'
PICTURE = f'<a href="https://example.org/b.png" {REL}>'


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("a ![Five *steps*](https://example.org/b.png) c", f"a {PICTURE}Five steps</a> c"),
        ('![1 < 2 & "3"](https://example.org/b.png "A title")', f'{PICTURE}1 &lt; 2 &amp; "3"</a>'),
        ("![<b>](https://example.org/b.png)", f"{PICTURE}&lt;b&gt;</a>"),
        ("![Five steps](b.png)", "Five steps"), ("![Five steps](javascript:x)", "Five steps"),
        ("![Five steps](mailto:a@example.org)", "Five steps"), ("a ![](b.png) c", "a  c"),
        ("![](https://example.org/b.png)", f"{PICTURE}https://example.org/b.png</a>"),
        ("[![Watch it](b.png)](https://example.org/film)", f"{FILM}Watch it</a>"),
        ("[A ![Watch](https://example.org/b.png) *it*](https://example.org/film)", f"{FILM}A Watch <em>it</em></a>"),
        ("[![](b.png)](https://example.org/film)", f"{FILM}https://example.org/film</a>"),
        ("[](https://example.org/film)", f"{FILM}https://example.org/film</a>"),
        ("[**![]()**](https://example.org/film)", f"{FILM}https://example.org/film</a>"),
    ],
)  # fmt: skip
def test_a_picture_is_shown_by_its_alternative_text_and_no_link_is_empty(body: str, shown: str) -> None:
    assert _html(body) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    ("body", "levels"), [("# A\n## B\n# C", "343"), ("## A\n### B\n\nC\n===", "453"), ("### A\n#### B", "34"),
    ("# A\n#### B\n##### C\n###### D", "3666"), ("> ## A", "3")],
)  # fmt: skip
def test_the_highest_heading_has_level_three(body: str, levels: str) -> None:
    shown = _html(body)
    assert "".join(re.findall(r"<h(\d)>", shown)) == "".join(re.findall(r"</h(\d)>", shown)) == levels


def test_a_backslash_before_html_is_shown() -> None:
    assert _html("\\\\<b>") == "<p>\\&lt;b&gt;</p>"


@pytest.mark.parametrize("nested", ["> ", "- ", "1. "])
def test_a_body_that_is_nested_too_deeply_is_shown_as_it_is_written(nested: str) -> None:
    assert _html(f"{nested * (DEEPEST // 3)}a").startswith(("<blockquote>", "<ul>", "<ol>"))
    deep = f"{nested * (DEEPEST + 1)}<b>"
    assert _html(deep) == f"<pre>{deep.replace('<', '&lt;').replace('>', '&gt;')}</pre>"


@pytest.mark.parametrize(
    "repeated", ["[", "![", "[a](", "[a]: b\n", "> ", "- ", "|a", "*a **b ", "_*", "`a``", "<a", "&"]
)
def test_the_longest_body_is_rendered_whatever_it_repeats(repeated: str) -> None:
    """Each of these has kept renderers busy for minutes."""
    body = repeated * (LONGEST["body"] // len(repeated))
    assert _html(body) or repeated == "[a]: b\n"


@pytest.mark.parametrize("before", ["", "> ", "1. ", "- > "])
def test_a_table_that_would_grow_too_large_is_shown_as_it_is_written(before: str) -> None:
    indented = "" if before in ("", "> ") else " " * len(before)
    head = f"{before}{'|a' * 77}\n{indented if '>' not in before else before}{'|-' * 77}\n"
    rows = f"{before if '>' in before else indented}x\n" * 6_000
    shown = _html(head + rows)
    assert "<table" not in shown and "|a|a" in shown
    assert len(shown) < 20 * len(head + rows)


def test_a_table_of_ordinary_size_is_rendered() -> None:
    shown = _html(("|a" * 20 + "\n" + "|-" * 20 + "\n" + "|b\n" * 50 + "\n") * 10 + "A line.\n" * 5_000)
    assert shown.count("<td>") == 20 * 50 * 10
