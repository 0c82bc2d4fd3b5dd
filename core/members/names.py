"""Names and codes as they are compared and searched, alike on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, or_

from core.inputs.folding import without_marks
from core.inputs.wording import in_capitals

TYPED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bb\u02bc\u2032\u00b4`", "'"),
        **dict.fromkeys("-\u058a\u05be\u2010\u2012\u2013\u2014\u2015\u2043\u2212", " "),
    }
)
"""What keyboards and typesetters write for an apostrophe, and for a hyphen or a dash, which many read as a space."""
CODE = re.compile("[A-Z]{3}")
LONGEST = 500
"""The most characters of a name that are read: stored names are shorter, and folding may turn a sign into 18."""


def folded(name: str) -> str:
    """A name without capitals, accents, hyphens and needless spaces, with straight apostrophes, and œ as oe.

    Only its first 500 characters are read.
    """
    return folded_in_full(name[:LONGEST])


def folded_in_full(written: str) -> str:
    """A text folded like a name, however long it is."""
    plain = without_marks(written.translate(TYPED))  # which makes an apostrophe of ŉ, a hyphen of a wide one
    return " ".join(plain.translate(TYPED).split())


def search_names(names: Iterable[str]) -> str:
    """Names as a column stores them for `name_contains`: in lower case, and folded."""
    names = list(names)
    return "\n".join(dict.fromkeys([*(name.lower() for name in names), *(folded(name) for name in names)]))


def name_contains(column: Any, part: Any) -> ColumnElement[bool]:
    """Whether one of the names that `search_names` stored in a column contains a folded part; each contains ''.

    With `convert=folded` it is a filter over names.
    """
    return or_(part == "", func.replace(column, part, "") != column)


def code_of(written: str) -> str:
    """A code of ISO 3166-1 in ASCII capitals, as it is stored; empty for anything else."""
    code = in_capitals(written.strip())
    return code if CODE.fullmatch(code) else ""
