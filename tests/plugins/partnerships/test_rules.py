"""Properties of the rules: exact sums, S1 on every day, one stage on every day."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random

import pytest
from sqlalchemy import BigInteger, Integer, cast, literal, select

from core import Invalid, NotAllowed, NotFound, Refusal, Write
from core.platform import Platform
from plugins.partnerships import tables
from plugins.partnerships.errors import EndBeforeStart, TooFewParties, WrongPartnershipStatus
from plugins.partnerships.money import MOST, currencies, decimal_text, decimals_of, money
from plugins.partnerships.rules import joining, life, recording
from plugins.partnerships.rules.parties import Stay, parties_of, require_enough_parties
from tests.conftest import Ask
from tests.factories import make_member, writing

DAY = date(2026, 1, 1)
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def _statuses(ask: Ask) -> list[str]:
    return [found["status"] for found in ask("{ partnerships { nodes { status } } }")["data"]["partnerships"]["nodes"]]


def test_a_sum_is_kept_to_the_last_decimal() -> None:
    random = Random(1)
    for _ in range(2_000):
        currency = random.choice(sorted(currencies(DAY)))
        decimals = decimals_of(currency)
        units = random.choice([random.randint(1, 10**6), random.randint(1, MOST)])
        amount = f"{Decimal(units).scaleb(-decimals):.{decimals}f}"
        found = money(amount, currency, DAY)
        assert found is not None
        assert (found.minor_units, found.amount) == (units, amount)


def test_sums_are_written_by_both_engines_as_decimals(platform: Platform) -> None:
    random = Random(2)
    units = [0, 1, 9, 10, 99, 100, 1_005, MOST * 5_000, *(random.randint(1, MOST) for _ in range(50))]
    with platform.database.reading() as session:
        for unit in units:
            for decimals in (0, 2, 3):
                text = decimal_text(cast(literal(unit), BigInteger), literal(decimals, Integer))
                expected = f"{Decimal(unit).scaleb(-decimals):.{decimals}f}"
                assert session.execute(select(text)).scalar() == expected


def test_parties_are_checked_as_on_every_single_day() -> None:
    random = Random(3)
    refused = 0
    for _ in range(2_000):
        found = []
        for place in range(random.randint(1, 4)):
            since = DAY + timedelta(days=random.choice([0, 0, 0, 2, 4]))
            until = random.choice([None, None, since + timedelta(days=random.randint(0, 6))])
            key = {"participant": place} if random.random() < 0.5 else {"partner": place}
            found.append(Stay(since=since, until=until, **key))
        first = min(party.since for party in found)
        days = [[party for party in found if party.is_in(first + timedelta(days=n))] for n in range(15)]
        good = all(len(present) > 1 and any(p.participant is not None for p in present) for present in days)
        if good:
            require_enough_parties(found)
        else:
            refused += 1
            with pytest.raises(TooFewParties):
                require_enough_parties(found)
    assert 200 < refused < 1_800


def test_whatever_is_done_one_stage_holds_on_every_day_and_parties_are_enough(platform: Platform) -> None:
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
    """What it was stays what it was: suspended and resumed, it began when it was active first."""
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


def test_on_the_day_of_its_end_nothing_more_is_done_with_a_partnership(platform: Platform) -> None:
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


def test_a_partnership_that_is_not_there_is_not_found(platform: Platform) -> None:
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


def test_a_party_that_is_to_leave_may_leave_earlier_or_later(platform: Platform) -> None:
    paraguay, morocco = make_member(platform, "PRY"), make_member(platform, "MAR")
    leaves = Stay(participant=morocco.key, since=DAY)
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(
            write, life.Proposal("en", "Fictitious", "Not real", [paraguay.key, morocco.key], [1], [1])
        )
    for days in (60, 90, 0):
        with writing(platform, now=NOW) as write:
            joining.leave_partnership(write, partnership, leaves, DAY + timedelta(days=days))
        with platform.database.reading() as session:
            left = [party.until for party in parties_of(session, partnership) if party.participant == morocco.key]
        assert left == [DAY + timedelta(days=days)]
    with writing(platform, now=NOW) as write, pytest.raises(NotFound):
        joining.leave_partnership(write, partnership, leaves, DAY)


def test_nobody_joins_or_leaves_a_partnership_after_its_end(platform: Platform) -> None:
    paraguay, morocco, end = make_member(platform, "PRY"), make_member(platform, "MAR"), DAY + timedelta(days=100)
    with writing(platform, now=NOW) as write:
        proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key, morocco.key], [1], [1], ends_on=end)
        partnership = life.propose_partnership(write, proposal)
    joins, leaves = Stay(partner=2, since=end), Stay(participant=morocco.key, since=DAY)
    with pytest.raises(Invalid, match=f"ends on {end}: nobody joins it then"), writing(platform, now=NOW) as write:
        joining.join_partnership(write, partnership, joins)
    with pytest.raises(Invalid, match=f"ends on {end}: nobody leaves it later"), writing(platform, now=NOW) as write:
        joining.leave_partnership(write, partnership, leaves, end + timedelta(days=1))
    with writing(platform, now=NOW) as write:
        joining.join_partnership(write, partnership, replace(joins, since=end - timedelta(days=1)))
        joining.leave_partnership(write, partnership, leaves, end)


def test_a_partnership_is_declined_until_its_first_day(platform: Platform, ask: Ask) -> None:
    """(S3) Activated early, it need not begin."""
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


@pytest.mark.parametrize("days", [0, 5])
def test_a_party_that_left_on_the_day_it_joined_is_there_once_when_it_joins_again(
    platform: Platform, ask: Ask, days: int
) -> None:
    """Its first stay, of no day, is not opened again when the second ends: on that day, or where it lies ahead."""
    paraguay, morocco, now = make_member(platform, "PRY"), make_member(platform, "MAR"), datetime.now(UTC)
    joined = now.date() + timedelta(days=days)
    left = joined + timedelta(days=30)

    def join(since: date, **which: int) -> None:
        with writing(platform, now=now) as write:
            joining.join_partnership(write, partnership, Stay(since=since, **which))

    def leave(on: date, **which: int) -> None:
        with writing(platform, now=now) as write:
            joining.leave_partnership(write, partnership, Stay(since=on, **which), on)

    with writing(platform, now=now) as write:
        partnership = life.propose_partnership(
            write, life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1])
        )
    join(joined, participant=morocco.key)
    leave(joined, participant=morocco.key)
    join(joined, participant=morocco.key)
    leave(joined, partner=1)
    join(left, partner=1)
    leave(left, participant=morocco.key)

    asked = f'{{ partnership(id: "Partnership:{partnership}") {{ scope parties {{ participant {{ id }} until }} }} }}'
    found = ask(asked)["data"]["partnership"]
    ends = {party["until"] for party in found["parties"] if party["participant"] == {"id": morocco.id}}
    assert ends == {joined.isoformat(), left.isoformat()}
    assert found["scope"] == "BILATERAL"


def test_an_activity_is_of_the_time_of_its_partnership(platform: Platform) -> None:
    """On the day of its end at the latest, and within a year; what was done after it began is recorded afterwards too."""
    paraguay, end = make_member(platform, "PRY"), DAY + timedelta(days=30)
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(
            write, life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1])
        )
        life.activate_partnership(write, partnership)

    def record(on: date, until: date | None = None) -> None:
        with writing(platform, now=NOW + timedelta(days=90)) as write:
            described = recording.ActivityDescription("en", "Fictitious", on, until)
            recording.record_activity(write, partnership, described)

    year = DAY + timedelta(days=90 + 366)
    record(DAY, year)
    with pytest.raises(Invalid, match=f"within a year before it, until {year}") as refused:
        record(year + timedelta(days=1))
    assert refused.value.path == ["on"]
    with writing(platform, now=NOW + timedelta(days=90)) as write:
        life.conclude_partnership(write, partnership, end)
    record(end - timedelta(days=1), end)
    for days, path in (((end + timedelta(days=1),), "on"), ((DAY, end + timedelta(days=1)), "until")):
        with pytest.raises(Invalid, match=f"The partnership ends on {end}: its activities are") as refused:
            record(*days)
        assert refused.value.path == [path]


def test_who_may_not_leave_or_conclude_is_told_what_ends_it(platform: Platform) -> None:
    """A proposal is declined, and so taken back by its own participant; what is active is concluded."""
    paraguay, morocco = make_member(platform, "PRY"), make_member(platform, "MAR")
    proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1])
    with writing(platform, now=NOW) as write:
        proposed, active = (life.propose_partnership(write, proposal) for _ in range(2))
        life.activate_partnership(write, active)
    leaves = Stay(participant=paraguay.key, since=DAY)
    for partnership, instead in ((proposed, "Decline it instead"), (active, "Conclude it instead")):
        with pytest.raises(TooFewParties, match=instead), writing(platform, paraguay.viewer, NOW) as write:
            joining.leave_partnership(write, partnership, leaves, DAY)
    with pytest.raises(WrongPartnershipStatus, match="a proposed one is declined"), writing(platform, now=NOW) as write:
        life.conclude_partnership(write, proposed, DAY)
    with pytest.raises(NotAllowed), writing(platform, morocco.viewer, NOW) as write:
        life.decline_partnership(write, proposed, "It was a mistake.")
    with writing(platform, paraguay.viewer, NOW) as write:
        life.decline_partnership(write, proposed, "It was a mistake.")
        life.conclude_partnership(write, active, DAY)
