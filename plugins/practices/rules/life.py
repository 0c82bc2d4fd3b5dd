"""The life of a practice: submitted, reviewed, published, withdrawn: P1, P2."""

from __future__ import annotations

from sqlalchemy import insert, select

from core import COMMITTEE_OR_SECRETARIAT, NotAllowed, Role, Write, WrongStatus, new_id, worded
from plugins.practices.enums import PracticeStatus, ReviewVerdict
from plugins.practices.errors import NotReviewed
from plugins.practices.lengths import REMARK
from plugins.practices.rules.practice_rows import (
    change_status,
    lock_for_participant_or_secretariat,
    lock_own,
    lock_visible,
    require_revision,
)
from plugins.practices.searching import finding
from plugins.practices.tables import adoptions, reviews

OPEN = (PracticeStatus.DRAFT.name, PracticeStatus.CHANGES_REQUESTED.name)


def submit_practice(write: Write, practice: int) -> int:
    """(P1) Submit a practice of one's own for review. Raises NotAllowed, NotFound, WrongStatus."""
    row = lock_own(write, practice)
    if row.status not in OPEN:
        raise WrongStatus(
            f"Only drafts and practices sent back can be submitted; this one is {row.status}.", "practice"
        )
    change_status(write, practice, PracticeStatus.SUBMITTED, submitted_at=write.now, submission=row.submission + 1)
    write.record("practice.submitted", f"Practice:{practice}", {}, public=False)
    return practice


def review_practice(write: Write, practice: int, approve: bool, comment: str, expected: int | None = None) -> int:
    """(P2) Review a submitted practice of another participant.

    expected: the revision that was read, as for a revision. Raises NotAllowed, NotFound, WrongStatus, RevisionConflict,
    Invalid.
    """
    row = lock_visible(write, practice)
    write.viewer.require(Role.FOCAL_POINT, Role.OBSERVER)
    if write.viewer.participant in (None, row.participant_id):
        raise NotAllowed("A participant can review practices of others only.", "practice")
    if row.status != PracticeStatus.SUBMITTED.name:
        raise WrongStatus(f"A practice can be reviewed while it is SUBMITTED; this one is {row.status}.", "practice")
    require_revision(row, expected)
    write.session.execute(
        insert(reviews).values(
            id=new_id(),
            practice_id=practice,
            author_id=row.participant_id,
            participant_id=write.viewer.participant,
            submission=row.submission,
            verdict=ReviewVerdict.APPROVE.name if approve else ReviewVerdict.REQUEST_CHANGES.name,
            comment=worded(comment, REMARK, "comment", "comment"),
            at=write.now,
        )
    )
    if not approve:
        change_status(write, practice, PracticeStatus.CHANGES_REQUESTED)
    action = "practice.approved" if approve else "practice.changes_requested"
    write.record(action, f"Practice:{practice}", {}, public=False)
    return practice


def publish_practice(write: Write, practice: int) -> int:
    """(P2) Publish a practice that was approved since it was submitted. For the Committee and the secretariat.

    Raises NotAllowed, NotFound, WrongStatus, NotReviewed.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = lock_visible(write, practice)
    if row.status != PracticeStatus.SUBMITTED.name:
        raise WrongStatus(f"A practice is published once SUBMITTED; it is {row.status}.", "practice")
    approved = select(reviews.c.id).where(
        reviews.c.practice_id == practice,
        reviews.c.verdict == ReviewVerdict.APPROVE.name,
        reviews.c.submission == row.submission,
    )
    if write.session.execute(approved).first() is None:
        raise NotReviewed("Another participant must approve the practice first.", "practice")
    change_status(write, practice, PracticeStatus.PUBLISHED, published_at=write.now, ordered_at=write.now)
    finding.store(write.session, {**row._mapping, "ordered_at": write.now})
    write.record("practice.published", f"Practice:{practice}", {})
    return practice


def withdraw_practice(write: Write, practice: int, reason: str) -> int:
    """(P1) Withdraw a practice. For its participant and the secretariat.

    The record is kept: participants still see what had been submitted, with the reason, and its participant any draft.
    Outsiders no longer see it or its adoptions, which the journal entry names; in the journal, they still see that it
    was published and withdrawn. Raises NotAllowed, NotFound, WrongStatus, Invalid.
    """
    row = lock_for_participant_or_secretariat(write, practice)
    if row.status == PracticeStatus.WITHDRAWN.name:
        raise WrongStatus("The practice has already been withdrawn.", "practice")
    change_status(
        write, practice, PracticeStatus.WITHDRAWN, withdrawal_reason=worded(reason, REMARK, "reason", "reason")
    )
    adopted = select(adoptions.c.id).where(adoptions.c.practice_id == practice).order_by(adoptions.c.id)
    gone = [f"PracticeAdoption:{one}" for one in write.session.execute(adopted).scalars()]
    public = row.status == PracticeStatus.PUBLISHED.name
    write.record("practice.withdrawn", f"Practice:{practice}", {"adoptions": gone} if gone else {}, public)
    return practice
