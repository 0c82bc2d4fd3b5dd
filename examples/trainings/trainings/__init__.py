"""Trainings that participants host."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import MetaData
from starlette.routing import BaseRoute

from core import Platform, Session, hookimpl, write_shipped_taxonomies
from core.members import Demonstration, Obligation, Participant, State
from trainings.errors import ERROR_TYPES
from trainings.mutations import Mutations
from trainings.obligations import obligations
from trainings.routes import ROUTES
from trainings.subscriptions import Subscriptions
from trainings.tables import metadata
from trainings.types import TYPES, ParticipantFields, Queries, StateFields

if TYPE_CHECKING:
    import typer

requires_face = "1.1"


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
    return [(Participant, ParticipantFields), (State, StateFields)]


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
    write_shipped_taxonomies(session, __file__)


@hookimpl
def register_demonstration(demonstration: Demonstration) -> None:
    from trainings.demonstration import fill

    fill(demonstration)


@hookimpl
def register_obligations(session: Session, today: date) -> list[Obligation]:
    return obligations(session, today)


@hookimpl
def register_routes() -> list[BaseRoute]:
    return ROUTES


@hookimpl
def register_commands(cli: typer.Typer, platform: Callable[[], Platform]) -> None:
    from trainings.commands import add_commands

    add_commands(cli, platform)
