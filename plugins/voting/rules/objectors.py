"""Who could object while consensus is sought: D2."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core import Session, Write
from plugins.voting.enums import DecisionBody
from plugins.voting.errors import NoElectorate
from plugins.voting.rules import deadlines
from plugins.voting.rules.attendance import present_at
from plugins.voting.rules.bodies import committee_on, electorate, with_focal_point


def require_somebody_to_object(write: Write, body: DecisionBody, until: datetime, meeting: Any) -> None:
    """(D2) Raises NoElectorate if nobody could object, ConsensusTooLong if nobody could until its end.

    meeting: the open one in which it is sought, where one of them must be present; None if silence is what adopts.
    """
    deciding = electorate(write.session, body, write.today)
    if not deciding:
        raise NoElectorate("Nobody could object: there is no member, or no Executive Committee.", "decision")
    objectors = with_focal_point(write.session, deciding, write.today)
    if not objectors:
        raise NoElectorate(
            "No member that could object has a focal point: designate one first (designateFocalPoint).",
            "decision",
        )
    if meeting is not None and objectors.isdisjoint(present_at(write.session, meeting, write.now)):
        raise NoElectorate(
            "Nobody who could object is present in this meeting: mark who is present first (recordAttendance).",
            "decision",
        )
    if body is DecisionBody.EXECUTIVE_COMMITTEE and committee_on(write.session, until.date()) is None:
        mandate_until = committee_on(write.session, write.today).until
        raise deadlines.consensus_beyond_mandate(write.now, mandate_until, write.settings.silence_hours)


def anybody_may_object(session: Session, body: DecisionBody, at: datetime, meeting: Any) -> bool:
    """(D2) Whether anybody could object at a moment. meeting: as in require_somebody_to_object."""
    objectors = with_focal_point(session, electorate(session, body, at.date()), at.date())
    return bool(objectors if meeting is None else objectors & present_at(session, meeting, at))
