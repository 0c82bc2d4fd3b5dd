"""Who takes part, as the rules of plugins are told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.members import members, parties
from core.members.enums import RegionalGroup, Standing
from core.platform import Platform
from tests.factories import make_member, make_observer


@pytest.mark.parametrize(
    ("languages", "named"),
    [((), "Paraguay"), (("ru", "es"), "Парагвай"), (("de", "ar"), "باراغواي"), (("de",), "Paraguay")],
)
def test_those_who_take_part_are_named_in_the_best_language_that_there_is(
    platform: Platform, languages: tuple[str, ...], named: str
) -> None:
    make_member(platform, "PRY")
    make_member(platform, "CHL")
    with platform.database.reading() as session:
        found = parties(session, platform.now().date(), languages=languages)
    assert [(party.iso_alpha3, party.standing) for party in found] == [
        ("CHL", Standing.MEMBER),
        ("PRY", Standing.MEMBER),
    ]
    assert found[1].name == named
    assert found[1].regional_group is RegionalGroup.LATIN_AMERICA_AND_CARIBBEAN


def test_parties_are_listed_for_a_day_and_for_chosen_participants(platform: Platform) -> None:
    member, observer = make_member(platform, "PRY").key, make_observer(platform, "CHL").key
    today = platform.now().date()
    with platform.database.reading() as session:
        assert [party.is_member for party in parties(session, today)] == [False, True]
        assert [party.participant for party in parties(session, today, [member])] == [member]
        assert [party.participant for party in members(session, today)] == [member]
        assert parties(session, today, []) == parties(session, date(1990, 1, 1)) == []
        assert {party.participant for party in parties(session, today + timedelta(1))} == {member, observer}
