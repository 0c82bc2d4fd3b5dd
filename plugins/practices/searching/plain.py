"""Markdown as the words that it shows, for an excerpt."""

from __future__ import annotations

import re

LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
LEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)+")
"""What makes a line a heading, a quotation or an entry of a list."""
AROUND_WORDS = re.compile(r"(?<![\w\\])(?:[*_]{1,3}|~~|`{1,3})(?=\S)|(?<=[^\s\\])(?:[*_]{1,3}|~~|`{1,3})(?!\w)")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
RULE = " \t|:=-"
"""What a line across, or the one below the head of a table, is made of."""


def plain(markdown: str) -> str:
    """The text in one line, without what only says how it is shown: `5 > 3` and `snake_case` stay."""
    lines = (_plain(line) for line in LINK.sub(r"\1", markdown).splitlines())
    return " ".join(word for line in lines for word in line.split())


def _plain(line: str) -> str:
    if not line.strip(RULE):
        return ""
    leading = LEADING.match(line)
    told = line[leading.end() :] if leading else line
    told = told.replace("|", " ") if told.startswith("|") else told
    return ESCAPED.sub(r"\1", AROUND_WORDS.sub("", told))
