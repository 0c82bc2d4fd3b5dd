"""Names and codes as they are compared and searched, on either database alike."""

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
"""What keyboards and typesetters write for an apostrophe, and for a hyphen or a dash, which is a blank to many."""
CODE = re.compile("[A-Z]{3}")
LONGEST = 500
"""So many characters of a name are read: those that are kept are shorter, and to fold a sign may make 18 of it."""


def folded(name: str) -> str:
    """A name without capitals, accents, hyphens and needless blanks, its apostrophes as a typewriter has them, œ as oe.

    Of one of more than 500 characters it is that of the first 500.
    """
    return folded_in_full(name[:LONGEST])


def folded_in_full(written: str) -> str:
    """A text as `folded` has a name, however long it is."""
    plain = without_marks(written.translate(TYPED))  # which makes an apostrophe of ŉ, a hyphen of a wide one
    return " ".join(plain.translate(TYPED).split())


def search_names(names: Iterable[str]) -> str:
    """Names as a column keeps them for `name_contains`: in lower case, and folded."""
    names = list(names)
    return "\n".join(dict.fromkeys([*(name.lower() for name in names), *(folded(name) for name in names)]))


def name_contains(column: Any, part: Any) -> ColumnElement[bool]:
    """Whether one of the names that `search_names` put into a column has a part, which is folded; any has an empty one.

    With `convert=folded` it is a filter over names.
    """
    return or_(part == "", func.replace(column, part, "") != column)


def code_of(written: str) -> str:
    """A code by ISO 3166-1 in the capitals of ASCII, as it is kept; empty for what is no code."""
    code = in_capitals(written.strip())
    return code if CODE.fullmatch(code) else ""
