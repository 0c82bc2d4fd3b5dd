"""The parties to a partnership on each day: S1, S2."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from core import Invalid, NotAllowed, NotFound
from core.platform import Platform
from plugins.partnerships.errors import PartyTwice, TooFewParties, WrongPartnershipStatus
from plugins.partnerships.rules import joining, life
from plugins.partnerships.rules.parties import Stay, parties_of, require_enough_parties
from tests.conftest import Ask
from tests.factories import Made, make_member, writing
from tests.plugins.partnerships.steps import DAY, NOW


def test_the_check_of_parties_agrees_with_one_of_every_single_day() -> None:
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


def test_a_future_departure_can_be_moved_to_an_earlier_or_a_later_day(platform: Platform) -> None:
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
    with pytest.raises(Invalid, match=f"ends on {end}: give an earlier day"), writing(platform, now=NOW) as write:
        joining.join_partnership(write, partnership, joins)
    with (
        pytest.raises(Invalid, match=f"ends on {end}: give that day or an earlier one"),
        writing(platform, now=NOW) as write,
    ):
        joining.leave_partnership(write, partnership, leaves, end + timedelta(days=1))
    with writing(platform, now=NOW) as write:
        joining.join_partnership(write, partnership, replace(joins, since=end - timedelta(days=1)))
        joining.leave_partnership(write, partnership, leaves, end)


def test_a_partnership_is_not_concluded_before_a_party_joins_it(platform: Platform) -> None:
    paraguay, day = make_member(platform, "PRY"), DAY + timedelta(days=100)
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(
            write, life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1])
        )
        life.activate_partnership(write, partnership)
        joining.join_partnership(write, partnership, Stay(partner=2, since=day))
    with (
        pytest.raises(Invalid, match=f"Partner:2 joins on {day}: give a day from then on, or let it leave then"),
        writing(platform, now=NOW) as write,
    ):
        life.conclude_partnership(write, partnership, day - timedelta(days=1))
    with writing(platform, now=NOW) as write:
        joining.leave_partnership(write, partnership, Stay(partner=2, since=day), day)
        life.conclude_partnership(write, partnership, day - timedelta(days=1))


def test_the_days_of_a_party_that_joined_earlier_and_left_earlier_are_corrected(platform: Platform) -> None:
    """Joined in August by mistake instead of in May, left in November by mistake instead of in October."""
    paraguay, morocco = make_member(platform, "PRY"), make_member(platform, "MAR")
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(
            write, life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1], starts_on=date(2025, 1, 1))
        )
        life.activate_partnership(write, partnership)
    may, august, october, november = (date(2025, month, 14) for month in (5, 8, 10, 11))

    def join(on: date) -> None:
        with writing(platform, now=NOW) as write:
            joining.join_partnership(write, partnership, Stay(participant=morocco.key, since=on))

    def leave(on: date) -> None:
        with writing(platform, now=NOW) as write:
            joining.leave_partnership(write, partnership, Stay(participant=morocco.key, since=on), on)

    join(august)
    leave(august)
    join(may)
    with pytest.raises(PartyTwice):
        join(august)
    leave(november)
    for day in (november, NOW.date()):
        with pytest.raises(NotFound, match=f"It left on {november}: if that is wrong, give an earlier day"):
            leave(day)
    leave(october)
    with platform.database.reading() as session:
        stays = [(one.since, one.until) for one in parties_of(session, partnership) if one.participant == morocco.key]
    assert sorted(stays) == [(may, october), (august, august)]
    with pytest.raises(PartyTwice):
        join(august)
    join(october)


def test_the_first_day_of_one_that_replaced_another_is_corrected_while_that_is_back(platform: Platform) -> None:
    """Joined on the 10th by mistake instead of on the 8th; without it, too few would be left from the 10th on."""
    paraguay, morocco, kenya = (make_member(platform, code) for code in ("PRY", "MAR", "KEN"))
    first, eighth, tenth = date(2025, 1, 1), date(2025, 3, 8), date(2025, 3, 10)
    with writing(platform, now=NOW) as write:
        both = [paraguay.key, morocco.key]
        proposal = life.Proposal("en", "Fictitious", "Not real", both, [], [1], starts_on=first)
        partnership = life.propose_partnership(write, proposal)
        life.activate_partnership(write, partnership)

    def join(made: Made, on: date) -> None:
        with writing(platform, now=NOW) as write:
            joining.join_partnership(write, partnership, Stay(participant=made.key, since=on))

    def leave(made: Made, on: date) -> None:
        with writing(platform, now=NOW) as write:
            joining.leave_partnership(write, partnership, Stay(participant=made.key, since=on), on)

    join(kenya, tenth)
    leave(morocco, tenth)
    with pytest.raises(TooFewParties):
        leave(kenya, tenth)
    join(morocco, tenth)
    leave(kenya, tenth)
    join(kenya, eighth)
    leave(morocco, tenth)
    with platform.database.reading() as session:
        stays = [one for one in parties_of(session, partnership) if one.since != one.until]
    assert sorted((one.since, one.until) for one in stays if one.participant == kenya.key) == [(eighth, None)]
    assert sorted((one.since, one.until) for one in stays if one.participant == morocco.key) == [(first, tenth)]


@pytest.mark.parametrize("days", [0, 5])
def test_a_party_that_left_on_the_day_it_joined_is_there_once_when_it_joins_again(
    platform: Platform, ask: Ask, days: int
) -> None:
    """Its first stay, which has no days, is not reopened when the second ends, on that day or in the future."""
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


def test_the_refusal_to_leave_or_conclude_names_what_ends_the_partnership(platform: Platform) -> None:
    """A participant declines its own proposal, and concludes what is active."""
    paraguay, morocco = make_member(platform, "PRY"), make_member(platform, "MAR")
    proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1])
    with writing(platform, now=NOW) as write:
        proposed, active = (life.propose_partnership(write, proposal) for _ in range(2))
        life.activate_partnership(write, active)
    leaves = Stay(participant=paraguay.key, since=DAY)
    for partnership, instead in ((proposed, "Decline it instead"), (active, "Conclude it instead")):
        with pytest.raises(TooFewParties, match=instead), writing(platform, paraguay.viewer, NOW) as write:
            joining.leave_partnership(write, partnership, leaves, DAY)
    with (
        pytest.raises(WrongPartnershipStatus, match="and a proposed one declined"),
        writing(platform, now=NOW) as write,
    ):
        life.conclude_partnership(write, proposed, DAY)
    with pytest.raises(NotAllowed), writing(platform, morocco.viewer, NOW) as write:
        life.decline_partnership(write, proposed, "It was a mistake.")
    with writing(platform, paraguay.viewer, NOW) as write:
        life.decline_partnership(write, proposed, "It was a mistake.")
        life.conclude_partnership(write, active, DAY)


def test_a_future_stay_without_days_is_not_the_one_that_is_corrected(platform: Platform) -> None:
    """A party left, was to come back, and will not: the day on which it left is corrected, not the future stay."""
    paraguay, morocco = make_member(platform, "PRY"), make_member(platform, "MAR")
    days = [DAY + timedelta(days=number) for number in range(40)]
    proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1])
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(write, proposal)

    def join(on: date) -> None:
        with writing(platform, now=NOW + timedelta(days=10)) as write:
            joining.join_partnership(write, partnership, Stay(since=on, participant=morocco.key))

    def leave(on: date) -> None:
        with writing(platform, now=NOW + timedelta(days=10)) as write:
            joining.leave_partnership(write, partnership, Stay(since=on, participant=morocco.key), on)

    join(days[0])
    leave(days[8])
    join(days[20])
    leave(days[20])
    with pytest.raises(NotFound, match="give an earlier day"):
        leave(days[30])
    leave(days[6])
    with platform.database.reading() as session:
        stays = [(one.since, one.until) for one in parties_of(session, partnership) if one.participant == morocco.key]
    assert sorted(stays) == [(days[0], days[6]), (days[20], days[20])]
