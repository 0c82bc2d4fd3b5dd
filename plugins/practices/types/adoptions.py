"""The GraphQL type of adoptions, and the filter of their list."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from strawberry import ID

from core.members import Participant, participant_of
from plugins.practices.tables import adoptions
from plugins.practices.visibility import visible
from schema import column, filters, first_moment, last_moment, node, reference, where, within

if TYPE_CHECKING:
    from plugins.practices.types.practices import Practice


@filters
class AdoptionFilter:
    """Which adoptions; all conditions must hold. Days are those of UTC."""

    participant: ID | None = where(
        lambda adoption, key: adoption.participant_id == key,
        id_of="Participant",
        description="The id of a Participant: those by it.",
    )
    state: ID | None = where(
        lambda adoption, key: adoption.participant_id == participant_of(key),
        id_of="State",
        description="The id of a State: those by its participant.",
    )
    practice: ID | None = where(
        lambda adoption, key: adoption.practice_id == key,
        id_of="Practice",
        description="The id of a Practice: those of it.",
    )
    adopted_from: date | None = where(
        lambda adoption, moment: adoption.at >= moment,
        convert=first_moment,
        description="Those made on this day or later.",
    )
    adopted_until: date | None = where(
        lambda adoption, moment: adoption.at <= moment,
        convert=last_moment,
        description="Those made on this day or earlier.",
    )


@node(adoptions, scope=within(adoptions.c.practice_id, visible), order=(adoptions.c.at,))
class PracticeAdoption:
    """(P5) The adoption of a practice by another participant."""

    practice: Practice = reference(adoptions.c.practice_id, description="The practice that was adopted.")
    participant: Participant = reference(adoptions.c.participant_id, description="The participant that adopted it.")
    note: str | None = column(adoptions.c.note, description="What the participant says about it.")
    at: datetime = column(adoptions.c.at, description="When it was adopted.")
