"""A decision that is open when NMIRF_SILENCE_HOURS changes is closed in the way in which consensus was sought: D2."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command as alembic
from sqlalchemy import delete, insert, select

from core.migrations.sources import config_of, sources
from core.migrations.upgrading import migrate
from core.platform import Platform
from plugins.voting.background import CLOCK
from plugins.voting.enums import DecisionBody, MeetingKind
from plugins.voting.errors import ConsensusNotDue
from plugins.voting.rules import consensus, decisions, meetings
from plugins.voting.rules.schedules import Schedule
from plugins.voting.tables import decisions as decisions_table
from plugins.voting.tables import notified_focal_points
from tests.factories import writing
from tests.plugins.voting.steps import START, decision_row, make_members, open_meeting

OPENED = START + timedelta(days=60)
SHORTLY, SILENCE = timedelta(minutes=5), timedelta(hours=72)


def _lengthen(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is started again with a silence procedure of 96 hours."""
    monkeypatch.setattr(platform, "settings", replace(platform.settings, silence_hours=96))


def _planned(platform: Platform) -> int:
    with writing(platform, now=START) as write:
        schedule = Schedule(OPENED, OPENED + timedelta(hours=6), "UTC")
        return meetings.plan_meeting(write, MeetingKind.SEMINAR, "en", "A fictitious seminar", schedule)


def _seek(platform: Platform, meeting: int | None, lasting: timedelta) -> int:
    with writing(platform, now=OPENED) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.", meeting)
        consensus.seek_consensus(write, decision, OPENED + lasting)
    return decision


def test_a_decision_sought_by_silence_is_adopted_by_silence(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_members(platform)
    decision = _seek(platform, _planned(platform), SILENCE)
    _lengthen(platform, monkeypatch)
    with writing(platform, CLOCK, OPENED + SILENCE) as write:
        consensus.close_if_due(write, decision)
    assert decision_row(platform, decision).stage == "ADOPTED"


def test_members_notified_of_a_deadline_keep_it_and_the_meeting_closes_without_it(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = open_meeting(platform, make_members(platform))
    decision = _seek(platform, meeting, SILENCE)
    _lengthen(platform, monkeypatch)
    with writing(platform, now=OPENED + SHORTLY) as write:
        with pytest.raises(ConsensusNotDue):
            consensus.close_consensus(write, decision)
        meetings.close_meeting(write, meeting)


def test_an_upgrade_records_how_open_consensus_was_sought(platform: Platform) -> None:
    """It is derived from what is stored: the notifications, the meeting and the duration."""
    make_members(platform)
    meeting = open_meeting(platform, make_members(platform, ("SEN",)))
    with writing(platform, now=OPENED) as write:
        draft = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.")
    without_meeting = _seek(platform, None, SILENCE)
    in_meeting, by_silence, notified = (_seek(platform, meeting, lasting) for lasting in (SHORTLY, SILENCE, SHORTLY))
    planned = _seek(platform, _planned(platform), SILENCE)
    with platform.database.transaction() as session:
        session.execute(delete(notified_focal_points))
        session.execute(insert(notified_focal_points).values(decision_id=notified, focal_point_id=1))
        shortened = decisions_table.update().where(decisions_table.c.id == planned)
        session.execute(shortened.values(consensus_until=OPENED + SHORTLY))
        folder, metadata = sources(platform.plugins)["voting"]
        alembic.downgrade(config_of("voting", folder, metadata, session.connection()), "voting_0008")
    assert migrate(platform.database, platform.plugins) == ["voting"]
    with platform.database.reading() as session:
        rows = session.execute(select(decisions_table.c.id, decisions_table.c.by_silence))
        found = {row.id: row.by_silence for row in rows}
    assert found == {
        draft: None, without_meeting: True, in_meeting: False, by_silence: True, notified: True, planned: True,
    }  # fmt: skip
