"""Where histories begin: a Network in which every act that they know was carried out once, and can be again.

A number of a rule chooses as it does where it is drawn: `who=0` is the secretariat, `which=1` the first that fits,
`which=9` the second.
"""

from __future__ import annotations

from datetime import timedelta

from tests.histories.base import PARTNER, SECRETARIAT
from tests.histories.model.records import Actor, Decision, Meeting
from tests.histories.partnerships import Partnerships


def establish(history: Partnerships) -> None:
    """Five members and an observer in an open meeting, with a committee, a vote, and something of everything else."""
    _members(history)
    _decisions(history, _meetings(history))
    _practices(history)
    _partnerships(history)


def voices(history: Partnerships) -> dict[str, Actor]:
    return {one.state: one for one in history.actors if one.state}


def _members(history: Partnerships) -> None:
    """Who takes part; an accession waits to be acknowledged."""
    today = history.world.today
    for state in ("PRY", "MAR", "PRT", "JPN", "POL", "KEN"):
        standing = "OBSERVER" if state == "KEN" else "MEMBER"
        accession = history.communicate(SECRETARIAT, state, standing, True, today)
        assert accession is not None
        history.acknowledge(SECRETARIAT, accession, today)
        history.designate(SECRETARIAT, state, today)
        if standing == "MEMBER":
            history.register(SECRETARIAT, state)
    history.register(SECRETARIAT, "POL")
    history.withdraw_mechanism(who=0, which=33, days=None)
    history.withdraw_mechanism(who=0, which=33, days=0)
    history.reinstate_mechanism(who=0, which=1)
    history.designate(SECRETARIAT, "POL", today)
    history.correct_focal_point(who=0, which=1, moved=False)
    history.erase_focal_point(who=0, which=1, mistaken=0)
    history.correct_accession(who=0, which=41, standing=None, ago=-1)
    history.communicate(SECRETARIAT, "FJI", "MEMBER", True, today)
    history.withdraw_accession(who=0, which=1)
    history.communicate(SECRETARIAT, "FJI", "MEMBER", True, today)


def _meetings(history: Partnerships) -> Meeting:
    """An annual meeting that is open; a seminar that is closed, and one that is to come."""
    world = history.world
    meeting = history.plan(SECRETARIAT, "ANNUAL", "America/Asuncion", 40)
    assert meeting is not None
    history.prepare(SECRETARIAT, meeting, None)
    history.send(SECRETARIAT, meeting)
    history.plan(SECRETARIAT, "SEMINAR", "UTC", 60)
    history.cancel_meeting(who=0, which=9)
    history.reinstate_meeting(who=0, which=1)
    held = history.plan(SECRETARIAT, "SEMINAR", "UTC", 0)
    assert held is not None
    history.prepare(SECRETARIAT, held, None)
    history.send(SECRETARIAT, held)
    history.open(SECRETARIAT, held)
    history.close(SECRETARIAT, held)
    world.now += timedelta(days=40)
    history.open(SECRETARIAT, meeting)
    history.mark(SECRETARIAT, meeting, ["PRY", "MAR", "PRT", "JPN"], True)
    history.strike_attendance(who=0, which=1, whom=25)
    history.mark(SECRETARIAT, meeting, ["JPN"], True)
    return meeting


def _decisions(history: Partnerships, meeting: Meeting) -> None:
    """Decisions in every stage; the Committee of one of them, with its Coordinator; ballots in a vote that is open."""
    world = history.world
    adopted, by_committee, voting, _, rejected, withdrawn = (
        _decision(history, body, meeting)
        for body in ("NETWORK", "EXECUTIVE_COMMITTEE", "NETWORK", "NETWORK", "NETWORK", "NETWORK")
    )
    for decision in world.decisions[:5]:
        history.seek(SECRETARIAT, decision, world.now + timedelta(hours=1))
    _contest(history, voting)
    _contest(history, rejected)
    history.close_of_consensus(SECRETARIAT, adopted)
    history.appoint(SECRETARIAT, adopted, ("PRY", "MAR", "PRT"), world.today)
    history.seek(SECRETARIAT, by_committee, world.now + timedelta(hours=1))
    history.close_of_consensus(SECRETARIAT, by_committee)
    history.coordinate(SECRETARIAT, by_committee, "PRT")
    history.withdraw_decision(who=0, which=8 * world.decisions.index(withdrawn) + 1)
    history.open_the_vote(SECRETARIAT, rejected, None)
    history.cast(voices(history)["JPN"], "JPN", rejected, "NO")
    history.close_the_vote(SECRETARIAT, rejected)
    history.open_the_vote(SECRETARIAT, voting, None)
    for state, choice in (("PRY", "YES"), ("MAR", "NO"), ("PRY", "ABSTAIN")):
        history.cast(voices(history)[state], state, voting, choice)
    history.enter_roll_call(who=1, which=1, states=0b1100, choice="YES")
    history.strike_voice(who=1, which=1, whom=25)
    assert set(voting.ballots) == {"PRY", "MAR", "PRT"}


def _decision(history: Partnerships, body: str, meeting: Meeting) -> Decision:
    decision = history.propose(SECRETARIAT, body, meeting, None)
    assert decision is not None
    return decision


def _contest(history: Partnerships, decision: Decision) -> None:
    """Two object, of whom one withdraws it."""
    history.object(voices(history)["PRT"], "PRT", decision)
    which = 8 * [one for one in history.world.decisions if one.objecting].index(decision) + 1
    history.withdraw_objection(number=1, which=which)
    history.object(voices(history)["JPN"], "JPN", decision)
    history.close_of_consensus(SECRETARIAT, decision)


def _practices(history: Partnerships) -> None:
    """A practice that is reviewed, a draft, one that is published and adopted, and one that is withdrawn."""
    speaking, practices = voices(history), history.world.practices
    history.draft(speaking["KEN"], "KEN")
    history.submit(speaking["KEN"], practices[0])
    history.review(speaking["MAR"], practices[0], True)
    history.draft(speaking["PRY"], "PRY")
    history.draft(speaking["PRT"], "PRT")
    history.translate_practice(who=1, which=9)
    history.submit(speaking["PRT"], practices[2])
    history.review(speaking["MAR"], practices[2], True)
    history.publish(SECRETARIAT, practices[2])
    history.revise_practice(who=1, which=1, behind=0)
    history.adopt_practice(number=1, which=1)
    history.withdraw_adoption(number=1, which=1)
    history.adopt_practice(number=3, which=1)
    history.draft(speaking["JPN"], "JPN")
    history.withdraw_practice(who=1, which=25)


def _partnerships(history: Partnerships) -> None:
    """Partnerships that end tomorrow, one that is declined, and one that goes on; tomorrow a focal point begins."""
    speaking, partnerships, today = voices(history), history.world.partnerships, history.world.today
    history.designate(speaking["PRT"], "PRT", today + timedelta(days=1))
    morocco, portugal, japan = (history.id_of(state) for state in ("MAR", "PRT", "JPN"))
    partner = PARTNER.partner
    history.establish(speaking["PRY"], [history.id_of("PRY"), partner], None, today + timedelta(days=1))
    history.establish(speaking["MAR"], [morocco, portugal, partner], None, None)
    history.establish(speaking["JPN"], [japan, partner], None, None)
    history.establish(speaking["JPN"], [japan, morocco], None, None)
    for place in (0, 1, 3):
        history.activate(SECRETARIAT, partnerships[place])
    history.move_partnership(number=0, which=1, move="decline")
    history.revise_partnership(who=0, which=9, days=30)
    history.join_partnership(number=0, which=9, whom=9, days=0)
    history.leave_partnership(number=0, which=1, whom=17, days=1)
    history.move_partnership(number=0, which=9, move="suspend")
    history.move_partnership(number=0, which=1, move="resume")
    history.conclude_partnership(who=0, which=9, days=1)
