"""Faults in clauses: comparisons that Python takes as true or false, where SQL was to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import BinaryExpression

from core.assembly import assemble_schema
from core.conformance.examination import Examination
from core.conformance.own_files import is_own
from core.identity import HELD_BY
from schema.checking.conditions import check_conditions
from schema.checking.expressions import check_expressions


def joined_in_sql(examination: Examination) -> Iterator[str]:
    """No scope, condition or expression of the plugin joins clauses by `and`, `or` or `not`, which Python evaluates."""
    model = assemble_schema(examination.plugins).model
    with comparisons_taken_as_values(examination.module) as places:
        check_expressions(model, HELD_BY)
        check_conditions(model)
    for place in dict.fromkeys(places):
        yield (
            f"{place} has Python decide whether a comparison of columns is true, and the clause loses a part: join "
            "clauses with and_, or_ and not_ of sqlalchemy, not with and, or and not."
        )


@contextmanager
def comparisons_taken_as_values(plugin: ModuleType) -> Iterator[list[str]]:
    """The places in the files of a plugin where the truth of a comparison is asked for while this is open.

    SQLAlchemy itself does so with == and !=, to find columns in sets: it takes columns that are the same for equal.
    """
    places: list[str] = []
    compared: Any = BinaryExpression
    original = compared.__bool__

    def heard(comparison: Any) -> Any:
        caller = sys._getframe(1)
        if is_own(plugin, caller.f_code.co_filename):
            places.append(f"{Path(caller.f_code.co_filename).name}:{caller.f_lineno}")
        return original(comparison)

    compared.__bool__ = heard
    try:
        yield places
    finally:
        compared.__bool__ = original
