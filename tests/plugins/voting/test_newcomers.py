"""Those who may object or vote are notified of an open decision, even if they join later; obsolete mail is not sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update

from core.mail.worker import Delivery
from core.members import contacts
from core.members.enums import MechanismType
from core.members.rules import focal_points, mechanisms
from core.platform import Platform
from core.tables import outbox
from plugins.voting.background import notify_all_newcomers
from plugins.voting.enums import DecisionBody
from plugins.voting.rules import committees, consensus, decisions, newcomers, votes
from plugins.voting.tables import notified_focal_points
from tests.factories import Made, make_observer, writing
from tests.plugins.voting.steps import (
    START,
    make_adopted_decision,
    make_committee,
    make_contested_decision,
    make_members,
    open_meeting,
)
from tests.postbox import Postbox

Deliver = Callable[[], list[str]]
Open = Callable[[Platform, Made], int]
SILENCE, LATER = timedelta(days=5), START + timedelta(days=1)
TODAY = LATER.date()


def _sought(platform: Platform, member: Made, body: DecisionBody = DecisionBody.NETWORK) -> int:
    with writing(platform, now=START) as write:
        decision = decisions.propose_decision(write, body, "en", "A fictitious decision", "Its text.")
        consensus.seek_consensus(write, decision, START + SILENCE)
    return decision


def _voted(platform: Platform, member: Made) -> int:
    decision = make_contested_decision(platform, member, START - timedelta(days=3))
    with writing(platform, now=START) as write:
        votes.open_vote(write, decision, START + SILENCE)
    return decision


BOTH = pytest.mark.parametrize("begin", [_sought, _voted], ids=["consensus", "vote"])


@pytest.fixture
def now(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform's clock stands at LATER."""
    monkeypatch.setattr(platform, "now", lambda: LATER)


@pytest.fixture
def deliver(platform: Platform, postbox: Postbox) -> Deliver:
    """Sends the queued mail; returns whom it reached."""

    def delivered() -> list[str]:
        Delivery(platform.database, replace(platform.settings, smtp_url=postbox.address), lambda: LATER).deliver_due()
        reached = sorted(mail["To"].partition("@")[0] for mail in postbox.mails)
        postbox.mails.clear()
        return reached

    return delivered


def _designate(platform: Platform, made: Made, name: str, since: date = TODAY) -> None:
    with writing(platform, now=LATER) as write:
        email = f"{name}@test.example"
        focal_points.designate_focal_point(write, made.key, "Fictitious", None, email, since, "fr")


@BOTH
@pytest.mark.usefixtures("now")
def test_a_successor_is_notified_once_and_nobody_is_notified_twice(
    platform: Platform, deliver: Deliver, postbox: Postbox, begin: Open
) -> None:
    members = make_members(platform, ("PRY", "MAR"))
    begin(platform, members[0])
    assert deliver() == ["mar", "pry"]
    assert notify_all_newcomers(platform) == 0
    _designate(platform, members[0], "successor")
    assert [notify_all_newcomers(platform) for _ in range(2)] == [1, 0]
    assert deliver() == ["successor"]


@BOTH
@pytest.mark.parametrize("corrected", ["corrected", "pry"])
@pytest.mark.usefixtures("now")
def test_mail_queued_for_a_replaced_address_is_not_sent(
    platform: Platform, deliver: Deliver, begin: Open, corrected: str
) -> None:
    """Even if it is replaced by the previous one."""
    members = make_members(platform, ("PRY", "MAR"))
    begin(platform, members[0])
    for name in ("stranger", corrected):
        _designate(platform, members[0], name)
        notify_all_newcomers(platform)
    assert deliver() == sorted([corrected, "mar"])


@BOTH
@pytest.mark.usefixtures("now")
def test_a_future_successor_is_notified_on_its_first_day(
    platform: Platform, deliver: Deliver, monkeypatch: pytest.MonkeyPatch, begin: Open
) -> None:
    (member,) = make_members(platform, ("PRY",))
    begin(platform, member)
    deliver()
    _designate(platform, member, "successor", TODAY + timedelta(days=1))
    assert notify_all_newcomers(platform) == 0
    monkeypatch.setattr(platform, "now", lambda: LATER + timedelta(days=1))
    assert notify_all_newcomers(platform) == 1


@BOTH
@pytest.mark.usefixtures("now")
def test_participants_are_notified_even_if_nobody_was_at_the_opening(
    platform: Platform, deliver: Deliver, begin: Open
) -> None:
    """As if it had been opened when this did not yet require a focal point."""
    members = make_members(platform, ("PRY", "MAR"))
    begin(platform, members[0])
    deliver()
    with platform.database.transaction() as session:
        session.execute(delete(notified_focal_points))
        session.execute(delete(outbox))
    assert [notify_all_newcomers(platform) for _ in range(2)] == [1, 0]
    assert deliver() == ["mar", "pry"]


@BOTH
@pytest.mark.usefixtures("now")
def test_a_focal_point_after_a_vacancy_is_notified(platform: Platform, deliver: Deliver, begin: Open) -> None:
    (member,) = make_members(platform, ("PRY",))
    begin(platform, member)
    assert deliver() == ["pry"]
    with writing(platform, now=LATER) as write:
        (contact,) = contacts(write.session, TODAY)
        focal_points.erase_focal_point(write, contact.focal_point, None, mistaken=True)
    assert [notify_all_newcomers(platform) for _ in range(2)] == [1, 0]
    _designate(platform, member, "successor")
    assert [notify_all_newcomers(platform) for _ in range(2)] == [1, 0]
    assert deliver() == ["successor"]


@BOTH
@pytest.mark.usefixtures("now")
def test_participants_notified_by_an_earlier_version_are_not_notified_again(
    platform: Platform, deliver: Deliver, begin: Open
) -> None:
    """It did not store whom it had notified."""
    members = make_members(platform, ("PRY", "MAR"))
    begin(platform, members[0])
    assert deliver() == ["mar", "pry"]
    with platform.database.transaction() as session:
        session.execute(delete(notified_focal_points))
    _designate(platform, members[0], "successor")
    assert [notify_all_newcomers(platform) for _ in range(2)] == [1, 0]
    assert deliver() == ["successor"]


@BOTH
@pytest.mark.usefixtures("now")
def test_nothing_is_written_if_everybody_has_been_notified_meanwhile(platform: Platform, begin: Open) -> None:
    """Each server process looks for newcomers."""
    (member,) = make_members(platform, ("PRY",))
    decision = begin(platform, member)
    with writing(platform, now=LATER) as write:
        newcomers.notify_newcomers(write, decision)
        assert not write.changed


@pytest.mark.parametrize(("begin", "reached"), [(_sought, ["sen"]), (_voted, [])], ids=["consensus", "vote"])
@pytest.mark.usefixtures("now")
def test_a_new_member_is_notified_of_open_consensus_but_not_of_an_open_vote(
    platform: Platform, deliver: Deliver, begin: Open, reached: list[str]
) -> None:
    """(D4) The electorate is fixed."""
    members = make_members(platform, ("PRY", "MAR"))
    observer = make_observer(platform, "SEN")
    begin(platform, members[0])
    assert deliver() == ["mar", "pry"]
    with writing(platform, observer.viewer, LATER) as write:
        described = mechanisms.MechanismDescription("en", "A fictitious mechanism", MechanismType.AD_HOC)
        mechanisms.register_mechanism(write, observer.key, described)
    notify_all_newcomers(platform)
    assert deliver() == reached


@pytest.mark.usefixtures("now")
def test_the_seats_of_a_new_committee_are_notified(platform: Platform, deliver: Deliver) -> None:
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN"))
    make_committee(platform, members[:3], now=START - timedelta(days=100))
    meeting = open_meeting(platform, members, now=LATER - timedelta(days=60))
    appointing = make_adopted_decision(platform, LATER, DecisionBody.NETWORK, meeting)
    deliver()
    _sought(platform, members[0], DecisionBody.EXECUTIVE_COMMITTEE)
    assert deliver() == ["mar", "prt", "pry"]
    with writing(platform, now=LATER + timedelta(minutes=2)) as write:
        keys = [made.key for made in members[1:]]
        committees.appoint_executive_committee(write, appointing, keys, TODAY)
    notify_all_newcomers(platform)
    assert deliver() == ["jpn"]


@BOTH
@pytest.mark.usefixtures("now")
def test_nobody_is_notified_of_decisions_that_are_over_or_taken_in_a_meeting(
    platform: Platform, deliver: Deliver, monkeypatch: pytest.MonkeyPatch, begin: Open
) -> None:
    members = make_members(platform, ("PRY", "MAR"))
    meeting = open_meeting(platform, members, now=LATER - timedelta(days=60))
    with writing(platform, now=LATER) as write:
        there = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B", meeting)
        consensus.seek_consensus(write, there, LATER + timedelta(hours=1))
    begin(platform, members[0])
    deliver()
    monkeypatch.setattr(platform, "now", lambda: START + SILENCE)
    _designate(platform, members[0], "successor")
    assert notify_all_newcomers(platform) == 0


@pytest.mark.usefixtures("now")
def test_mail_withdrawn_by_a_restore_is_not_sent_after_it(platform: Platform, deliver: Deliver) -> None:
    """It withdraws the mail to erased focal points, which are in the records again until they are erased again."""
    members = make_members(platform, ("PRY", "MAR"))
    _sought(platform, members[0])
    with platform.database.transaction() as session:
        to_one = update(outbox).where(outbox.c.recipient == "pry@test.example")
        session.execute(to_one.values(withdrawn_at=outbox.c.queued_at))
    _designate(platform, members[1], "successor")
    assert notify_all_newcomers(platform) == 1
    assert deliver() == ["successor"]
