"""Descriptions of the schema as texts for readers of files."""

from __future__ import annotations

import re

RULE = re.compile(r"\([^()]*\) ")
"""The rule of the Declaration, or its section, that a description begins with, as in `(D4) …` or `(Membership) …`."""


def without_rule(description: str | None) -> str:
    """A description without the rule that it begins with; empty if there is none."""
    text = description or ""
    return text[rule.end() :] if (rule := RULE.match(text)) else text
