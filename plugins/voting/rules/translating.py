"""(P6) Translates meetings, agendas and decisions at any stage; the original stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from core import (
    COMMITTEE_OR_SECRETARIAT,
    Conflict,
    Invalid,
    Mistakes,
    NotFound,
    Role,
    Write,
    one_line,
    require_change,
    translated,
    worded,
    worded_or_none,
)
from plugins.voting.enums import DecisionStage
from plugins.voting.lengths import REASON, TEXT, TITLE
from plugins.voting.rules.consensus import lock_up_to_date
from plugins.voting.rules.decision_rows import require_proposer_or_committee
from plugins.voting.rules.meeting_rows import change_meeting, lock_for_committee
from plugins.voting.tables import agenda_items, decisions


def translate_meeting(write: Write, meeting: int, language: str, title: str) -> int:
    """Translate the title of a meeting, or correct a translation. For the Committee or the secretariat.

    Nobody is mailed. Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    row = lock_for_committee(write, meeting)
    title = one_line(title, TITLE, "title", "title")
    changes = translated(row, language, "language", title=title)
    require_change(changes, "title")
    change_meeting(write, row, **changes)
    write.record("meeting.translated", f"Meeting:{meeting}", {"language": language, "title": title})
    return meeting


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
    """Translate points of an agenda, or correct a translation. For the Committee or the secretariat.

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


def translate_decision(write: Write, decision: int, language: str, title: str, wording: str) -> int:
    """(P6) Translate a decision, or correct a translation, at any stage: what is decided is the original.

    For the Committee or the secretariat; a draft also for its proposer. Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    write.viewer.require(Role.FOCAL_POINT, *COMMITTEE_OR_SECRETARIAT)
    row = lock_up_to_date(write, decision)
    draft = row.stage == DecisionStage.DRAFT.name
    if draft:
        require_proposer_or_committee(write, row)
    else:
        write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    with Mistakes() as check:
        title = check(one_line, title, TITLE, "title", "title")
        wording = check(worded, wording, TEXT, "text", "text")
    changes = translated(row, language, "language", title=title, text=wording)
    require_change(changes, "text")
    write.session.execute(update(decisions).where(decisions.c.id == decision).values(**changes))
    facts = {"language": language, **_texts_in(language, changes)}
    write.record("decision.translated", f"Decision:{decision}", facts, public=row.consensus_opened_at is not None)
    return decision


def _texts_in(language: str, changes: Mapping[str, Mapping[str, str]]) -> dict[str, str | None]:
    """The texts of the columns in a language."""
    return {name: texts.get(language) for name, texts in changes.items()}
