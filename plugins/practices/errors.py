"""Refusals of practices, with the facts that a form needs."""

from __future__ import annotations

import strawberry

from core import Refusal
from schema import UserError


class NotReviewed(Refusal):
    """(P2) Nobody has approved the practice since it was submitted."""

    code = "NOT_REVIEWED"


class RevisionConflict(Refusal):
    """The practice was changed in the meantime."""

    code = "REVISION_CONFLICT"

    def __init__(self, current: int) -> None:
        super().__init__(
            f"The practice has been changed since: its revision is {current} now. Read it again, and send that number.",
            "expectedRevision",
        )
        self.current_revision = current


@strawberry.type(name="RevisionConflict")
class RevisionConflictError(UserError):
    """The practice was changed in the meantime."""

    current_revision: int = strawberry.field(
        description="The current number: read the practice again, and send the change with this number."
    )


ERROR_TYPES: dict[type[Exception], type] = {RevisionConflict: RevisionConflictError}
