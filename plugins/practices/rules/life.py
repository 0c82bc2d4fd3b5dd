"""The life of a practice: submitted, reviewed, published, withdrawn: P1, P2."""

from __future__ import annotations

from sqlalchemy import insert, select

from core import COMMITTEE_OR_SECRETARIAT, NotAllowed, Role, Write, WrongStatus, new_id, worded
from plugins.practices.enums import PracticeStatus, ReviewVerdict
from plugins.practices.errors import NotReviewed
from plugins.practices.lengths import REMARK
from plugins.practices.rules.practice_rows import (
    lock_for_participant_or_secretariat,
    lock_own,
    lock_visible,
    record,
    require_revision,
    set_status,
)
from plugins.practices.storing import index_text
from plugins.practices.tables import adoptions, reviews

OPEN = (PracticeStatus.DRAFT.name, PracticeStatus.CHANGES_REQUESTED.name)


def submit_practice(write: Write, practice: int) -> int:
    """(P1) Hand a practice of one's own in for review. Raises NotAllowed, NotFound, WrongStatus."""
    row = lock_own(write, practice)
    if row.status not in OPEN:
        raise WrongStatus(f"Only drafts and practices sent back are submitted; it is {row.status}.", "practice")
    set_status(write, practice, PracticeStatus.SUBMITTED, submitted_at=write.now, submission=row.submission + 1)
    record(write, "practice.submitted", practice, public=False)
    return practice


def review_practice(write: Write, practice: int, approve: bool, comment: str, expected: int | None = None) -> int:
    """(P2) Review a submitted practice of another participant.

    expected: the revision that was read, as for a revision. Raises NotAllowed, NotFound, WrongStatus, RevisionConflict,
    Invalid.
    """
    row = lock_visible(write, practice)
    write.viewer.require(Role.FOCAL_POINT, Role.OBSERVER)
    if write.viewer.participant in (None, row.participant_id):
        raise NotAllowed("A practice is reviewed by another participant than its own.", "practice")
    if row.status != PracticeStatus.SUBMITTED.name:
        raise WrongStatus(f"A practice is reviewed while SUBMITTED; it is {row.status}.", "practice")
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
        set_status(write, practice, PracticeStatus.CHANGES_REQUESTED)
    record(write, "practice.approved" if approve else "practice.changes_requested", practice, public=False)
    return practice


def publish_practice(write: Write, practice: int) -> int:
    """(P2) Publish a practice that somebody approved since it was submitted. For the Committee and the secretariat.

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
    set_status(write, practice, PracticeStatus.PUBLISHED, published_at=write.now, ordered_at=write.now)
    index_text(write.session, {**row._mapping, "ordered_at": write.now})
    record(write, "practice.published", practice)
    return practice


def withdraw_practice(write: Write, practice: int, reason: str) -> int:
    """(P1) Withdraw a practice; by its participant or the secretariat.

    The record is kept: participants go on seeing what had been submitted, with the reason, its participant any draft.
    Outsiders no longer see it, nor its adoptions, which the entry names; the journal goes on telling them that it was
    published and withdrawn.
    Raises NotAllowed, NotFound, WrongStatus, Invalid.
    """
    row = lock_for_participant_or_secretariat(write, practice)
    if row.status == PracticeStatus.WITHDRAWN.name:
        raise WrongStatus("The practice is withdrawn already.", "practice")
    set_status(write, practice, PracticeStatus.WITHDRAWN, withdrawal_reason=worded(reason, REMARK, "reason", "reason"))
    taken_up = select(adoptions.c.id).where(adoptions.c.practice_id == practice).order_by(adoptions.c.id)
    gone = [f"PracticeAdoption:{one}" for one in write.session.execute(taken_up).scalars()]
    public = row.status == PracticeStatus.PUBLISHED.name
    record(write, "practice.withdrawn", practice, public, **({"adoptions": gone} if gone else {}))
    return practice
