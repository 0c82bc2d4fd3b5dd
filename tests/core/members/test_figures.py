"""The figures of the Network are what its records say, on each day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from sqlalchemy import Date, delete, insert, literal, select, union_all, update

from core.members import holds
from core.members.enums import MechanismType, Standing
from core.members.rules import mechanisms, taking_part
from core.members.tables import EVERY_GROUP, figures, participants, regional_groups, standings, states
from core.migrations.upgrading import migrate
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member, make_observer, writing

STATISTICS = (
    "{ network { statistics { members observers byRegionalGroup { regionalGroup members observers states } } } }"
)
Counted = dict[str, tuple[int, int, int]]
"""Members, observers and states by regional group."""


def as_kept(platform: Platform) -> dict[date, Counted]:
    """The figures, from each day on."""
    found: dict[date, Counted] = {}
    with platform.database.reading() as session:
        for day, group, *numbers in session.execute(select(figures)):
            found.setdefault(day, {})[group] = tuple(numbers)
    return found


def as_recorded(platform: Platform, day: date) -> Counted:
    """What the records say of a day."""
    with platform.database.reading() as session:
        every = session.execute(select(states.c.id)).scalars().all()
        groups = {row.state_id: row.regional_group for row in _held(session.execute(select(regional_groups)), day)}
        stands = {row.participant_id: row.standing for row in _held(session.execute(select(standings)), day)}
        of = {row.state_id: stands.get(row.id) for row in session.execute(select(participants))}
    found: Counted = {}
    for state in every:
        standing = of.get(state)
        for group in (*([groups[state]] if state in groups else []), EVERY_GROUP):
            members, observers, number = found.get(group, (0, 0, 0))
            found[group] = members + (standing == "MEMBER"), observers + (standing == "OBSERVER"), number + 1
    return found


def _held(rows: Any, day: date) -> list[Any]:
    return [row for row in rows if (row.since or date.min) <= day < (row.until or date.max)]


def check(platform: Platform) -> None:
    """Each day has the figures that hold on it, be it one of change or one between two."""
    kept = as_kept(platform)
    days = [*sorted(kept), date(2999, 1, 1)]
    assert days[0] == date.min
    for day, following in pairwise(days):
        for each in (day, following - timedelta(days=1)):
            assert as_recorded(platform, each) == kept[day], each


@pytest.mark.parametrize("seed", range(3))
def test_they_follow_whoever_joins_or_becomes_a_member(platform: Platform, seed: int) -> None:
    random, observers = Random(seed), []
    with platform.database.reading() as session:
        codes = random.sample(list(session.execute(select(states.c.iso_alpha3)).scalars()), 12)
    for number, code in enumerate(codes):
        joined = date(2024, 5, 2) + timedelta(days=random.randrange(400))
        if number % 3:
            observers.append((make_observer(platform, code, joined), joined))
        else:
            make_member(platform, code, joined)
        check(platform)
    for made, joined in observers[::2]:
        now = datetime(joined.year, joined.month, joined.day, tzinfo=UTC) + timedelta(days=random.randrange(300))
        described = mechanisms.MechanismDescription("en", "Fictitious Mechanism", MechanismType.MINISTERIAL)
        with writing(platform, now=now) as current:
            mechanisms.register_mechanism(current, made.key, described)
        check(platform)


def test_rows_of_a_subquery_hold_on_a_day_as_those_of_a_table_do(platform: Platform) -> None:
    said = [(None, None), (date(2025, 1, 1), None), (date(2025, 1, 2), None), (None, date(2025, 1, 1))]
    dated = union_all(
        *(
            select(
                literal(since, Date).label("since"), literal(until, Date).label("until"), literal(place).label("place")
            )
            for place, (since, until) in enumerate(said)
        )
    ).subquery()
    with platform.database.reading() as session:
        found = session.execute(select(dated.c.place).where(holds(dated.c, date(2025, 1, 1))).order_by(dated.c.place))
        assert list(found.scalars()) == [0, 1]


def test_a_refused_accession_leaves_them_as_they_were(platform: Platform) -> None:
    before = as_kept(platform)
    with pytest.raises(RuntimeError), writing(platform) as current:
        taking_part.add_participant(current, 600, Standing.MEMBER, date(2024, 6, 3), founding=False)
        raise RuntimeError
    assert as_kept(platform) == before


def test_they_are_corrected_whenever_the_platform_starts(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    make_observer(platform, "URY")
    told = ask(STATISTICS)["data"]["network"]["statistics"]
    assert (told["members"], told["observers"]) == (1, 1)
    for wrong in (delete(figures), update(figures).values(members=99), figures.delete().where(figures.c.members > 0)):
        with platform.database.transaction() as session:
            session.execute(wrong)
        migrate(platform.database, platform.plugins)
        assert ask(STATISTICS)["data"]["network"]["statistics"] == told
        check(platform)


def test_a_state_moves_from_group_to_group_and_counts_where_it_belongs_to_none(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    moved = {"id": 9001, "state_id": 600, "regional_group": "AFRICA", "since": date(2020, 1, 1)}
    with platform.database.transaction() as session:
        session.execute(update(regional_groups).where(regional_groups.c.state_id == 600).values(until=date(2020, 1, 1)))
        session.execute(insert(regional_groups).values(**moved, until=date(2025, 1, 1)))
    migrate(platform.database, platform.plugins)
    check(platform)
    told = ask(STATISTICS)["data"]["network"]["statistics"]
    assert told["members"] == 1
    assert sum(group["states"] for group in told["byRegionalGroup"]) == 192
    assert {group["members"] for group in told["byRegionalGroup"]} == {0}
