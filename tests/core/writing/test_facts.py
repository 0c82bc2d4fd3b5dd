"""A refusal whose fact is missing names the fact: it is the author's mistake, and told to nobody else."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry

from core.errors import Refusal
from core.writing.mutations import MutationWriter
from schema import UserError
from schema.declaring.errors import DeclarationError


class TooEarly(Refusal):
    """What has a fact, in one case."""

    code = "BEFORE_ITS_TIME"


class MuchTooEarly(TooEarly):
    """What is of the same kind."""

    code = "LONG_BEFORE_ITS_TIME"


@strawberry.type
class TooEarlyError(UserError):
    """What shows the fact."""

    earliest: str


def _shown(refusal: Refusal) -> Any:
    unused: Any = None
    return MutationWriter(unused, unused, {TooEarly: TooEarlyError}, unused).user_error(refusal)


def test_a_fact_that_is_not_set_is_named() -> None:
    with pytest.raises(DeclarationError, match=r"TooEarly has no `earliest`, which TooEarlyError shows: set it in its"):
        _shown(TooEarly("Wait."))


def test_a_fact_that_is_set_is_shown() -> None:
    refusal = TooEarly("Wait.", "on")
    refusal.earliest = "2026-03-02"  # type: ignore[attr-defined]
    shown = _shown(refusal)
    assert (shown.code, shown.path, shown.earliest) == ("BEFORE_ITS_TIME", ["on"], "2026-03-02")


def test_a_refusal_of_a_kind_with_facts_shows_them() -> None:
    refusal = MuchTooEarly("Wait.", "on")
    refusal.earliest = "2026-03-02"  # type: ignore[attr-defined]
    shown = _shown(refusal)
    assert (type(shown), shown.code, shown.earliest) == (TooEarlyError, "LONG_BEFORE_ITS_TIME", "2026-03-02")
