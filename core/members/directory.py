"""The participants on a day and whom to write to, as the rules of plugins need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, func, select

from core.database.sessions.session import Session
from core.members.clauses import holds, is_present_mechanism_of
from core.members.enums import RegionalGroup, Standing
from core.members.tables import focal_points, mechanisms, network, participants, regional_groups, standings, states
from schema.declaring.language_fields import words_in


@dataclass(frozen=True, slots=True)
class Party:
    """A state that takes part, as it is on a day. participant, state: primary keys."""

    participant: int
    state: int
    iso_alpha3: str
    name: str
    standing: Standing
    regional_group: RegionalGroup

    @property
    def is_member(self) -> bool:
        """(Membership) Whether it has a national mechanism."""
        return self.standing is Standing.MEMBER


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to for a participant. participant, focal_point: primary keys.

    language: that of the person, else the one in which the participant named its mechanism, if it has one.
    """

    participant: int
    focal_point: int
    email: str
    language: str | None


def parties(
    session: Session, day: date, chosen: Sequence[int] | None = None, languages: Sequence[str] = ()
) -> list[Party]:
    """The participants on a day, by code; of the chosen ones, if they are given.

    languages: those of the names, the best first; English comes last.
    """
    rows = session.execute(_parties_on(tuple(languages), chosen is not None), {"day": day, "chosen": chosen or ()})
    return [
        Party(row.id, row.state_id, row.iso_alpha3, row.name, Standing[row.standing], RegionalGroup[row.regional_group])
        for row in rows
    ]


def members(session: Session, day: date) -> list[Party]:
    """(Membership) The members on a day, by code."""
    return [party for party in parties(session, day) if party.is_member]


@lru_cache(100)
def _parties_on(languages: tuple[str, ...], some: bool) -> Select[Any]:
    """The participants on a `day`; with `some`, those of the `chosen` ones."""
    day = bindparam("day", type_=Date)
    rows = (
        select(
            participants.c.id,
            participants.c.state_id,
            states.c.iso_alpha3,
            words_in(states.c.name, *languages, "en").label("name"),
            standings.c.standing,
            regional_groups.c.regional_group,
        )
        .join(states, states.c.id == participants.c.state_id)
        .join(standings, and_(standings.c.participant_id == participants.c.id, holds(standings.c, day)))
        .join(regional_groups, and_(regional_groups.c.state_id == states.c.id, holds(regional_groups.c, day)))
        .order_by(states.c.iso_alpha3)
    )
    return rows.where(participants.c.id.in_(bindparam("chosen", expanding=True))) if some else rows


def network_name(session: Session, languages: Sequence[str] = ()) -> str:
    """The name of the Network. languages: the best first; English comes last."""
    name: str = session.execute(select(words_in(network.c.name, *languages, "en"))).scalar_one()
    return name


def contacts(session: Session, day: date, chosen: Sequence[int] | None = None) -> list[Contact]:
    """Every participant's focal point or contact on a day; of the chosen participants, if they are given.

    Those that were erased since are left out.
    """
    rows = (
        select(
            focal_points.c.participant_id,
            focal_points.c.id,
            focal_points.c.email,
            func.coalesce(focal_points.c.language, mechanisms.c.original_language),
        )
        .outerjoin(mechanisms, is_present_mechanism_of(focal_points.c.participant_id))
        .where(holds(focal_points.c, day), focal_points.c.email.is_not(None))
        .order_by(focal_points.c.id)
    )
    if chosen is not None:
        rows = rows.where(focal_points.c.participant_id.in_(chosen))
    return [Contact(*row) for row in session.execute(rows)]
