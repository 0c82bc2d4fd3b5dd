"""(Network Meetings) A report published in the wrong language is withdrawn and published again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import Conflict, NotFound
from core.platform import Platform
from plugins.voting.rules import meetings
from tests.conftest import Ask
from tests.factories import writing
from tests.plugins.voting.steps import START, change, codes, last_journal_entry, make_members, open_meeting

SHOWN = "meeting { report reportLanguage reportLanguages }"
NONE = {"report": None, "reportLanguage": None, "reportLanguages": []}


@pytest.fixture
def meeting(platform: Platform) -> int:
    """A closed meeting without a report."""
    held = open_meeting(platform, [])
    with writing(platform, now=START + timedelta(days=61)) as write:
        meetings.close_meeting(write, held)
    return held


def publish(platform: Platform, meeting: int, *languages: str) -> None:
    for language in languages:
        with writing(platform, now=START + timedelta(days=62)) as write:
            meetings.publish_report(write, meeting, language, f"In {language}")


def withdraw(ask: Ask, meeting: int, language: str) -> object:
    fields = f'meeting: "Meeting:{meeting}", language: {language}, reason: "It is English."'
    found = change(ask, "withdrawReport", fields, answer=SHOWN)
    assert found["errors"] == []
    return found["meeting"]


def test_after_the_only_report_is_withdrawn_the_next_one_is_the_original(
    platform: Platform, ask: Ask, meeting: int
) -> None:
    publish(platform, meeting, "fr")
    assert withdraw(ask, meeting, "FR") == NONE
    entry = last_journal_entry(ask)
    assert (entry["action"], entry["payload"]) == (
        "meeting.report_withdrawn", {"language": "fr", "report": "In fr", "reason": "It is English."},
    )  # fmt: skip
    publish(platform, meeting, "en", "es")
    assert withdraw(ask, meeting, "ES") == {"report": "In en", "reportLanguage": "EN", "reportLanguages": ["EN"]}


def test_the_only_report_left_becomes_the_original(platform: Platform, ask: Ask, meeting: int) -> None:
    publish(platform, meeting, "fr", "en", "es")
    with pytest.raises(Conflict, match="withdraw its translations first"), writing(platform) as write:
        meetings.withdraw_report(write, meeting, "fr", "It is English.")
    withdraw(ask, meeting, "ES")
    assert withdraw(ask, meeting, "FR") == {"report": "In en", "reportLanguage": "EN", "reportLanguages": ["EN"]}


def test_a_missing_report_cannot_be_withdrawn(platform: Platform, ask: Ask, meeting: int) -> None:
    (member, *_) = make_members(platform)
    publish(platform, meeting, "fr")
    with pytest.raises(NotFound), writing(platform) as write:
        meetings.withdraw_report(write, meeting, "en", "Fictitious")
    fields = f'meeting: "Meeting:{meeting}", language: FR, reason: "Fictitious."'
    assert codes(change(ask, "withdrawReport", fields, member.viewer, SHOWN)) == ["NOT_ALLOWED"]
