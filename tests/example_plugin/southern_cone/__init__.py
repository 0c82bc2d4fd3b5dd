"""Workshops of an imaginary regional network: everything that a plugin can add, in the smallest form."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, func, select
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from core import Session, hookimpl
from core.members import Obligation, ObligationStatus, Participant
from southern_cone.errors import ERROR_TYPES
from southern_cone.mutations import Mutations
from southern_cone.tables import metadata, workshops
from southern_cone.types import ParticipantFields, Queries, Workshop

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
    return [Workshop]


@hookimpl
def register_fields() -> list[tuple[type, type]]:
    return [(Participant, ParticipantFields)]


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
def register_obligations(session: Session, today: date) -> list[Obligation]:
    planned = session.execute(select(func.count()).select_from(workshops).where(workshops.c.held_on >= today)).scalar()
    status = ObligationStatus.MET if planned else ObligationStatus.DUE
    return [
        Obligation(section="Objectives", rule="A workshop is planned.", status=status, detail=f"{planned} are planned.")
    ]


@hookimpl
def register_routes() -> list[BaseRoute]:
    async def hello(request: Request) -> JSONResponse:
        return JSONResponse({"network": "imaginary"})

    return [Route("/hello", hello)]


@hookimpl
def register_commands(cli: typer.Typer) -> None:
    @cli.command()
    def hello() -> None:
        """Say hello."""
        print("Hello from the imaginary network.")

    @cli.command()
    def about() -> None:
        """Say what this is."""
        print("Workshops of an imaginary regional network.")
