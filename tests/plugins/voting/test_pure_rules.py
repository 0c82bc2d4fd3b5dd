"""The properties of the rules that need no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest

from core import WrongStatus
from core.members import Party, RegionalGroup
from core.members.enums import Standing
from plugins.voting.enums import Choice, DecisionStage, MeetingKind, MeetingStatus
from plugins.voting.errors import (
    AgendaTooLate,
    CommitteeComposition,
    WrongStage,
)
from plugins.voting.rules import transitions
from plugins.voting.rules.agendas import require_agenda_deadline
from plugins.voting.rules.ballots import Voice, commitment
from plugins.voting.rules.composition import mandate_end, require_composition
from plugins.voting.rules.days import latest_send_date, months_later
from plugins.voting.rules.tally import tally

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
GROUPS = list(RegionalGroup)


def _drawn() -> list[tuple[list[Choice], int, int]]:
    random, drawn = Random(4), []
    for _ in range(500):
        choices = random.choices(list(Choice), weights=[random.random() for _ in Choice], k=random.randrange(194))
        present = len(choices) + random.randrange(5)
        drawn.append((choices, present + random.randrange(20), present))
    return drawn


def test_the_tally_counts_every_voice_once_whatever_their_order() -> None:
    for choices, eligible, present in _drawn():
        counted = tally(choices, eligible, present)
        assert counted.yes + counted.no + counted.abstain == len(choices)
        assert counted.yes + counted.no <= counted.present <= counted.eligible
        assert counted == tally(sorted(choices, key=lambda choice: choice.name), eligible, present)


def test_an_abstention_changes_no_outcome_and_a_yes_never_hurts() -> None:
    for choices, eligible, present in _drawn():
        counted = tally(choices, eligible, present)
        assert tally([*choices, Choice.ABSTAIN], eligible + 1, present + 1).adopted is counted.adopted
        if counted.adopted:
            assert tally([*choices, Choice.YES], eligible + 1, present + 1).adopted
        swapped = [{Choice.YES: Choice.NO, Choice.NO: Choice.YES}.get(choice, choice) for choice in choices]
        assert not (counted.adopted and tally(swapped, eligible, present).adopted)


@pytest.mark.parametrize("each", range(5))
def test_a_tie_or_no_vote_at_all_does_not_adopt(each: int) -> None:
    assert not tally([Choice.YES, Choice.NO] * each + [Choice.ABSTAIN] * 3, 20, 20).adopted


@pytest.mark.parametrize(("cast", "present", "eligible"), [(3, 2, 5), (2, 4, 3), (1, 0, 0)])
def test_more_choices_than_members_are_impossible(cast: int, present: int, eligible: int) -> None:
    with pytest.raises(ValueError, match="are impossible"):
        tally([Choice.YES] * cast, eligible, present)


def test_decisions_move_as_d1_says_and_never_leave_their_end() -> None:
    allowed = {
        ("DRAFT", "CONSENSUS"), ("CONSENSUS", "ADOPTED"), ("CONSENSUS", "CONTESTED"), ("CONTESTED", "VOTING"),
        ("VOTING", "ADOPTED"), ("VOTING", "NOT_ADOPTED"),
        *((stage, "WITHDRAWN") for stage in ("DRAFT", "CONSENSUS", "CONTESTED", "VOTING")),
    }  # fmt: skip
    for stage, to in product(DecisionStage, repeat=2):
        if (stage.name, to.name) in allowed:
            transitions.require_move(stage, to)
        else:
            with pytest.raises(WrongStage):
                transitions.require_move(stage, to)


def test_meetings_move_as_e2_says() -> None:
    allowed = {
        ("PLANNED", "CONVENED"), ("CONVENED", "OPEN"), ("OPEN", "CLOSED"), ("PLANNED", "CANCELLED"),
        ("CONVENED", "CANCELLED"),
    }  # fmt: skip
    for status, to in product(MeetingStatus, repeat=2):
        if (status.name, to.name) in allowed:
            transitions.require_meeting_move(status, to)
        else:
            with pytest.raises(WrongStatus):
                transitions.require_meeting_move(status, to)


@pytest.mark.parametrize(
    ("first_day", "latest"),
    [
        ("2026-03-31", "2026-02-28"),
        ("2028-03-31", "2028-02-29"),
        ("2028-03-29", "2028-02-29"),
        ("2026-03-29", "2026-02-28"),
        ("2026-07-31", "2026-06-30"),
        ("2027-01-31", "2026-12-31"),
        ("2026-05-15", "2026-04-15"),
    ],
)
def test_one_calendar_month_before(first_day: str, latest: str) -> None:
    assert latest_send_date(date.fromisoformat(first_day)) == date.fromisoformat(latest)


def test_a_month_before_is_28_to_31_days_before_and_never_in_another_month() -> None:
    for days in range(4 * 366):
        day = date(2025, 1, 1) + timedelta(days=days)
        latest = latest_send_date(day)
        assert 28 <= (day - latest).days <= 31
        assert latest.month == (day.month - 2) % 12 + 1
        assert months_later(latest, 1) <= day


def test_the_agenda_deadline_is_a_day_in_the_zone_of_the_meeting() -> None:
    random, zones = Random(7), sorted(available_timezones())
    for zone in random.sample(zones, 60):
        first_day = date(2026, 1, 1) + timedelta(days=random.randrange(700))
        midnight = datetime.combine(
            latest_send_date(first_day) + timedelta(days=1), datetime.min.time(), ZoneInfo(zone)
        )
        last_moment = midnight.astimezone(UTC) - timedelta(hours=2)
        require_agenda_deadline(MeetingKind.ANNUAL, last_moment, first_day, zone)
        with pytest.raises(AgendaTooLate) as refused:
            require_agenda_deadline(MeetingKind.ANNUAL, midnight.astimezone(UTC) + timedelta(hours=2), first_day, zone)
        assert refused.value.latest_send_date == latest_send_date(first_day)
        for kind in (MeetingKind.EXECUTIVE_COMMITTEE, MeetingKind.SEMINAR):
            require_agenda_deadline(kind, midnight + timedelta(days=9), first_day, zone)


def _party(place: int, group: RegionalGroup, standing: Standing = Standing.MEMBER) -> Party:
    return Party(place, place, f"X{place:02}", f"Fictitious {place}", standing, group)


def _seats(groups: Sequence[RegionalGroup]) -> list[Party]:
    return [_party(place, group) for place, group in enumerate(groups)]


@pytest.mark.parametrize("size", range(7))
def test_a_committee_has_three_to_five_seats_of_different_groups(size: int) -> None:
    random = Random(size)
    for _ in range(200):
        groups = random.choices(GROUPS, k=size)
        good = 3 <= size <= 5 and len(set(groups)) == size
        if good:
            require_composition(_seats(groups))
        else:
            with pytest.raises(CommitteeComposition):
                require_composition(_seats(groups))


def test_an_observer_cannot_have_a_seat() -> None:
    with pytest.raises(CommitteeComposition, match="X99"):
        require_composition([*_seats(GROUPS[:2]), _party(99, GROUPS[2], Standing.OBSERVER)])


def test_a_mandate_lasts_three_years() -> None:
    assert mandate_end(date(2026, 5, 9)) == date(2029, 5, 9)
    assert mandate_end(date(2028, 2, 29)) == date(2031, 2, 28)


def test_a_commitment_depends_on_everything_it_covers() -> None:
    made = {
        commitment(decision, Voice(participant, choice, explanation), nonce)
        for decision, participant, choice, explanation, nonce in product(
            (1, 2), (3, 4), Choice, (None, "", "x"), ("a" * 64, "b" * 64)
        )
    }
    assert len(made) == 2 * 2 * 3 * 3 * 2
