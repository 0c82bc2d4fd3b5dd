"""Obsolete mail about a decision is not sent, and those notified of it are notified of its withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from core import Write
from core.mail.worker import Delivery
from core.members.rules import focal_points
from core.platform import Platform
from core.tables import outbox
from plugins.voting.enums import DecisionBody
from plugins.voting.rules import consensus, decisions, objections, votes
from tests.factories import Made, writing
from tests.plugins.voting.steps import START, make_contested_decision, make_members, make_open_vote
from tests.postbox import Postbox

SILENCE = timedelta(hours=72)
LATER = START + timedelta(days=10)
WITHDRAWN, SOUGHT = "Withdrawn: A fictitious decision", "Consensus is sought: A fictitious decision"
VOTE = "Vote by correspondence: A fictitious decision"


@pytest.fixture
def members(platform: Platform) -> list[Made]:
    return make_members(platform, ("PRY", "MAR"))


def _deliver(platform: Platform, postbox: Postbox) -> list[tuple[str, str]]:
    settings = replace(platform.settings, smtp_url=postbox.address)
    Delivery(platform.database, settings, lambda: LATER).deliver_due()
    return [(mail["To"].partition("@")[0], mail["Subject"]) for mail in sorted(postbox.mails, key=lambda m: m["To"])]


def _sought(platform: Platform, members: list[Made]) -> int:
    with writing(platform, now=START) as write:
        wording = "en", "A fictitious decision", "Its text."
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, *wording)
        consensus.seek_consensus(write, decision, START + SILENCE)
    return decision


def _withdraw(write: Write, decision: int) -> None:
    decisions.withdraw_decision(write, decision, "A slip {in} its text.")


@pytest.mark.parametrize(
    ("begin", "days", "end", "still"),
    [
        (_sought, 1, _withdraw, None),
        (_sought, 10, consensus.close_consensus, None),
        (make_open_vote, 10, votes.close_vote, None),
        (make_open_vote, 10, _withdraw, None),
        (lambda platform, members: make_contested_decision(platform, members[0]), 10, votes.open_vote, VOTE),
    ],
    ids=["consensus withdrawn", "consensus closed", "vote closed", "vote withdrawn", "vote opened"],
)
def test_queued_notices_are_not_sent_once_the_stage_is_over(
    platform: Platform,
    postbox: Postbox,
    members: list[Made],
    begin: Callable[[Platform, list[Made]], int],
    days: int,
    end: Callable[[Write, int], object],
    still: str | None,
) -> None:
    """Those that had not been notified are not notified of its end either."""
    decision = begin(platform, members)
    with writing(platform, now=START + timedelta(days=days)) as write:
        end(write, decision)
    assert _deliver(platform, postbox) == ([("mar", still), ("pry", still)] if still else [])


@pytest.mark.parametrize(
    ("begin", "days", "subject"), [(_sought, 1, SOUGHT), (make_open_vote, 10, VOTE)], ids=["consensus", "vote"]
)
def test_those_notified_of_a_decision_are_notified_of_its_withdrawal_and_the_reason(
    platform: Platform,
    postbox: Postbox,
    members: list[Made],
    begin: Callable[[Platform, list[Made]], int],
    days: int,
    subject: str,
) -> None:
    """At the address and in the language of the previous mail, whoever the focal point is now."""
    designated = START.date(), "fr"
    with writing(platform, now=START) as write:
        focal_points.designate_focal_point(write, members[1].key, "Fictitious", None, "mar@test.example", *designated)
    decision = begin(platform, members)
    assert ("pry", subject) in _deliver(platform, postbox)
    postbox.mails.clear()
    now = START + timedelta(days=days)
    with writing(platform, now=now) as write:
        successor = "Fictitious", None, "successor@test.example", now.date(), "ru"
        focal_points.designate_focal_point(write, members[0].key, *successor)
        _withdraw(write, decision)
    assert _deliver(platform, postbox) == [("mar", "Retirée : A fictitious decision"), ("pry", WITHDRAWN)]
    bodies = {mail["To"]: mail.get_content().strip().splitlines() for mail in postbox.mails}
    assert bodies["pry@test.example"][0] == "Decision 2026/1 is withdrawn. Reason: A slip {in} its text."
    assert bodies["mar@test.example"][0] == "La décision 2026/1 est retirée. Motif : A slip {in} its text."


def test_the_withdrawal_is_notified_in_the_language_of_the_last_mail(
    platform: Platform, postbox: Postbox, members: list[Made]
) -> None:
    decision, now = _sought(platform, members), START + timedelta(days=4)
    _deliver(platform, postbox)
    with writing(platform, members[0].viewer, START) as write:
        objections.raise_objection(write, decision, members[0].key, "A fictitious reason.")
    with writing(platform, now=now) as write:
        consensus.close_consensus(write, decision)
        again = "Fictitious", None, "mar@test.example", now.date(), "ru"
        focal_points.designate_focal_point(write, members[1].key, *again)
        votes.open_vote(write, decision)
    _deliver(platform, postbox)
    postbox.mails.clear()
    with writing(platform, now=LATER) as write:
        _withdraw(write, decision)
    assert _deliver(platform, postbox) == [("mar", "Отозвано: A fictitious decision"), ("pry", WITHDRAWN)]


def test_the_language_of_a_notice_is_known_whatever_its_words_were(
    platform: Platform, postbox: Postbox, members: list[Made]
) -> None:
    with writing(platform, now=START) as write:
        email, since = "mar@test.example", START.date()
        focal_points.designate_focal_point(write, members[1].key, "Fictitious", None, email, since, "fr")
    decision = _sought(platform, members)
    _deliver(platform, postbox)
    postbox.mails.clear()
    with writing(platform, now=START + timedelta(days=1)) as write:
        write.session.execute(update(outbox).values(subject="In the words of another version"))
        _withdraw(write, decision)
    assert ("mar", "Retirée : A fictitious decision") in _deliver(platform, postbox)
