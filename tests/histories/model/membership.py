"""How states take part: M1 to M4."""

from __future__ import annotations

from datetime import date, timedelta

from tests.histories.model.records import PARTICIPANTS, Accession, Actor, Designation, Participant, World
from tests.histories.model.who import Codes, clerk, keeper

ADOPTED_ON = date(2024, 5, 9)
YEAR = timedelta(days=366)


def communication(world: World, actor: Actor, state: str, adopts: bool, on: date) -> Codes:
    yield from clerk(world, actor)
    if not adopts:
        yield "DECLARATION_NOT_ADOPTED"
    if not ADOPTED_ON <= on <= world.latest_day:
        yield "INVALID"
    if state in world.participants or any(one.state == state for one in world.accessions):
        yield "CONFLICT"


def acknowledgement(world: World, actor: Actor, accession: Accession, on: date) -> Codes:
    yield from clerk(world, actor)
    if accession.acknowledged_on:
        yield "CONFLICT"
    if not accession.communicated_on <= on <= world.latest_day:
        yield "INVALID"


def withdrawal_of_accession(actor: Actor, accession: Accession) -> Codes:
    if actor.granted != "ADMINISTRATOR":
        yield "NOT_ALLOWED"
    if accession.acknowledged_on:
        yield "CONFLICT"


def correction(
    world: World, actor: Actor, participant: Participant, standing: str | None, on: date, accession: Accession | None
) -> Codes:
    if actor.granted != "ADMINISTRATOR":
        yield "NOT_ALLOWED"
    first, *later = participant.stands
    changed = standing not in (None, first.standing)
    if not changed and on == participant.joined_on:
        yield "CONFLICT"
    if changed and not later and (standing == "MEMBER") is not bool(participant.mechanisms):
        yield "CONFLICT"
    if not ADOPTED_ON <= on <= world.latest_day:
        yield "INVALID"
    if (accession and accession.acknowledged_on and on > accession.acknowledged_on) or (later and on > later[0].since):
        yield "INVALID"


def withdrawal_of_mechanism(world: World, actor: Actor, participant: Participant, ceased_on: date | None) -> Codes:
    if actor.granted != "ADMINISTRATOR":
        yield "NOT_ALLOWED"
    if not participant.mechanisms and participant.stands[-1].standing == "OBSERVER":
        yield "NOT_FOUND"
    if ceased_on is not None and not participant.stands[-1].since <= ceased_on <= world.today:
        yield "INVALID"


def reinstatement_of_mechanism(actor: Actor, participant: Participant) -> Codes:
    if actor.granted != "ADMINISTRATOR":
        yield "NOT_ALLOWED"
    if not participant.has_ceased:
        yield "NOT_FOUND"


def designation(world: World, actor: Actor, participant: Participant, since: date) -> Codes:
    yield from keeper(actor, participant.state)
    before = [
        one.since for one in participant.designations if one.until is not None and one.since < one.until <= world.today
    ]
    earliest = max([participant.joined_on, *before])
    if not earliest <= since <= world.latest_day + YEAR:
        yield "INVALID"


def correction_of_person(world: World, actor: Actor, designation: Designation, moved: bool) -> Codes:
    yield from keeper(actor, designation.of)
    if designation.email is None:
        yield "CONFLICT"
    if moved and not designation.is_over(world.today):
        yield "WRONG_STATUS"


def erasure(world: World, actor: Actor, designation: Designation, mistaken: bool) -> Codes:
    if actor.granted != "ADMINISTRATOR":
        yield "NOT_ALLOWED"
    if designation.email is None:
        yield "CONFLICT"
    if not mistaken and not designation.is_over(world.today):
        yield "WRONG_STATUS"


def address(world: World, actor: Actor, state: str, designation: Designation) -> str | None:
    """What an actor is shown of where a focal point is reached."""
    role = world.role(actor)
    shown = not designation.is_over(world.today) or actor.state == state
    return designation.email if role == "ADMINISTRATOR" or (role in PARTICIPANTS and shown) else None
