"""Markdown as plain words, for an excerpt."""

from __future__ import annotations

import re

LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
LEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)+")
"""What makes a line a heading, a quotation or an entry of a list."""
AROUND_WORDS = re.compile(r"(?<![\w\\])(?:[*_]{1,3}|~~|`{1,3})(?=\S)|(?<=[^\s\\])(?:[*_]{1,3}|~~|`{1,3})(?!\w)")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
RULE = " \t|:=-"
"""The signs of a horizontal rule, and of the line below the head of a table."""


def plain(markdown: str) -> str:
    """The text in one line, without its markup; `5 > 3` and `snake_case` stay."""
    lines = (_plain(line) for line in LINK.sub(r"\1", markdown).splitlines())
    return " ".join(word for line in lines for word in line.split())


def _plain(line: str) -> str:
    if not line.strip(RULE):
        return ""
    leading = LEADING.match(line)
    text = line[leading.end() :] if leading else line
    text = text.replace("|", " ") if text.startswith("|") else text
    return ESCAPED.sub(r"\1", AROUND_WORDS.sub("", text))
