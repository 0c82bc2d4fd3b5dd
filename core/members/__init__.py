"""Members and observers, registered like a plugin; but they may import all of core and are always there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import MetaData

from core.database.sessions.session import Session
from core.members.clauses import groupings, holds, participant_of, regional_group_by, regional_group_of, standing_of
from core.members.demonstration_writes import Demonstration
from core.members.directory import Contact, Party, contacts, members, network_name, parties
from core.members.enums import Capacity, ObligationStatus, RegionalGroup
from core.members.latest_day import latest_day_on_earth
from core.members.mutations import Mutations
from core.members.names import code_of, folded, name_contains, search_names
from core.members.obligations import Obligation, obligations_on
from core.members.reference import upsert, write_reference_data
from core.members.rules.taking_part import find_state, participant_codes, participant_state, require_participant
from core.members.tables import metadata
from core.members.types import (
    TYPES,
    FocalPoint,
    Mechanism,
    Network,
    Objective,
    Participant,
    Queries,
    State,
)
from core.members.visibility import PARTICIPANTS_AND_SECRETARIAT
from core.plugins.hookspecs import hookimpl
from core.taxonomies import write_shipped_taxonomies


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
def register_queries() -> type:
    return Queries


@hookimpl
def register_mutations() -> type:
    return Mutations


@hookimpl
def register_reference_data(session: Session) -> None:
    write_reference_data(session)
    write_shipped_taxonomies(session, __file__)


@hookimpl
def register_demonstration(demonstration: Demonstration) -> None:
    from core.members.demonstration import fill

    fill(demonstration)


@hookimpl
def register_obligations(session: Session, today: date) -> list[Obligation]:
    return obligations_on(session, today)


__all__ = [
    "PARTICIPANTS_AND_SECRETARIAT",
    "Capacity",
    "Contact",
    "Demonstration",
    "FocalPoint",
    "Mechanism",
    "Network",
    "Objective",
    "Obligation",
    "ObligationStatus",
    "Participant",
    "Party",
    "RegionalGroup",
    "State",
    "code_of",
    "contacts",
    "find_state",
    "folded",
    "groupings",
    "holds",
    "latest_day_on_earth",
    "members",
    "name_contains",
    "network_name",
    "participant_codes",
    "participant_of",
    "participant_state",
    "parties",
    "regional_group_by",
    "regional_group_of",
    "require_participant",
    "search_names",
    "standing_of",
    "upsert",
]
