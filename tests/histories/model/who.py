"""Who may do what, by its role."""

from __future__ import annotations

from collections.abc import Iterator

from tests.histories.model.records import CLERKS, Actor, World

Codes = Iterator[str]


def clerk(world: World, actor: Actor) -> Codes:
    if world.role(actor) not in CLERKS:
        yield "NOT_ALLOWED"


def keeper(actor: Actor, state: str) -> Codes:
    if actor.granted != "ADMINISTRATOR" and actor.state != state:
        yield "NOT_ALLOWED"
