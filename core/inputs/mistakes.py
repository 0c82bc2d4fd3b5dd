"""All that is wrong with an input, told at once: whoever fills in a form mends it once."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, Self, TypeVar, cast

from core.errors import Refusal

P = ParamSpec("P")
T = TypeVar("T")


class Mistakes:
    """Looks at all parts of an input before any is refused.

        with Mistakes() as check:
            name = check(one_line, given.name, 300, "name", "name")
            if given.until < given.since:
                check.note(Invalid("It ends before it begins.", "until"))

    Its end raises the first refusal of those that were noted, or raised inside, with the rest in its `others`.
    """

    def __init__(self) -> None:
        self.found: list[Refusal] = []

    def __enter__(self) -> Self:
        return self

    def __call__(self, check: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """What a check returns; where it refuses, that is noted, and None is returned, which is not to be used."""
        try:
            return check(*given, **named)
        except Refusal as refusal:
            self.note(refusal)
            return cast("T", None)

    def note(self, refusal: Refusal) -> None:
        """Note a refusal, with those that it tells of besides."""
        self.found += [refusal, *refusal.others]

    def __exit__(self, _: object, raised: BaseException | None, __: object) -> None:
        if isinstance(raised, Refusal):
            self.note(raised)
        if self.found and (raised is None or isinstance(raised, Refusal)):
            first, *first.others = self.found
            raise first
