"""Requests of participants to OHCHR for support."""

from __future__ import annotations

from datetime import datetime

from core.members import Participant
from plugins.partnerships import clauses
from plugins.partnerships.enums import ContributionKind, SupportStatus
from plugins.partnerships.tables import support_requests
from plugins.partnerships.visibility import support_request_visible
from schema import Order, column, node, record, reference


@node(
    support_requests, scope=support_request_visible, order=Order(keys=(support_requests.c.opened_at,), descending=True)
)
class SupportRequest:
    """(Partnerships) A participant asks OHCHR for guidance, advice or technical support.

    Only the participant, OHCHR and administrators see it.
    """

    participant: Participant = reference(support_requests.c.participant_id, description="The participant that asks.")
    kind: ContributionKind = column(support_requests.c.kind, description="What kind of support is asked for.")
    subject: str = column(support_requests.c.subject, description="What it is about, in one line.")
    details: str = column(support_requests.c.details, description="What is asked for, and why.")
    status: SupportStatus = column(support_requests.c.status, description="Its status.")
    opened_at: datetime = column(support_requests.c.opened_at, description="When it was asked.")
    closed_at: datetime | None = column(
        support_requests.c.closed_at, description="When it was answered or declined; null until then."
    )
    answer: str | None = column(support_requests.c.answer, description="The latest answer.")


@record()
class SupportFigures:
    """How many support requests have which status; the numbers are public, the requests are not."""

    open: int = column(clauses.requests_with(SupportStatus.OPEN), description="How many are not answered yet.")
    accepted: int = column(clauses.requests_with(SupportStatus.ACCEPTED), description="How many are being worked on.")
    answered: int = column(clauses.requests_with(SupportStatus.ANSWERED), description="How many are answered.")
    declined: int = column(clauses.requests_with(SupportStatus.DECLINED), description="How many are declined.")
