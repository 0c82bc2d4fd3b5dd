"""Meetings, decisions by consensus and by vote, and the Executive Committee."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData
from starlette.routing import BaseRoute

from core import Platform, Role, Session, hookimpl, write_shipped_taxonomies
from core.members import Demonstration, Obligation, Participant, State
from plugins.voting.background import run_due, run_newcomers
from plugins.voting.errors import ERROR_TYPES
from plugins.voting.mutations import Mutations
from plugins.voting.obligations import obligations_on
from plugins.voting.reference import write_reference_data
from plugins.voting.routes import ROUTES
from plugins.voting.rules.bodies import role_of
from plugins.voting.subscriptions import Subscriptions
from plugins.voting.tables import decisions, meetings, metadata
from plugins.voting.types import TYPES, Decision, Meeting, ParticipantFields, Queries, StateFields
from plugins.voting.visibility import visible

if TYPE_CHECKING:
    import typer

__all__ = ["Decision", "Meeting", "decisions", "meetings", "visible"]
"""For plugins that require this one: the types, their tables, and who sees which decisions."""


@hookimpl
def register_tables() -> MetaData:
    return metadata


@hookimpl
def register_migrations() -> Path:
    return Path(__file__).parent / "migrations"


@hookimpl
def register_types() -> list[type]:
    return TYPES


@hookimpl
def register_fields() -> list[tuple[type, type]]:
    return [(State, StateFields), (Participant, ParticipantFields)]


@hookimpl
def register_queries() -> type:
    return Queries


@hookimpl
def register_mutations() -> type:
    return Mutations


@hookimpl
def register_subscriptions() -> type:
    return Subscriptions


@hookimpl
def register_error_types() -> dict[type[Exception], type]:
    return ERROR_TYPES


@hookimpl
def register_reference_data(session: Session) -> None:
    write_reference_data(session)
    write_shipped_taxonomies(session, __file__)


@hookimpl
def register_demonstration(demonstration: Demonstration) -> None:
    from plugins.voting.demonstration import fill

    fill(demonstration)


@hookimpl
def register_obligations(session: Session, today: date) -> list[Obligation]:
    return obligations_on(session, today)


@hookimpl
def register_routes() -> list[BaseRoute]:
    return ROUTES


@hookimpl
def register_commands(cli: typer.Typer, platform: Callable[[], Platform]) -> None:
    from plugins.voting.commands import add_commands

    add_commands(cli, platform)


@hookimpl
def register_roles(session: Session, participant: int, today: date) -> Role | None:
    return role_of(session, participant, today)


@hookimpl
def register_background(platform: Platform) -> list[Coroutine[Any, Any, None]]:
    return [run_due(platform), run_newcomers(platform)]
