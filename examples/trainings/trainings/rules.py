"""The rules and writes of trainings: no GraphQL, no HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update

from core import Conflict, Invalid, Mistakes, Write, locked_row, new_id
from core.members import contacts
from schema import Language
from trainings.clauses import below
from trainings.enums import TrainingTopic
from trainings.errors import EnrolmentClosed, TrainingFull, TrainingInThePast
from trainings.tables import enrolments, trainings
from trainings.visibility import visible


@dataclass(frozen=True)
class Plan:
    """The plan of a training. state: its primary key; title: by language, the first of which is the original."""

    state: int
    title: Mapping[Language, str]
    topic: TrainingTopic
    starts_on: date
    ends_on: date
    enrol_until: date
    places: int
    languages: Sequence[Language]


def draft_training(write: Write, host: int, plan: Plan) -> int:
    """Draft a training, for its host; returns its id. Raises NotAllowed, Invalid, TrainingInThePast."""
    write.viewer.require_voice(host, "host")
    return add_draft(write, host, plan)


def add_draft(write: Write, host: int, plan: Plan) -> int:
    """Store a draft, whoever writes; returns its id. Raises Invalid, TrainingInThePast."""
    title = {language.name.lower(): words.strip() for language, words in plan.title.items()}
    with Mistakes() as check:
        if not title or not all(title.values()) or any(len(words) > 300 for words in title.values()):
            check.note(Invalid("Give it a title of 1 to 300 characters in at least one language.", "title"))
        if plan.starts_on < write.today:
            check.note(TrainingInThePast(write.today))
        if plan.ends_on < plan.starts_on:
            check.note(Invalid("It cannot end before it begins.", "endsOn"))
        if plan.enrol_until > plan.ends_on:
            check.note(Invalid("Enrolment ends no later than the training.", "enrolUntil"))
        if not 1 <= plan.places <= 10_000:
            check.note(Invalid("Say how many can take part: from 1 to 10,000.", "places"))
        if not plan.languages:
            check.note(Invalid("Say in which languages it is held.", "languages"))
    training = new_id()
    write.session.execute(
        insert(trainings).values(
            id=training,
            host_id=host,
            state_id=plan.state,
            title=title,
            original_language=next(iter(title)),
            topic=plan.topic.name,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            enrol_until=plan.enrol_until,
            places=plan.places,
            languages=sorted({language.name for language in plan.languages}),
            status="DRAFT",
        )
    )
    write.record("training.drafted", f"Training:{training}", {"startsOn": plan.starts_on.isoformat()}, public=False)
    return training


def announce_training(write: Write, training: int) -> None:
    """Announce a draft, for its host: everybody sees it from then on. Raises NotAllowed, NotFound, Conflict."""
    found = _lock_as_host(write, training)
    if found.status != "DRAFT":
        raise Conflict("It is announced already.", "training")
    _become(write, training, "ANNOUNCED")


def cancel_training(write: Write, training: int) -> None:
    """Cancel a training, for its host; the record is kept. Raises NotAllowed, NotFound, Conflict."""
    found = _lock_as_host(write, training)
    if found.status == "CANCELLED":
        raise Conflict("It is cancelled already.", "training")
    _become(write, training, "CANCELLED")


def report_on_training(write: Write, training: int, report: str) -> None:
    """Store the report of the host, and replace an earlier one. Raises NotAllowed, NotFound, Invalid."""
    _lock_as_host(write, training)
    if not 1 <= len(report.strip()) <= 10_000:
        raise Invalid("Write 1 to 10,000 characters.", "report")
    write.session.execute(update(trainings).where(trainings.c.id == training).values(report=report.strip()))
    write.record("training.reported", f"Training:{training}", {})


def place_training(write: Write, training: int, whole: int | None) -> None:
    """Make a training a part of another one, or of none, for its host. Raises NotAllowed, NotFound, Conflict."""
    _lock_as_host(write, training)
    if whole is not None:
        seen = write.seen(visible, trainings)
        locked_row(write.session, trainings, whole, "training", "partOf", seen=seen)
        if whole in (training, *write.session.execute(below(training)).scalars()):
            raise Conflict("It would be a part of itself.", "partOf")
    write.session.execute(update(trainings).where(trainings.c.id == training).values(part_of_id=whole))
    write.record("training.placed", f"Training:{training}", {}, public=False)


def enrol(write: Write, training: int, participant: int) -> int:
    """Send the focal point of a participant to an announced training; returns the enrolment.

    Raises NotAllowed, NotFound, Conflict, EnrolmentClosed, TrainingFull.
    """
    write.viewer.require_voice(participant)
    found = _lock(write, training)
    if found.status != "ANNOUNCED":
        raise Conflict(f"Only a training that is announced takes enrolments; it is {found.status}.", "training")
    if write.today > found.enrol_until:
        raise EnrolmentClosed(found.enrol_until)
    enrolled = select(enrolments.c.participant_id).where(enrolments.c.training_id == training)
    if participant in write.session.execute(enrolled).scalars().all():
        raise Conflict("The participant has already enrolled.", "participant")
    if write.session.execute(select(func.count()).select_from(enrolled.subquery())).scalar_one() >= found.places:
        raise TrainingFull(found.places)
    sent = next(iter(contacts(write.session, write.today, [participant])), None)
    if sent is None:
        raise Conflict("The participant has no focal point: designate one.", "participant")
    enrolment = new_id()
    write.session.execute(
        insert(enrolments).values(
            id=enrolment, training_id=training, participant_id=participant, focal_point_id=sent.focal_point
        )
    )
    write.record("training.enrolled", f"Training:{training}", {"participant": f"Participant:{participant}"})
    return enrolment


def _lock(write: Write, training: int) -> Any:
    """The training, locked; it does not exist for those who do not see it. Raises NotFound."""
    seen = write.seen(visible, trainings)
    return locked_row(write.session, trainings, training, "training", "training", seen=seen)


def _lock_as_host(write: Write, training: int) -> Any:
    """The training, locked, for its host. Raises NotFound, NotAllowed."""
    found = _lock(write, training)
    write.viewer.require_voice(found.host_id, "training")
    return found


def _become(write: Write, training: int, status: str) -> None:
    write.session.execute(update(trainings).where(trainings.c.id == training).values(status=status))
    write.record(f"training.{status.lower()}", f"Training:{training}", {})
