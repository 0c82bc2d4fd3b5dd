"""(Network Meetings) The agenda and its points, when it is sent, and its translations: E1, P6."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from core import (
    Conflict,
    Invalid,
    Mistakes,
    NotFound,
    Write,
    new_id,
    one_line,
    require_change,
    translated,
    worded_or_none,
)
from plugins.voting.enums import MeetingKind, MeetingStatus
from plugins.voting.errors import AgendaTooLate, NoAgenda
from plugins.voting.lengths import REASON, TITLE
from plugins.voting.rules import transitions
from plugins.voting.rules.assignments import (
    assign,
    assign_decisions_to_meeting,
    decisions_with_meetings,
    require_assignable,
    unassign_left_out,
)
from plugins.voting.rules.days import OF_THE_NETWORK, day_in_zone, latest_send_date, require_meeting_not_over
from plugins.voting.rules.invitations import send_invitations
from plugins.voting.rules.meeting_rows import (
    change_meeting,
    change_meeting_and_update_invitations,
    lock_for_committee,
    require_invitees,
    was_sent,
)
from plugins.voting.tables import agenda_items

LONGEST_AGENDA = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One point of an agenda, in one language."""

    language: str
    title: str
    description: str | None = None
    decision: int | None = None

    def checked(self, place: int) -> Item:
        """The item as it is stored, its texts trimmed. place: in the agenda, from 0. Raises Invalid."""
        path = ("items", str(place))
        with Mistakes() as check:
            title = check(one_line, self.title, TITLE, "title", *path, "title")
            description = check(worded_or_none, self.description, REASON, "description", *path, "description")
        return replace(self, title=title, description=description)


def prepare_agenda(write: Write, meeting: int, items: Sequence[Item]) -> int:
    """(E1) Prepare the agenda, in its order, in place of the previous one. For the Committee or the secretariat.

    The untaken decisions on it are assigned to this meeting; those that were on the previous agenda only are released.
    For a convened meeting it is sent to everybody again, if the deadline has not passed; that becomes the moment of
    sending. Raises NotAllowed, WrongStatus, AgendaTooLate, NotFound, Conflict, Invalid.
    """
    row = lock_for_committee(write, meeting, MeetingStatus.PLANNED, MeetingStatus.CONVENED)
    if was_sent(row):
        require_agenda_deadline(MeetingKind[row.kind], write.now, row.first_day, row.time_zone)
    if not 0 < len(items) <= LONGEST_AGENDA:
        raise Invalid(f"An agenda has 1 to {LONGEST_AGENDA} items.", "items")
    known = decisions_with_meetings(write, row, {item.decision for item in items if item.decision is not None})
    with Mistakes() as check:
        checked = [check(item.checked, place) for place, item in enumerate(items)]
        for place, item in enumerate(items):
            if item.decision is not None:
                check(require_assignable, item.decision, known, "items", str(place), "decision")
    unassign_left_out(write, meeting, known)
    _store_items(write, meeting, checked)
    sent_at = write.now if was_sent(row) else None
    change_meeting_and_update_invitations(write, row, agenda_prepared=True, agenda_sent_at=sent_at)
    write.record("meeting.agenda_prepared", f"Meeting:{meeting}", {"items": [item.title for item in checked]})
    assign(write, row, known.values())
    return meeting


def _store_items(write: Write, meeting: int, items: Sequence[Item]) -> None:
    """Store the items of an agenda in place of the previous ones; an item with the same text keeps its translations."""
    own = agenda_items.c.meeting_id == meeting
    known = {_original_text(row): row for row in write.session.execute(select(agenda_items).where(own))}
    write.session.execute(delete(agenda_items).where(own))
    write.session.execute(
        insert(agenda_items),
        [
            {
                "id": new_id(),
                "meeting_id": meeting,
                "position": place + 1,
                "original_language": item.language,
                "decision_id": item.decision,
                **_texts(item, known.get((item.language, item.title, item.description))),
            }
            for place, item in enumerate(items)
        ],
    )


def _original_text(row: Any) -> tuple[str, str, str | None]:
    """The language of an agenda item, and its title and description in it."""
    language = row.original_language
    return language, row.title[language], (row.description or {}).get(language)


def _texts(item: Item, same: Any) -> dict[str, Any]:
    """The texts of an item in all its languages. same: the row of the previous item with the same text, if any."""
    if same is not None:
        return {"title": same.title, "description": same.description}
    description = None if item.description is None else {item.language: item.description}
    return {"title": {item.language: item.title}, "description": description}


def send_agenda(write: Write, meeting: int) -> int:
    """(E1) Send the agenda to every participant's focal point, with an invitation; this convenes the meeting.

    The decisions on it are assigned to the meeting. Sent again, it reaches those who have joined since then, or whose
    address was corrected. For the Committee or the secretariat.

    Raises NotAllowed, WrongStatus, NoAgenda, AgendaTooLate, Conflict, Invalid.
    """
    row = lock_for_committee(write, meeting)
    again = row.status == MeetingStatus.CONVENED.name
    require_meeting_not_over(write.now, row.last_day, row.time_zone, "meeting")
    if not again:
        transitions.require_meeting_move(MeetingStatus[row.status], MeetingStatus.CONVENED)
        if not row.agenda_prepared:
            raise NoAgenda("Prepare the agenda before sending it.", "meeting")
        require_agenda_deadline(MeetingKind[row.kind], write.now, row.first_day, row.time_zone)
        assign_decisions_to_meeting(write, row)
        change_meeting(write, row, status=MeetingStatus.CONVENED.name, agenda_sent_at=write.now)
    require_invitees(write, row.kind, row.first_day)
    recipients = send_invitations(write, meeting)
    if again and not recipients:
        raise Conflict("Everybody already has this agenda.", "meeting")
    write.record("meeting.agenda_sent", f"Meeting:{meeting}", {"recipients": recipients})
    return meeting


def require_agenda_deadline(kind: MeetingKind, sent_at: datetime, first_day: date, zone: str) -> None:
    """(E1) Raises AgendaTooLate if the agenda is sent after the last possible day, in the meeting's time zone."""
    if not is_in_time(kind, sent_at, first_day, zone):
        raise AgendaTooLate(latest_send_date(first_day))


def is_in_time(kind: MeetingKind, sent_at: datetime, first_day: date, zone: str) -> bool:
    """(E1) Whether an agenda sent at a moment is in time, in the meeting's time zone."""
    return kind not in OF_THE_NETWORK or day_in_zone(zone, sent_at) <= latest_send_date(first_day)


@dataclass(frozen=True, slots=True)
class TranslatedItem:
    """One point of an agenda in another language. texts: by column; None removes the text."""

    item: int
    texts: Mapping[str, str | None]

    def checked(self, known: Mapping[int, Any], *path: str) -> Mapping[str, str | None]:
        """The texts as they are stored. known: the points of the agenda. Raises NotFound, Invalid."""
        row = known.get(self.item)
        if row is None:
            raise NotFound("There is no such point on this agenda: it may have been prepared again.", *path, "item")
        found = dict(self.texts)
        with Mistakes() as check:
            found["title"] = check(one_line, found["title"] or "", TITLE, "title", *path, "title")
            if "description" in found:
                description = check(worded_or_none, found["description"], REASON, "description", *path, "description")
                found["description"] = description
                if description is not None and row.description is None:
                    check.note(Invalid("The original has no description: leave it out.", *path, "description"))
        return found


def translate_agenda(write: Write, meeting: int, language: str, items: Sequence[TranslatedItem]) -> int:
    """(P6) Translate points of an agenda, or correct a translation. For the Committee or the secretariat.

    Nobody is mailed. Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    lock_for_committee(write, meeting)
    rows = write.session.execute(select(agenda_items).where(agenda_items.c.meeting_id == meeting))
    known = {row.id: row for row in rows}
    changes: dict[int, Any] = {}
    with Mistakes() as check:
        for place, given in enumerate(items):
            path = ("items", str(place))
            if given.item in changes:
                check.note(Conflict("This point is given twice: give it once.", *path, "item"))
            texts = check(given.checked, known, *path)
            if texts is not None:
                changes[given.item] = check(translated, known[given.item], language, *path, "item", **texts)
    changed = {item: texts for item, texts in changes.items() if texts}
    require_change(changed, "items")
    for item, texts in changed.items():
        write.session.execute(update(agenda_items).where(agenda_items.c.id == item).values(**texts))
    translations = [{"position": known[item].position, **_texts_in(language, texts)} for item, texts in changed.items()]
    write.record("meeting.agenda_translated", f"Meeting:{meeting}", {"language": language, "items": translations})
    return meeting


def _texts_in(language: str, changes: Mapping[str, Mapping[str, str]]) -> dict[str, str | None]:
    """The texts of the columns in a language."""
    return {name: texts.get(language) for name, texts in changes.items()}
