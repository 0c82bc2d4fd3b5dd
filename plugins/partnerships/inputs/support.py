"""The inputs of the writes of requests for support."""

from __future__ import annotations

import strawberry

from core import at_most
from plugins.partnerships.enums import ContributionKind, SupportStatus
from plugins.partnerships.lengths import LINE, TEXT


@strawberry.input
class RequestSupportInput:
    """A request of a participant to OHCHR."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant that asks.")
    kind: ContributionKind = strawberry.field(description="What kind of support is asked for.")
    subject: str = strawberry.field(description=f"What it is about, in one line. {at_most(LINE)}")
    details: str = strawberry.field(description=f"What is asked for, and why. {at_most(TEXT)}")


@strawberry.input
class AnswerSupportRequestInput:
    """The answer of OHCHR."""

    support_request: strawberry.ID = strawberry.field(description="The id of the SupportRequest.")
    status: SupportStatus = strawberry.field(description="ACCEPTED when work begins; ANSWERED or DECLINED closes it.")
    answer: str = strawberry.field(description=f"What is answered. {at_most(TEXT)}")
