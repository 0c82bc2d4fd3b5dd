"""All mistakes in an input, reported at once, so that people correct a form only once."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, Self, TypeVar, cast

from core.errors import Refusal

P = ParamSpec("P")
T = TypeVar("T")


class Mistakes:
    """Checks all parts of an input before it is refused.

        with Mistakes() as check:
            name = check(one_line, given.name, 300, "name", "name")
            if given.until < given.since:
                check.note(Invalid("It ends before it begins.", "until"))

    Its end raises the first of the refusals that were noted or raised inside, with the rest in its `others`.
    """

    def __init__(self) -> None:
        self.found: list[Refusal] = []

    def __enter__(self) -> Self:
        return self

    def __call__(self, check: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """What a check returns; if it refuses, that is noted, and None is returned, which must not be used."""
        try:
            return check(*given, **named)
        except Refusal as refusal:
            self.note(refusal)
            return cast("T", None)

    def note(self, refusal: Refusal) -> None:
        """Note a refusal, with its `others`."""
        self.found += [refusal, *refusal.others]

    def __exit__(self, _: object, raised: BaseException | None, __: object) -> None:
        if isinstance(raised, Refusal):
            self.note(raised)
        if self.found and (raised is None or isinstance(raised, Refusal)):
            first, *first.others = self.found
            raise first
