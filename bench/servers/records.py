"""The reads of the tuned Strawberry and Ariadne: SQLAlchemy selects of only the columns that their types show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, Row, Select, bindparam, exists, func, or_, select, text

from bench.servers.direct import reading
from core.members.tables import (
    EVERY_GROUP,
    figures,
    focal_points,
    mechanisms,
    network,
    participants,
    regional_groups,
    standings,
    states,
)  # fmt: skip
from plugins.practices.searching.finding import queries
from plugins.practices.searching.fts5 import index as texts
from plugins.practices.searching.places import places
from plugins.practices.searching.syntax import BEST_FIRST
from plugins.practices.tables import practices, terms
from plugins.voting.tables import ballots, committees, decisions, meetings, seats

reader = reading()
Batch = Callable[[list[int]], Awaitable[list[Any]]]

PRACTICE = (
    practices.c.id, practices.c.title, practices.c.summary, practices.c.original_language, practices.c.languages,
    practices.c.tags, practices.c.published_at, practices.c.state_id, practices.c.participant_id,
)  # fmt: skip
KINDS = {"capacities": "capacity", "systems": "system", "tags": "tag"}


def rows(query: Any, parameters: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
    """The rows of a query."""
    return reader.execute(query, parameters or {}).all()


def today() -> date:
    return datetime.now(UTC).date()


DAY = bindparam("today", callable_=today, type_=Date())


def holds(table: Any) -> Any:
    """Whether a dated row holds today."""
    return or_(table.c.since.is_(None), table.c.since <= DAY) & or_(table.c.until.is_(None), table.c.until > DAY)


def _batch(query: Select[Any], key: Any, many: bool = True) -> Batch:
    """A function that reads the rows for many keys at once; its statement is built once."""
    statement = query.where(key.in_(bindparam("keys", expanding=True)))

    async def load(keys: list[int]) -> list[Any]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in rows(statement, {"keys": keys}):
            found[getattr(row, key.key)].append(row)
        return [found[k] if many else (found[k] or [None])[0] for k in keys]

    return load


BATCHES: dict[str, Batch] = {
    "state": _batch(
        select(states.c.id, states.c.iso_alpha3, states.c.name, states.c.formal_name, states.c.region,
               states.c.un_member_since),
        states.c.id,
        many=False,
    ),
    "group": _batch(select(regional_groups).where(holds(regional_groups)), regional_groups.c.state_id, many=False),
    "standings": _batch(select(standings).order_by(standings.c.since, standings.c.id), standings.c.participant_id),
    "mechanism": _batch(select(mechanisms).where(holds(mechanisms)), mechanisms.c.participant_id, many=False),
    "focal_point": _batch(select(focal_points).where(holds(focal_points)), focal_points.c.participant_id, many=False),
    "decision": _batch(select(decisions).where(decisions.c.consensus_opened_at.is_not(None)), decisions.c.id, many=False),
    "ballots": _batch(
        select(ballots.c.id, ballots.c.decision_id, ballots.c.choice, ballots.c.cast_at, ballots.c.explanation,
               ballots.c.state_id)
        .join(decisions, decisions.c.id == ballots.c.decision_id)
        .where(decisions.c.voting_closed_at.is_not(None))
        .order_by(ballots.c.cast_at, ballots.c.id),
        ballots.c.decision_id,
    ),
}  # fmt: skip
"""The batches that DataLoaders load, by name."""


def newest_practices(first: int) -> Batch:
    """A batch of the newest published practices of participants, at most `first` of each."""
    place = func.row_number().over(
        partition_by=practices.c.participant_id, order_by=(practices.c.ordered_at.desc(), practices.c.id.desc())
    )

    async def load(keys: list[int]) -> list[Any]:
        found: dict[int, list[Any]] = defaultdict(list)
        placed = (
            select(practices.c.id, place.label("place"))
            .where(practices.c.participant_id.in_(keys), practices.c.status == "PUBLISHED")
            .subquery()
        )
        query = select(*PRACTICE).join(placed, placed.c.id == practices.c.id).where(placed.c.place <= first)
        for row in rows(query.order_by(placed.c.place)):
            found[row.participant_id].append(row)
        return [found[key] for key in keys]

    return load


def members(first: int, by_joined: bool = False, descending: bool = False) -> Sequence[Row[Any]]:
    """Members by name, or by the day on which they joined."""
    order = (participants.c.joined_on, participants.c.id) if by_joined else (states.c.sort_name, participants.c.id)
    query = (
        select(participants)
        .join(states, states.c.id == participants.c.state_id)
        .join(standings, standings.c.participant_id == participants.c.id)
        .where(standings.c.standing == "MEMBER", holds(standings))
    )
    return rows(query.order_by(*((key.desc() for key in order) if descending else order)).limit(first))


def all_states(first: int) -> Sequence[Row[Any]]:
    return rows(select(states.c.id, states.c.iso_alpha3, states.c.name).order_by(states.c.sort_name).limit(first))


def apply_filter(query: Select[Any], wanted: Mapping[str, Any], without: str | None = None) -> Select[Any]:
    """Restrict a query to the published practices that match a filter, without one of its conditions."""
    query = query.where(practices.c.status == "PUBLISHED")
    for name, kind, values in (
        ("capacities", "capacity", wanted.get("capacities")),
        ("language", "language", [wanted["language"]] if wanted.get("language") else None),
    ):
        if values and name != without:
            filed = terms.alias()
            conditions = filed.c.practice_id == practices.c.id, filed.c.kind == kind, filed.c.value.in_(values)
            query = query.where(exists(select(filed.c.value).where(*conditions)))
    return query


def page_of_practices(first: int, wanted: Mapping[str, Any], order: str | None, descending: bool) -> Sequence[Row[Any]]:
    key = {"TITLE": practices.c.sort_title, "ADOPTIONS": practices.c.adoption_count}.get(
        order or "", practices.c.ordered_at
    )
    keys = [key.desc(), practices.c.id.desc()] if descending else [key, practices.c.id]
    return rows(apply_filter(select(*PRACTICE), wanted).order_by(*keys).limit(first))


def count_of_practices(wanted: Mapping[str, Any]) -> int:
    return int(rows(apply_filter(select(func.count()).select_from(practices), wanted))[0][0])


def facet(name: str, wanted: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The number of practices with each value, the most frequent first."""
    if name == "regionalGroups":
        value = regional_groups.c.regional_group
        joined = practices.join(regional_groups, regional_groups.c.state_id == practices.c.state_id)
        query = select(value, func.count()).select_from(joined).where(holds(regional_groups))
    else:
        value = terms.c.value
        query = select(value, func.count()).join(practices, practices.c.id == terms.c.practice_id)
        query = query.where(terms.c.kind == KINDS[name])
    query = apply_filter(query, wanted, without=name).group_by(value).order_by(func.count().desc(), value)
    return [(row[0], row[1]) for row in rows(query)]


def search(words: str, first: int) -> list[Row[Any]]:
    """Published practices that contain the words, the best matches first, until the page is full."""
    ranks, found = queries(words, "sqlite"), list[Row[Any]]()
    for kind in BEST_FIRST:
        hits = select(*PRACTICE).join(places, places.c.practice_id == practices.c.id)
        hits = hits.join(texts, places.c.place == texts.c.rowid)
        hits = hits.where(practices.c.status == "PUBLISHED", text("practices_texts MATCH :query"))
        hits = hits.order_by(texts.c.rowid.desc()).limit(first - len(found))
        found += rows(hits, {"query": ranks[kind]})
        if len(found) == first:
            break
    return found


def the_network() -> Row[Any]:
    return rows(select(network.c.name, network.c.vision))[0]


def counts_by_group() -> Sequence[Row[Any]]:
    """The rows of the latest figures: regional group, members, observers, states."""
    dated = figures.alias()
    now = select(func.max(dated.c.since)).where(dated.c.since <= DAY).scalar_subquery()
    counted = (figures.c.regional_group, figures.c.members, figures.c.observers, figures.c.states)
    of_groups = select(*counted).where(figures.c.since == now, figures.c.regional_group > EVERY_GROUP)
    return rows(of_groups.order_by(figures.c.regional_group))


def last_decisions(last: int) -> list[Row[Any]]:
    return list(
        rows(
            select(decisions)
            .where(decisions.c.consensus_opened_at.is_not(None))
            .order_by(decisions.c.year.desc(), decisions.c.number.desc())
            .limit(last)
        )
    )[::-1]


def last_meetings(last: int) -> list[Row[Any]]:
    return list(rows(select(meetings).order_by(meetings.c.starts_at.desc(), meetings.c.id.desc()).limit(last)))[::-1]


def committee_in_office() -> Row[Any] | None:
    found = rows(select(committees).where(committees.c.since <= DAY, committees.c.until > DAY).limit(1))
    return found[0] if found else None


def members_of_committee(committee: int) -> Sequence[Row[Any]]:
    query = select(participants).join(seats, seats.c.participant_id == participants.c.id)
    query = query.join(states, states.c.id == participants.c.state_id).where(seats.c.committee_id == committee)
    return rows(query.order_by(states.c.sort_name))
