"""Practices: P1 to P5."""

from __future__ import annotations

from tests.histories.model.records import PARTICIPANTS, Actor, Practice, World
from tests.histories.model.who import Codes, clerk, keeper


def sees(world: World, actor: Actor, practice: Practice) -> bool:
    """P4."""
    role = world.role(actor)
    if role == "ADMINISTRATOR" or practice.status == "PUBLISHED":
        return True
    return role in PARTICIPANTS and (practice.submitted or practice.state == actor.state)


def unseen(world: World, actor: Actor, practice: Practice) -> Codes:
    if not sees(world, actor, practice):
        yield "NOT_FOUND"


def practice_is(practice: Practice, *statuses: str) -> Codes:
    if practice.status not in statuses:
        yield "WRONG_STATUS"


def revision(world: World, actor: Actor, practice: Practice, expected: int) -> Codes:
    yield from unseen(world, actor, practice)
    if actor.state != practice.state:
        yield "NOT_ALLOWED"
    yield from practice_is(practice, "DRAFT", "CHANGES_REQUESTED", "PUBLISHED")
    if expected != practice.revision:
        yield "REVISION_CONFLICT"


def taking_a_translation_out(world: World, actor: Actor, practice: Practice, language: str) -> Codes:
    yield from revision(world, actor, practice, practice.revision)
    if language not in practice.languages:
        yield "INVALID"


def translation(world: World, actor: Actor, practice: Practice) -> Codes:
    yield from unseen(world, actor, practice)
    yield from keeper(actor, practice.state)
    yield from practice_is(practice, "DRAFT", "CHANGES_REQUESTED", "PUBLISHED")


def submission(world: World, actor: Actor, practice: Practice) -> Codes:
    yield from unseen(world, actor, practice)
    if actor.state != practice.state:
        yield "NOT_ALLOWED"
    yield from practice_is(practice, "DRAFT", "CHANGES_REQUESTED")


def review(world: World, actor: Actor, practice: Practice) -> Codes:
    yield from unseen(world, actor, practice)
    if world.role(actor) not in PARTICIPANTS or actor.state == practice.state:
        yield "NOT_ALLOWED"
    yield from practice_is(practice, "SUBMITTED")


def publication(world: World, actor: Actor, practice: Practice) -> Codes:
    yield from clerk(world, actor)
    yield from unseen(world, actor, practice)
    yield from practice_is(practice, "SUBMITTED")
    if not practice.approved:
        yield "NOT_REVIEWED"


def withdrawal_of_practice(world: World, actor: Actor, practice: Practice) -> Codes:
    yield from unseen(world, actor, practice)
    yield from keeper(actor, practice.state)
    if practice.status == "WITHDRAWN":
        yield "WRONG_STATUS"


def adoption(world: World, actor: Actor, practice: Practice, state: str) -> Codes:
    if actor.state != state:
        yield "NOT_ALLOWED"
    yield from unseen(world, actor, practice)
    yield from practice_is(practice, "PUBLISHED")
    if practice.state == state:
        yield "NOT_ALLOWED"
    if state in practice.adopted:
        yield "CONFLICT"


def withdrawal_of_adoption(world: World, actor: Actor, practice: Practice, state: str) -> Codes:
    yield from unseen(world, actor, practice)
    yield from keeper(actor, state)
