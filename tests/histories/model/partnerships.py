"""Partnerships: S1 to S3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.histories.model.records import CLERKS, Actor, Partnership, Party, World
from tests.histories.model.who import Codes, clerk


def is_party(world: World, actor: Actor, parties: Sequence[Party]) -> bool:
    spoken_for = world.participants[actor.state].id if actor.state else actor.partner
    return any(one.identifier == spoken_for and one.is_in(world.today) for one in parties)


def enough(parties: Sequence[Party]) -> Codes:
    """S1: on every day."""
    for day in {one.since for one in parties} | {one.until for one in parties if one.until}:
        present = {one.identifier for one in parties if one.is_in(day)}
        if len(present) < 2 or not any(one.startswith("Participant") for one in present):
            yield "TOO_FEW_PARTIES"


def partnership_proposal(
    world: World, actor: Actor, parties: Sequence[Party], starts_on: date | None, ends_on: date | None
) -> Codes:
    if actor.granted != "ADMINISTRATOR" and not is_party(world, actor, parties):
        yield "NOT_ALLOWED"
    if ends_on is not None and ends_on < (starts_on or world.today):
        yield "END_BEFORE_START"
    if len({one.identifier for one in parties}) < len(parties):
        yield "PARTY_TWICE"
    yield from enough(parties)


def stands(world: World, partnership: Partnership, *statuses: str) -> Codes:
    if partnership.status(world.today) not in statuses:
        yield "WRONG_STATUS"


def activation(world: World, actor: Actor, partnership: Partnership) -> Codes:
    yield from clerk(world, actor)
    yield from stands(world, partnership, "PROPOSED")
    begins = min(world.today, partnership.starts_on or world.today)
    if partnership.ends_on is not None and partnership.ends_on < begins:
        yield "INVALID"


def steering(world: World, actor: Actor, partnership: Partnership, *statuses: str) -> Codes:
    participates = actor.state and is_party(world, actor, partnership.parties)
    if world.role(actor) not in CLERKS and not participates:
        yield "NOT_ALLOWED"
    yield from stands(world, partnership, *statuses)


def declining(world: World, actor: Actor, partnership: Partnership) -> Codes:
    if partnership.status(world.today) == "PROPOSED" and is_party(world, actor, partnership.parties):
        return
    begun = partnership.starts_on is None or partnership.starts_on <= world.today
    yield from steering(world, actor, partnership, "PROPOSED", *(() if begun else ("ACTIVE", "SUSPENDED")))


def conclusion(world: World, actor: Actor, partnership: Partnership, on: date) -> Codes:
    if is_party(world, actor, partnership.parties):
        yield from stands(world, partnership, "ACTIVE", "SUSPENDED")
    else:
        yield from steering(world, actor, partnership, "ACTIVE", "SUSPENDED")
    if partnership.ends_on is not None and on > partnership.ends_on:
        yield "INVALID"
    yield from end(partnership, on)


def revision(world: World, actor: Actor, partnership: Partnership, ends_on: date | None) -> Codes:
    if ends_on == partnership.ends_on:
        yield from steering(world, actor, partnership, partnership.status(world.today))
        yield "INVALID"
        return
    yield from steering(world, actor, partnership, "PROPOSED", "ACTIVE", "SUSPENDED")
    if ends_on is not None:
        if ends_on <= world.today:
            yield "INVALID"
        yield from end(partnership, ends_on)


def end(partnership: Partnership, on: date) -> Codes:
    first = partnership.starts_on or partnership.active_since
    if first is not None and on < first:
        yield "END_BEFORE_START"
    if any(one.since > on and one.until != one.since for one in partnership.parties):
        yield "INVALID"


def joining(world: World, actor: Actor, partnership: Partnership, identifier: str, on: date) -> Codes:
    yield from steering(world, actor, partnership, "PROPOSED", "ACTIVE", "SUSPENDED")
    stays = [one for one in partnership.parties if one.identifier == identifier and one.until != one.since]
    if any(one.until is None or on < one.until for one in stays):
        yield "PARTY_TWICE"
    if on < min(one.since for one in partnership.parties):
        yield "INVALID"
    if partnership.ends_on is not None and on >= partnership.ends_on:
        yield "INVALID"


def leaving(world: World, partnership: Partnership, identifier: str) -> Party | None:
    """The stay that is ended, or whose end is corrected."""
    stays = [one for one in partnership.parties if one.identifier == identifier]
    going = [one for one in stays if one.until is None or one.until > world.today]
    return max(
        going or [one for one in stays if one.until != one.since],
        key=lambda one: (one.since, one.until or date.max),
        default=None,
    )


def departure(world: World, actor: Actor, partnership: Partnership, identifier: str, on: date) -> Codes:
    itself = identifier == (world.participants[actor.state].id if actor.state else actor.partner)
    if itself:
        yield from stands(world, partnership, "PROPOSED", "ACTIVE", "SUSPENDED")
    else:
        if identifier.startswith("Participant"):
            yield from clerk(world, actor)
        yield from steering(world, actor, partnership, "PROPOSED", "ACTIVE", "SUSPENDED")
    stay = leaving(world, partnership, identifier)
    if stay is None or (stay.until is not None and stay.until <= min(on, world.today)):
        yield "NOT_FOUND"
        return
    if on < stay.since:
        yield "INVALID"
    if partnership.ends_on is not None and on > partnership.ends_on:
        yield "INVALID"
    yield from enough([Party(one.identifier, one.since, on) if one is stay else one for one in partnership.parties])
