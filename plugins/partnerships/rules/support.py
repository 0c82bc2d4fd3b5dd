"""(Partnerships) Requests of participants to OHCHR for guidance, advice and technical support."""

from __future__ import annotations

from sqlalchemy import insert, update

from core import Invalid, Mistakes, NotAllowed, Role, Write, locked_row, new_id, one_line, worded
from core.members import require_participant
from plugins.partnerships.enums import ContributionKind, SupportStatus
from plugins.partnerships.errors import RequestClosed
from plugins.partnerships.lengths import LINE, TEXT
from plugins.partnerships.reference import OHCHR
from plugins.partnerships.tables import support_requests


def request_support(write: Write, participant: int, kind: ContributionKind, subject: str, details: str) -> int:
    """Ask OHCHR for support; returns the request. For the participant itself. Raises NotAllowed, NotFound, Invalid."""
    write.viewer.require_voice(participant)
    require_participant(write.session, participant, "participant")
    with Mistakes() as check:
        subject = check(one_line, subject, LINE, "subject", "subject")
        details = check(worded, details, TEXT, "details", "details")
    request = new_id()
    write.session.execute(
        insert(support_requests).values(
            id=request,
            participant_id=participant,
            kind=kind.name,
            subject=subject,
            details=details,
            status=SupportStatus.OPEN.name,
            opened_at=write.now,
        )
    )
    write.record("support.requested", f"SupportRequest:{request}", {}, public=False)
    return request


def answer_support_request(write: Write, request: int, status: SupportStatus, answer: str) -> int:
    """Accept, answer or decline a request; returns it. For OHCHR and the secretariat.

    Raises NotAllowed, NotFound, RequestClosed, Invalid.
    """
    viewer = write.viewer
    if not viewer.has(Role.ADMINISTRATOR) and not (viewer.role is Role.PARTNER and viewer.partner == OHCHR):
        raise NotAllowed("This takes a token of OHCHR or of an administrator.", "supportRequest")
    row = locked_row(write.session, support_requests, request, "support request", "supportRequest")
    if row.closed_at is not None:
        raise RequestClosed(f"The request was closed as {row.status} on {row.closed_at:%Y-%m-%d}.", "supportRequest")
    if status is SupportStatus.OPEN:
        raise Invalid("Give ACCEPTED, ANSWERED or DECLINED.", "status")
    closed_at = None if status is SupportStatus.ACCEPTED else write.now
    write.session.execute(
        update(support_requests)
        .where(support_requests.c.id == request)
        .values(status=status.name, answer=worded(answer, TEXT, "answer", "answer"), closed_at=closed_at)
    )
    write.record(f"support.{status.value}", f"SupportRequest:{request}", {}, public=False)
    return request
