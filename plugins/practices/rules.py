"""The life of a practice: P1 to P6. No GraphQL here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from core import (
    COMMITTEE_OR_SECRETARIAT,
    Conflict,
    Invalid,
    Mistakes,
    NotAllowed,
    NotFound,
    Role,
    Write,
    WrongStatus,
    new_id,
    worded,
    worded_or_none,
)
from core.members import participant_state
from plugins.practices.bitmaps import following
from plugins.practices.content import REMARK, TEXTS, Filing, PracticeText, file, index, link, new_row, sort_title
from plugins.practices.enums import PracticeStatus, ReviewVerdict
from plugins.practices.errors import NotReviewed, RevisionConflict
from plugins.practices.tables import adoptions, practices, reviews, revisions
from plugins.practices.visibility import visible

OPEN = (PracticeStatus.DRAFT.name, PracticeStatus.CHANGES_REQUESTED.name)


def draft_practice(write: Write, participant: int, text: PracticeText, filing: Filing) -> int:
    """(P1) Draft a practice of one's own; returns it. Raises NotAllowed, NotFound, Invalid."""
    write.viewer.require_voice(participant)
    state = participant_state(write.session, participant)
    if state is None:
        raise NotFound("There is no such participant.", "participant")
    practice = new_id()
    with Mistakes() as check:
        fresh = check(new_row, practice, participant, state, text, write.now)
        filed = check(filing.columns, write.today)
        filing = check(filing.checked)
    row = {**fresh, **filed}
    write.session.execute(insert(practices).values(**row))
    file(write.session, practice, row)
    link(write.session, practice, filing.links)
    _record(write, "practice.drafted", practice, public=False)
    return practice


def revise_practice(
    write: Write, practice: int, text: PracticeText | None, filing: Filing, note: str | None, expected: int | None
) -> int:
    """(P3) Change a practice of one's own; of a published one the earlier text is kept as a numbered revision.

    expected: the revision that the change was made from. Raises RevisionConflict where it is not the present one,
    NotAllowed, NotFound, WrongStatus, Invalid.
    """
    row = _own(write, practice)
    if row["status"] in (PracticeStatus.WITHDRAWN.name, PracticeStatus.SUBMITTED.name):
        raise WrongStatus(f"A practice that is {row['status']} cannot be revised.", "practice")
    _expect(row, expected)
    if text is None and filing == Filing():
        raise Invalid("This would change nothing: give a text, or what the practice is filed under.", "practice")
    with Mistakes() as check:
        note = check(worded_or_none, note, REMARK, "note", "note")
        changes = check(filing.columns, write.today)
        filing = check(filing.checked)
        said = None if text is None else check(text.checked)
    if said is not None:
        changes |= said.added_to(row)
    link(write.session, practice, filing.links)
    return _change(write, row, changes, note, "practice.revised")


def translate_practice(write: Write, practice: int, text: PracticeText, expected: int | None) -> int:
    """(P6) Give a practice in another language; by its participant or an administrator.

    Not while it is under review: what was approved is what is published. expected: as for a revision. Raises
    NotAllowed, NotFound, WrongStatus, Conflict, RevisionConflict, Invalid.
    """
    row = _kept(write, practice)
    if row["status"] == PracticeStatus.WITHDRAWN.name:
        raise WrongStatus("A withdrawn practice is not translated.", "practice")
    if row["status"] == PracticeStatus.SUBMITTED.name:
        raise WrongStatus(
            "A practice under review is not translated: wait until it is published or sent back.", "practice"
        )
    if text.language == row["original_language"]:
        raise Conflict("This is the original language: revise the practice instead.", "text", "language")
    _expect(row, expected)
    return _change(write, row, text.checked().added_to(row), None, "practice.translated", keep=False)


def submit_practice(write: Write, practice: int) -> int:
    """(P1) Hand a practice of one's own in for review. Raises NotAllowed, NotFound, WrongStatus."""
    row = _own(write, practice)
    if row["status"] not in OPEN:
        raise WrongStatus(f"Only drafts and practices sent back are submitted; it is {row['status']}.", "practice")
    _move(write, practice, PracticeStatus.SUBMITTED, submitted_at=write.now, submission=row["submission"] + 1)
    _record(write, "practice.submitted", practice, public=False)
    return practice


def review_practice(write: Write, practice: int, approve: bool, comment: str) -> int:
    """(P2) Review a submitted practice of another participant. Raises NotAllowed, NotFound, WrongStatus, Invalid."""
    row = _row(write, practice)
    write.viewer.require(Role.FOCAL_POINT, Role.OBSERVER)
    if write.viewer.participant in (None, row["participant_id"]):
        raise NotAllowed("A practice is reviewed by another participant than its own.", "practice")
    if row["status"] != PracticeStatus.SUBMITTED.name:
        raise WrongStatus(f"A practice is reviewed while SUBMITTED; it is {row['status']}.", "practice")
    write.session.execute(
        insert(reviews).values(
            id=new_id(),
            practice_id=practice,
            author_id=row["participant_id"],
            participant_id=write.viewer.participant,
            submission=row["submission"],
            verdict=ReviewVerdict.APPROVE.name if approve else ReviewVerdict.REQUEST_CHANGES.name,
            comment=worded(comment, REMARK, "comment", "comment"),
            at=write.now,
        )
    )
    if not approve:
        _move(write, practice, PracticeStatus.CHANGES_REQUESTED)
    _record(write, "practice.approved" if approve else "practice.changes_requested", practice, public=False)
    return practice


def publish_practice(write: Write, practice: int) -> int:
    """(P2) Publish a practice that somebody approved since it was submitted. For the Committee and administrators.

    Raises NotAllowed, NotFound, WrongStatus, NotReviewed.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = _row(write, practice)
    if row["status"] != PracticeStatus.SUBMITTED.name:
        raise WrongStatus(f"A practice is published once SUBMITTED; it is {row['status']}.", "practice")
    approved = select(reviews.c.id).where(
        reviews.c.practice_id == practice,
        reviews.c.verdict == ReviewVerdict.APPROVE.name,
        reviews.c.submission == row["submission"],
    )
    if write.session.execute(approved).first() is None:
        raise NotReviewed("Another participant must approve the practice first.", "practice")
    _move(write, practice, PracticeStatus.PUBLISHED, published_at=write.now, ordered_at=write.now)
    index(write.session, {**row, "ordered_at": write.now})
    _record(write, "practice.published", practice)
    return practice


def withdraw_practice(write: Write, practice: int, reason: str) -> int:
    """(P1) Withdraw a practice; by its participant or an administrator.

    The record is kept: participants go on seeing what had been submitted, with the reason, its participant any draft.
    Outsiders no longer see it, nor its adoptions; the journal goes on telling them that it was published and withdrawn.
    Raises NotAllowed, NotFound, WrongStatus, Invalid.
    """
    row = _kept(write, practice)
    if row["status"] == PracticeStatus.WITHDRAWN.name:
        raise WrongStatus("The practice is withdrawn already.", "practice")
    _move(write, practice, PracticeStatus.WITHDRAWN, withdrawal_reason=worded(reason, REMARK, "reason", "reason"))
    _record(write, "practice.withdrawn", practice, public=row["status"] == PracticeStatus.PUBLISHED.name)
    return practice


def adopt_practice(write: Write, practice: int, participant: int, note: str | None) -> int:
    """(P5) Take up a published practice of another participant, once; returns the adoption.

    Raises NotAllowed, NotFound, WrongStatus, Conflict, Invalid.
    """
    write.viewer.require_voice(participant)
    row = _row(write, practice)
    if row["status"] != PracticeStatus.PUBLISHED.name:
        raise WrongStatus("Only a published practice can be adopted.", "practice")
    if row["participant_id"] == participant:
        raise NotAllowed("A participant adopts practices of others, not its own.", "participant")
    adoption, note = new_id(), worded_or_none(note, REMARK, "note", "note")
    taken = select(adoptions.c.id).where(adoptions.c.practice_id == practice, adoptions.c.participant_id == participant)
    if write.session.execute(taken).first() is not None:
        raise Conflict("The participant has adopted this practice already.", "practice")
    write.session.execute(
        insert(adoptions).values(id=adoption, practice_id=practice, participant_id=participant, note=note, at=write.now)
    )
    counted = update(practices).where(practices.c.id == practice)
    write.session.execute(counted.values(adoption_count=practices.c.adoption_count + 1))
    write.record("practice.adopted", f"PracticeAdoption:{adoption}", {"practice": f"Practice:{practice}"})
    return adoption


def _row(write: Write, practice: int) -> dict[str, Any]:
    """(P4) The practice, locked, if the viewer sees it. Raises NotFound for any other: a draft stays unknown."""
    seen = select(practices).where(practices.c.id == practice, write.seen(visible, practices))
    row = write.session.execute(seen.with_for_update()).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such practice.", "practice")
    return dict(row)


def _own(write: Write, practice: int) -> dict[str, Any]:
    """The practice, locked, for its participant. Raises NotFound, NotAllowed."""
    row = _row(write, practice)
    if not write.viewer.speaks_for(row["participant_id"]):
        raise NotAllowed("Only the participant whose practice it is may do this.", "practice")
    return row


def _kept(write: Write, practice: int) -> dict[str, Any]:
    """The practice, locked, for its participant or an administrator. Raises NotFound, NotAllowed."""
    return _row(write, practice) if write.viewer.has(Role.ADMINISTRATOR) else _own(write, practice)


def _expect(row: dict[str, Any], expected: int | None) -> None:
    if expected is not None and expected != row["revision"]:
        raise RevisionConflict(row["revision"])


def _change(
    write: Write, row: dict[str, Any], changes: dict[str, Any], note: str | None, action: str, keep: bool = True
) -> int:
    practice: int = row["id"]
    published = row["status"] == PracticeStatus.PUBLISHED.name
    if published and keep:
        write.session.execute(
            insert(revisions).values(
                id=new_id(),
                practice_id=practice,
                number=row["revision"],
                at=write.now,
                note=note,
                title=row["title"][row["original_language"]],
                texts={name: row[name] for name in TEXTS},
            )
        )
    changed = {**row, **changes, "revision": row["revision"] + 1, "updated_at": write.now}
    changed["sort_title"] = sort_title(changed)
    if row["published_at"] is None:
        changed["ordered_at"] = write.now
    with following(write.session, practice):
        write.session.execute(update(practices).where(practices.c.id == practice).values(**changed))
        file(write.session, practice, changed)
    _record(write, action, practice, public=published)
    return practice


def _move(write: Write, practice: int, status: PracticeStatus, **values: Any) -> None:
    values = {"status": status.name, "updated_at": write.now, **values}
    with following(write.session, practice):
        write.session.execute(update(practices).where(practices.c.id == practice).values(**values))


def _record(write: Write, action: str, practice: int, public: bool = True) -> None:
    write.record(action, f"Practice:{practice}", {}, public)
