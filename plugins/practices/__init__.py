"""Practices of national mechanisms: drafted, reviewed, published, translated, found and adopted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import MetaData

from core import Entry, Platform, Session, hookimpl, write_shipped_taxonomies
from core.members import Demonstration, Participant, State
from plugins.practices.bitmaps import regroup
from plugins.practices.errors import ERROR_TYPES
from plugins.practices.mutations import Mutations
from plugins.practices.tables import metadata, practices
from plugins.practices.types import TYPES, ParticipantFields, Practice, Queries, StateFields
from plugins.practices.visibility import visible

if TYPE_CHECKING:
    import typer

__all__ = ["Practice", "practices", "visible"]
"""The face for plugins that require this one: the type, its table, and its visibility."""


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
def register_error_types() -> dict[type[Exception], type]:
    return ERROR_TYPES


@hookimpl
def register_reference_data(session: Session) -> None:
    write_shipped_taxonomies(session, __file__)
    regroup(session)


@hookimpl
def register_demonstration(demonstration: Demonstration) -> None:
    from plugins.practices.demonstration import fill

    fill(demonstration)


@hookimpl
def register_commands(cli: typer.Typer, platform: Callable[[], Platform]) -> None:
    from plugins.practices.commands import add_commands

    add_commands(cli, platform)


@hookimpl
def before_commit(session: Session, entries: Sequence[Entry]) -> None:
    if any(entry.action == "state.regional_group_corrected" for entry in entries):
        regroup(session)
