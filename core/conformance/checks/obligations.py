"""Faults of obligations: those that fail, or count what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pluggy import HookImpl

from core.conformance.database_without import without
from core.conformance.examination import Examination
from core.conformance.failures import in_short
from core.conformance.hidden import Hidden
from core.identity import PUBLIC
from core.members.obligations import Obligation
from core.platform import Platform, obligations_of
from core.plugins.hooks import implementations

LEAP_DAY = date(2028, 2, 29)
"""A day which other years do not have."""


def count_what_all_may_see(examination: Examination) -> Iterator[str]:
    """The plugin's obligations are found over any records, and what the public may not see makes no difference."""
    for hook in implementations(examination.plugins, "register_obligations"):
        if hook.plugin_name == examination.name:
            yield from _faults(examination, hook)


def _faults(examination: Examination, hook: HookImpl) -> Iterator[str]:
    filled = examination.filled().platform
    bare = without(Hidden(examination, filled, PUBLIC)).platform
    for day in (filled.now().date(), LEAP_DAY):
        try:
            _found(hook, examination.platform(examination.migrated()), day)
        except Exception as error:
            yield f"register_obligations fails over empty tables on {day}: {in_short(error)}"
            return
        try:
            seen, expected = _found(hook, filled, day), _found(hook, bare, day)
        except Exception as error:
            yield f"register_obligations fails over what fill() writes on {day}: {in_short(error)}"
            return
        if seen != expected:
            different = [one for one in seen if one not in expected] or seen
            yield (
                f"register_obligations counts what is hidden, and anybody reads it: {_shown(different)}; without it "
                f"{_shown([one for one in expected if one not in seen])}. Count only what the public may see."
            )
            return


def _found(hook: HookImpl, platform: Platform, day: date) -> list[Obligation]:
    with platform.database.reading() as session:
        return obligations_of(hook, session, day)


def _shown(obligations: list[Obligation]) -> str:
    return "; ".join(f"{one.status.name}, {one.detail!r}" for one in obligations)[:300] or "none"
