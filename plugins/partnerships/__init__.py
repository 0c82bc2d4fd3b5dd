"""Partners of the Network, and the partnerships of its participants with them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData
from starlette.routing import BaseRoute

from core import Platform, Session, hookimpl, write_shipped_taxonomies
from core.members import Demonstration, Network, Objective, Obligation, Participant, State
from plugins.partnerships.background import record_ends
from plugins.partnerships.errors import ERROR_TYPES
from plugins.partnerships.mutations import Mutations
from plugins.partnerships.obligations import obligations_on
from plugins.partnerships.reference import write_reference_data
from plugins.partnerships.routes import ROUTES
from plugins.partnerships.tables import metadata
from plugins.partnerships.types import (
    TYPES,
    NetworkFields,
    ObjectiveFields,
    ParticipantFields,
    Queries,
    StateFields,
)

if TYPE_CHECKING:
    import typer


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
    return [
        (State, StateFields),
        (Participant, ParticipantFields),
        (Objective, ObjectiveFields),
        (Network, NetworkFields),
    ]


@hookimpl
def register_queries() -> type:
    return Queries


@hookimpl
def register_mutations() -> type:
    return Mutations


@hookimpl
def register_error_types() -> dict[type[Exception], type]:
    return ERROR_TYPES


@hookimpl
def register_reference_data(session: Session) -> None:
    write_reference_data(session)
    write_shipped_taxonomies(session, __file__)


@hookimpl
def register_demonstration(demonstration: Demonstration) -> None:
    from plugins.partnerships.demonstration import fill

    fill(demonstration)


@hookimpl
def register_obligations(session: Session, today: date) -> list[Obligation]:
    return obligations_on(session, today)


@hookimpl
def register_routes() -> list[BaseRoute]:
    return ROUTES


@hookimpl
def register_commands(cli: typer.Typer, platform: Callable[[], Platform]) -> None:
    from plugins.partnerships.commands import add_commands

    add_commands(cli, platform)


@hookimpl
def register_background(platform: Platform) -> list[Coroutine[Any, Any, None]]:
    return [record_ends(platform)]
