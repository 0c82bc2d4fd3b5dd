"""(Membership) Corrects the regional group of a state, as the United Nations count it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from core.database.database import new_id
from core.errors import Conflict, Invalid
from core.identity import Role
from core.members.enums import RegionalGroup
from core.members.figures import FIRST_DAY, recount
from core.members.latest_day import latest_day_on_earth
from core.members.names import code_of
from core.members.rules.taking_part import find_state
from core.members.tables import regional_groups
from core.writing.write import Write


def correct_regional_group(write: Write, iso_alpha3: str, group: RegionalGroup, since: date | None = None) -> int:
    """Record the regional group of a state: these groups are informal, and change. Returns the state.

    since: its first day, if it has changed, or if the present group was recorded with another day; the previous group
    holds until then. Without it, the present group was recorded by mistake, and is replaced. For the secretariat.
    Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    state = find_state(write.session, iso_alpha3)
    own = regional_groups.c.state_id == state, regional_groups.c.until.is_(None)
    present = write.session.execute(select(regional_groups).where(*own)).one()
    first = present.since
    if present.regional_group == group.name:
        if since is None or present.since in (None, since):
            raise Conflict(f"{code_of(iso_alpha3)} already belongs to {group.name}.", "regionalGroup")
        first = _begin(write, present, since)
    elif since is None or since == present.since:
        write.session.execute(update(regional_groups).where(*own).values(regional_group=group.name))
    else:
        _require_between(since, present.since, latest_day_on_earth(write.now))
        first = since
        write.session.execute(update(regional_groups).where(*own).values(until=since))
        write.session.execute(
            insert(regional_groups).values(
                id=new_id(), state_id=state, regional_group=group.name, since=since, until=None
            )
        )
    recount(write.session, first or FIRST_DAY)
    write.record(
        "state.regional_group_corrected",
        f"State:{state}",
        {"from": present.regional_group, "to": group.name, "since": None if since is None else since.isoformat()},
    )
    return state


def _begin(write: Write, present: Any, since: date) -> date | None:
    """Let the present group begin on another day, and the previous one end then; returns the first day of that one."""
    until_then = regional_groups.c.state_id == present.state_id, regional_groups.c.until == present.since
    previous = write.session.execute(select(regional_groups).where(*until_then)).one()
    latest = latest_day_on_earth(write.now)
    if since > latest or (previous.since is not None and since <= previous.since):
        after = "" if previous.since is None else f" after {previous.since}, on which the previous group began, and"
        raise Invalid(f"Give a day{after} no later than {latest}.", "since")
    for row, day in ((previous, {"until": since}), (present, {"since": since})):
        write.session.execute(update(regional_groups).where(regional_groups.c.id == row.id).values(**day))
    first: date | None = previous.since
    return first


def _require_between(since: date, earliest: date | None, latest: date) -> None:
    if since > latest:
        raise Invalid("A change is recorded once it has happened: give a day no later than today.", "since")
    if earliest is not None and since < earliest:
        raise Invalid(f"The present group was recorded from {earliest} on: give that day or a later one.", "since")
