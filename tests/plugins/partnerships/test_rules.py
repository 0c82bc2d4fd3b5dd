"""Properties of the life of a partnership: S1, and exactly one stage on every day."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest
from sqlalchemy import select

from core import Conflict, Invalid, NotFound, Refusal, Write
from core.platform import Platform
from plugins.partnerships import tables
from plugins.partnerships.enums import ContributionKind
from plugins.partnerships.errors import EndBeforeStart, WrongPartnershipStatus
from plugins.partnerships.rules import joining, life
from plugins.partnerships.rules.activities import ActivityDescription, record_activity, withdraw_activity
from plugins.partnerships.rules.contributions import record_contribution, withdraw_contribution
from plugins.partnerships.rules.parties import Stay
from tests.conftest import Ask
from tests.factories import make_member, writing
from tests.plugins.partnerships.steps import DAY, NOW


def _statuses(ask: Ask) -> list[str]:
    return [found["status"] for found in ask("{ partnerships { nodes { status } } }")["data"]["partnerships"]["nodes"]]


def test_after_any_writes_one_stage_holds_on_every_day_and_there_are_enough_parties(platform: Platform) -> None:
    random = Random(4)
    paraguay, morocco = make_member(platform, "PRY"), make_member(platform, "MAR")
    joins = partial(Stay, participant=morocco.key)
    steps: tuple[Callable[[Write, int, date], object], ...] = (
        lambda write, partnership, _: life.activate_partnership(write, partnership),
        lambda write, partnership, _: life.suspend_partnership(write, partnership, "A pause"),
        lambda write, partnership, _: life.resume_partnership(write, partnership),
        lambda write, partnership, on: life.conclude_partnership(write, partnership, on),
        lambda write, partnership, on: joining.join_partnership(write, partnership, joins(since=on)),
        lambda write, partnership, on: joining.leave_partnership(write, partnership, Stay(partner=1, since=on), on),
        lambda write, _, __: life.conclude_due(write),
    )
    done = 0
    for number in range(12):
        ends = random.choice([None, DAY + timedelta(days=random.randint(0, 40))])
        proposal = life.Proposal("en", f"Fictitious {number}", "Not real", [paraguay.key], [1], [1],
                                  starts_on=random.choice([None, DAY]), ends_on=ends)  # fmt: skip
        with writing(platform, now=NOW) as write:
            partnership = life.propose_partnership(write, proposal)
        now = NOW
        for _ in range(8):
            now += timedelta(days=random.choice([0, 0, 1, 9]))
            day = now.date() + timedelta(days=random.choice([-12, -3, 0, 5]))
            with suppress(Refusal), writing(platform, now=now) as write:
                random.choice(steps)(write, partnership, day)
                done += 1
        with platform.database.reading() as session:
            stages = session.execute(select(tables.stages).where(tables.stages.c.partnership_id == partnership)).all()
            parties = session.execute(
                select(tables.parties).where(tables.parties.c.partnership_id == partnership)
            ).all()
        for day in (DAY + timedelta(days=n) for n in range(100)):
            assert len([row for row in stages if row.since <= day and (row.until is None or row.until > day)]) == 1
            present = [row for row in parties if row.since <= day and (row.until is None or row.until > day)]
            assert len(present) >= 2
            assert any(row.participant_id for row in present)
    assert done > 20


@pytest.mark.parametrize("starts_on", [None, DAY + timedelta(days=2)])
def test_a_partnership_is_not_concluded_before_it_began(platform: Platform, ask: Ask, starts_on: date | None) -> None:
    """A partnership that was suspended and resumed began when it was first active."""
    paraguay = make_member(platform, "PRY")
    proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1], starts_on=starts_on)
    began = DAY + timedelta(days=2)
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(write, proposal)
    for days, step in enumerate(
        (
            life.activate_partnership,
            lambda write, which: life.suspend_partnership(write, which, "A pause"),
            life.resume_partnership,
        ),
        2,
    ):
        with writing(platform, now=NOW + timedelta(days=days)) as write:
            step(write, partnership)
    active = "query($on: Date) { partnerships(filter: {activeOn: $on}) { totalCount } }"
    for on in (date(1900, 1, 1), date.min, began - timedelta(days=1)):
        with (
            pytest.raises(EndBeforeStart, match=f"before it starts, on {began}") as refused,
            writing(platform, now=NOW + timedelta(days=30)) as write,
        ):
            life.conclude_partnership(write, partnership, on)
        assert refused.value.path == ["on"]
        assert ask(active, {"on": began.isoformat()})["data"]["partnerships"]["totalCount"] == 1
    with writing(platform, now=NOW + timedelta(days=30)) as write:
        life.conclude_partnership(write, partnership, began + timedelta(days=1))
    found = [ask(active, {"on": (began + timedelta(days=days)).isoformat()}) for days in (-1, 0, 1)]
    assert [answer["data"]["partnerships"]["totalCount"] for answer in found] == [0, 1, 0]


def test_a_partnership_cannot_be_changed_on_the_day_of_its_end(platform: Platform) -> None:
    paraguay = make_member(platform, "PRY")
    proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1], ends_on=DAY + timedelta(days=3))
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(write, proposal)
        life.activate_partnership(write, partnership)
    with (
        pytest.raises(WrongPartnershipStatus, match="this one is CONCLUDED"),
        writing(platform, now=NOW + timedelta(days=3)) as write,
    ):
        life.suspend_partnership(write, partnership, "A pause")


def test_an_unknown_partnership_is_not_found(platform: Platform) -> None:
    with pytest.raises(NotFound, match="no such partnership") as refused, writing(platform) as write:
        life.activate_partnership(write, 999)
    assert refused.value.path == ["partnership"]


def test_a_partnership_whose_end_has_passed_is_not_activated(platform: Platform, ask: Ask) -> None:
    paraguay = make_member(platform, "PRY")
    proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1], ends_on=DAY + timedelta(days=3))
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(write, proposal)
    with (
        pytest.raises(Invalid, match="It was to end on 2026-01-04: decline it"),
        writing(platform, now=NOW + timedelta(days=9)) as write,
    ):
        life.activate_partnership(write, partnership)
    assert _statuses(ask) == ["PROPOSED"]
    with writing(platform, now=NOW + timedelta(days=9)) as write:
        life.decline_partnership(write, partnership, "Too late")
    assert _statuses(ask) == ["DECLINED"]


def test_a_partnership_is_declined_until_its_first_day(platform: Platform, ask: Ask) -> None:
    """(S3) A partnership that was activated early may be declined before it begins."""
    paraguay, starts = make_member(platform, "PRY"), DAY + timedelta(days=100)
    made = []
    with writing(platform, now=NOW) as write:
        for _ in range(2):
            proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1], starts_on=starts)
            made.append(life.propose_partnership(write, proposal))
            life.activate_partnership(write, made[-1])
    with writing(platform, now=NOW + timedelta(days=99)) as write:
        life.decline_partnership(write, made[0], "It came to nothing.")
    with (
        pytest.raises(WrongPartnershipStatus, match="before its first day; this one is ACTIVE"),
        writing(platform, now=NOW + timedelta(days=100)) as write,
    ):
        life.decline_partnership(write, made[1], "Too late.")
    assert sorted(_statuses(ask)) == ["ACTIVE", "DECLINED"]


def test_a_partnership_is_declined_once_its_records_are_withdrawn(platform: Platform, ask: Ask) -> None:
    """(S3) A partnership that never began leaves no money in the sums of the Network, and nothing in its lists."""
    paraguay, starts = make_member(platform, "PRY"), DAY + timedelta(days=100)
    proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1], starts_on=starts)
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(write, proposal)
        life.activate_partnership(write, partnership)
        activity = record_activity(write, partnership, ActivityDescription("en", "Seminar", starts))
    for hours in range(3):
        with writing(platform, now=NOW + timedelta(hours=hours)) as write:
            given = ContributionKind.FUNDING, "Nobody", "A gift", "100.00", "EUR"
            record_contribution(write, partnership, *given)

    def decline() -> None:
        with writing(platform, now=NOW) as write:
            life.decline_partnership(write, partnership, "It came to nothing.")

    with platform.database.reading() as session:
        recorded = select(tables.contributions.c.id).order_by(tables.contributions.c.recorded_at)
        contributions = session.execute(recorded).scalars().all()
    with pytest.raises(Conflict) as refused:
        decline()
    assert refused.value.path == ["partnership"]
    assert str(refused.value) == (
        "First, its parties or the secretariat have to withdraw its records: "
        f"3 contributions, the first of them Contribution:{contributions[0]}, and 1 activity, Activity:{activity}."
    )
    with writing(platform, now=NOW) as write:
        for contribution in contributions:
            withdraw_contribution(write, contribution, "It was not given.")
    with pytest.raises(Conflict, match=f"withdraw its records: 1 activity, Activity:{activity}\\.$"):
        decline()
    with writing(platform, now=NOW) as write:
        withdraw_activity(write, activity, "It will not be.")
    decline()
    assert _statuses(ask) == ["DECLINED"]


def test_the_days_of_an_activity_lie_within_its_partnership(platform: Platform) -> None:
    """No later than its end, and at most a year ahead; also recorded afterwards."""
    paraguay, end = make_member(platform, "PRY"), DAY + timedelta(days=30)
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(
            write, life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1])
        )
        life.activate_partnership(write, partnership)

    def record(on: date, until: date | None = None) -> int:
        with writing(platform, now=NOW + timedelta(days=90)) as write:
            described = ActivityDescription("en", f"Seminar of {on}", on, until)
            return record_activity(write, partnership, described)

    year = DAY + timedelta(days=90 + 366)
    long = record(DAY, year)
    with pytest.raises(Invalid, match=f"has had parties since {DAY}") as refused:
        record(DAY - timedelta(days=1), DAY)
    assert refused.value.path == ["on"]
    with pytest.raises(Invalid, match=f"at most a year ahead: give a day until {year}") as refused:
        record(year + timedelta(days=1))
    assert refused.value.path == ["on"]
    late = pytest.raises(Invalid, match=f"“Seminar of {DAY}” is on {year}: give that day or a later one")
    with late as refused, writing(platform, now=NOW + timedelta(days=90)) as write:
        life.conclude_partnership(write, partnership, year - timedelta(days=1))
    assert refused.value.path == ["on"]
    with writing(platform, now=NOW + timedelta(days=90)) as write:
        withdraw_activity(write, long, "It was shorter.")
        life.conclude_partnership(write, partnership, end)
    record(end - timedelta(days=1), end)
    for days, path in (((end + timedelta(days=1),), "on"), ((DAY, end + timedelta(days=1)), "until")):
        with pytest.raises(Invalid, match=f"The partnership ends on {end}: give that day or an earlier") as refused:
            record(*days)
        assert refused.value.path == [path]
