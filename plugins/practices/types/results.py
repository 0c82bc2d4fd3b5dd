"""Whole results of practices: their filters and their counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, select
from strawberry import ID

from core.members import Capacity, RegionalGroup, regional_group_by, regional_group_of
from plugins.practices.enums import HumanRightsSystem, PracticeStatus, TreatyBody
from plugins.practices.tables import practices, terms
from schema import (
    Identifier,
    Language,
    Under,
    among,
    column,
    each,
    facet,
    filters,
    first_moment,
    last_moment,
    part,
    record,
    where,
)


@record(order=())
class FacetCount:
    """The number of practices with a value."""

    value: str = column(
        lambda row: row.value,
        description="The value as the filter takes it: a name, a number as text, an id or a tag.",
    )
    count: int = column(lambda row: row.count, description="The number of practices with it.")


def _group(grouping: ColumnElement[Any]) -> ColumnElement[Any]:
    return regional_group_by(cast(grouping, Identifier))


def _state_id(state: ColumnElement[Any]) -> ColumnElement[Any]:
    return literal("State:") + cast(state, String)


STATE, GROUP = Under("state"), Under("grouping", _group)


def _counts(kind: str, without: str, description: str) -> Any:
    def counted(rows: Any) -> Select[Any]:
        return (
            select(terms.c.value, func.count().label("number"))
            .join(rows, and_(rows.c.id == terms.c.practice_id, terms.c.kind == kind))
            .group_by(terms.c.value)
        )

    return facet(counted, without=without, under=Under(kind), description=description)


def _by_state(rows: Any) -> Select[Any]:
    return (
        select(_state_id(practices.c.state_id).label("value"), func.count().label("number"))
        .join(rows, rows.c.id == practices.c.id)
        .where(practices.c.state_id.is_not(None))
        .group_by(practices.c.state_id)
    )


def _by_group(rows: Any) -> Select[Any]:
    placed = (
        select(practices.c.state_id, func.count().label("number"))
        .join(rows, rows.c.id == practices.c.id)
        .group_by(practices.c.state_id)
        .subquery("placed")
    )
    groups = select(regional_group_of(placed.c.state_id).label("value"), placed.c.number).subquery("groups")
    there = select(groups.c.value, func.sum(groups.c.number).label("number")).where(groups.c.value.is_not(None))
    return there.group_by(groups.c.value)


@record()
class PracticeFacets:
    """How many practices of the whole result have each value; the filter of the facet itself is ignored."""

    capacities: list[FacetCount] = _counts("capacity", without="capacities", description="By capacity.")
    systems: list[FacetCount] = _counts("system", without="systems", description="By part of the human rights system.")
    treaty_bodies: list[FacetCount] = _counts("body", without="treaty_bodies", description="By treaty body.")
    states: list[FacetCount] = facet(
        _by_state,
        without="state",
        under=Under("state", _state_id),
        description="By the state of the mechanism; the value is the id of the state, which is all that a map needs.",
    )
    regional_groups: list[FacetCount] = facet(
        _by_group,
        without="regional_group",
        under=GROUP,
        description="By the regional group of the state, on the requested day.",
    )
    sustainable_development_goals: list[FacetCount] = _counts(
        "goal", without="sustainable_development_goals", description="By Sustainable Development Goal."
    )
    objectives: list[FacetCount] = _counts(
        "objective", without="objectives", description="By objective of the Network."
    )
    tags: list[FacetCount] = _counts("tag", without="tags", description="By tag.")
    languages: list[FacetCount] = _counts(
        "language", without="language", description="By language in which they exist."
    )


class PracticeConnectionFields:
    """Fields of connections of practices in addition to pages."""

    facets: PracticeFacets = part(
        description="How many practices of the whole result have each value; the filter of the facet itself is ignored."
    )


def _filed(kind: str, convert: Any = None, *, description: str) -> Any:
    def keys(values: Any) -> Select[Any]:
        return select(terms.c.practice_id).where(terms.c.kind == kind, among(terms.c.value, values))

    return where(keys=keys, under=Under(kind), convert=convert, description=description)


@filters
class PracticeFilter:
    """Which practices; all conditions must hold; in a list, any value may match."""

    state: ID | None = where(
        lambda practice, key: practice.state_id == key,
        under=STATE,
        id_of="State",
        description="The id of a State: those of its mechanism.",
    )
    regional_group: RegionalGroup | None = where(
        lambda practice, value: regional_group_of(practice.state_id) == value,
        under=GROUP,
        description="Those of states of a regional group, today.",
    )
    capacities: list[Capacity] | None = _filed("capacity", description="Those about any of these capacities.")
    systems: list[HumanRightsSystem] | None = _filed("system", description="Those that serve any of these.")
    treaty_bodies: list[TreatyBody] | None = _filed("body", description="Those that serve any of these.")
    sustainable_development_goals: list[int] | None = _filed(
        "goal", each(str), description="Those that serve any of these, by number, from 1 to 17."
    )
    objectives: list[int] | None = _filed(
        "objective",
        each(str),
        description="Those that serve any of these objectives of the Network, by number, from 1 to 6.",
    )
    tags: list[str] | None = _filed(
        "tag",
        each(lambda tag: tag.strip().lower()),
        description="Those with any of these tags, in upper or lower case.",
    )
    language: Language | None = where(
        keys=lambda value: select(terms.c.practice_id).where(terms.c.kind == "language", terms.c.value == value),
        under=Under("language"),
        description="Those that exist in this language.",
    )
    status: PracticeStatus | None = where(
        lambda practice, value: practice.status == value, under=Under("status"), description="Those with this status."
    )
    statuses: list[PracticeStatus] | None = where(
        lambda practice, values: among(practice.status, values),
        under=Under("status"),
        description="Those with any of these.",
    )
    published_from: date | None = where(
        lambda practice, moment: and_(practice.published_at.is_not(None), practice.ordered_at >= moment),
        convert=first_moment,
        description="The first day, in UTC.",
    )
    published_until: date | None = where(
        lambda practice, moment: and_(practice.published_at.is_not(None), practice.ordered_at <= moment),
        convert=last_moment,
        description="The last day, in UTC.",
    )
