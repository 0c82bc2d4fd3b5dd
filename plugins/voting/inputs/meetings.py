"""The inputs of the writes of meetings and their agendas."""

from __future__ import annotations

from datetime import datetime

import strawberry

from core import LONGEST_WEB_ADDRESS, at_most
from plugins.voting.enums import MeetingKind
from plugins.voting.lengths import LINE, REASON, TEXT, TITLE
from schema import Language


@strawberry.input
class PlanMeetingInput:
    """A meeting to be planned."""

    kind: MeetingKind = strawberry.field(description="What kind of meeting it is.")
    language: Language = strawberry.field(description="The language of the title.")
    title: str = strawberry.field(description=f"Its title. {at_most(TITLE)}")
    starts_at: datetime = strawberry.field(description="When it starts.")
    ends_at: datetime = strawberry.field(description="When it ends.")
    time_zone: str = strawberry.field(
        description="An IANA name, such as America/Asuncion: the days of the meeting are counted in this zone."
    )
    place: str | None = strawberry.field(default=None, description=f"Where it is held. {at_most(LINE)}")
    online_url: str | None = strawberry.field(
        default=None,
        description="The address of the online room, for participants only; it begins with https://. "
        f"{at_most(LONGEST_WEB_ADDRESS)}",
    )


@strawberry.input
class AgendaItemInput:
    """One point of an agenda, in one language."""

    language: Language = strawberry.field(description="The language of title and description.")
    title: str = strawberry.field(description=f"Its title. {at_most(TITLE)}")
    description: str | None = strawberry.field(default=None, description=f"More about it. {at_most(REASON)}")
    decision: strawberry.ID | None = strawberry.field(
        default=None,
        description="The id of a Decision. If it is still undecided, it is taken in this meeting from now on, and no "
        "longer in another one that is planned, cancelled or closed.",
    )


@strawberry.input
class PrepareAgendaInput:
    """The whole agenda of a meeting, in its order."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    items: list[AgendaItemInput] = strawberry.field(
        description="All points, in their order; they replace those prepared before. One whose original text has not "
        "changed keeps its translations."
    )


@strawberry.input
class SendAgendaInput:
    """A meeting to be convened."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")


@strawberry.input
class RescheduleMeetingInput:
    """The new schedule of a meeting."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    starts_at: datetime = strawberry.field(description="When it starts.")
    ends_at: datetime = strawberry.field(description="When it ends.")
    time_zone: str = strawberry.field(
        description="An IANA name, such as America/Asuncion: the days of the meeting are counted in this zone."
    )
    place: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"Where it is held; null removes it. Stays if left out. {at_most(LINE)}"
    )
    online_url: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The address of the online room, for participants only; null removes it. Stays if left out. "
        f"{at_most(LONGEST_WEB_ADDRESS)}",
    )


@strawberry.input
class RetitleMeetingInput:
    """The new title of a meeting, in one language: it replaces its title in every language."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    language: Language = strawberry.field(description="The language of the title.")
    title: str = strawberry.field(description=f"Its title. {at_most(TITLE)}")


@strawberry.input
class TranslateMeetingInput:
    """The title of a meeting in another language."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    language: Language = strawberry.field(description="Another language than the original.")
    title: str = strawberry.field(description=f"Its title in this language. {at_most(TITLE)}")


@strawberry.input
class TranslateAgendaItemInput:
    """One point of an agenda in another language."""

    item: strawberry.ID = strawberry.field(description="The id of the AgendaItem.")
    title: str = strawberry.field(description=f"Its title in this language. {at_most(TITLE)}")
    description: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="More about it, if the original has more; null removes it in this language. Stays if left out. "
        f"{at_most(REASON)}",
    )


@strawberry.input
class TranslateAgendaInput:
    """Points of an agenda in another language."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    language: Language = strawberry.field(description="Another language than the original of any of these points.")
    items: list[TranslateAgendaItemInput] = strawberry.field(
        description="Those that are translated, each once; all others stay as they are."
    )


@strawberry.input
class CancelMeetingInput:
    """A meeting that will not be held."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    reason: str = strawberry.field(description=f"Why it is cancelled; everybody invited is notified. {at_most(REASON)}")


@strawberry.input
class OpenMeetingInput:
    """A meeting to be opened."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")


@strawberry.input
class ReinstateMeetingInput:
    """A meeting that was cancelled, or opened, by mistake."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")


@strawberry.input
class RecordAttendanceInput:
    """Who is present from now on, or has left."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    participants: list[strawberry.ID] = strawberry.field(description="The ids of the Participants that are marked.")
    present: bool = strawberry.field(description="true: present from now on; false: has left.")


@strawberry.input
class StrikeAttendanceInput:
    """Attendance that was recorded for the wrong participants."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    participants: list[strawberry.ID] = strawberry.field(
        description="The ids of the Participants; the last attendance marked for each is deleted."
    )


@strawberry.input
class CloseMeetingInput:
    """A meeting to be closed."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")


@strawberry.input
class PublishReportInput:
    """The report of a closed meeting in one language."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    language: Language = strawberry.field(
        description="The language of the report; one in the same language is replaced, those in others stay."
    )
    report: str = strawberry.field(description=f"Markdown. {at_most(TEXT)}")


@strawberry.input
class WithdrawReportInput:
    """A report that was published under the wrong language, and why it is withdrawn."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    language: Language = strawberry.field(
        description="The language of the report to be withdrawn. If that is the original, at most one other report "
        "may be left, which becomes the original."
    )
    reason: str = strawberry.field(
        description=f"Why it is removed; the journal keeps it, and everybody can read it. {at_most(REASON)}"
    )
