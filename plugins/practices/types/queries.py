"""Root fields of practices, and what is added to the types of core."""

from __future__ import annotations

from plugins.practices.enums import PracticeOrder
from plugins.practices.searching import finding
from plugins.practices.types.practices import Practice
from plugins.practices.types.results import PracticeFilter
from schema import Argument, Connection, by_id, connection


class StateFields:
    """What states get."""

    practices: Connection[Practice] = connection(
        lambda state, practice: practice.state_id == state.id,
        description="Those of its mechanism that the viewer may see, the newest first.",
    )


class ParticipantFields:
    """What participants get."""

    practices: Connection[Practice] = connection(
        lambda row, practice: practice.participant_id == row.id,
        description="Those of its mechanism that the viewer may see, the newest first.",
    )


class Queries:
    """Root fields of practices."""

    practice: Practice | None = by_id()
    practices: Connection[Practice] = connection(
        filter=PracticeFilter,
        order_by=PracticeOrder,
        narrow=finding.narrow_by_search,
        search=Argument(
            type=str | None,
            convert=finding.queries,
            description="Finds words and their beginnings in titles, summaries, tags, bodies, challenges and results "
            "in any language, with or without accents and soft hyphens, in any digits, œ as oe, those of Arabic with "
            "any article or none, ة as ه and ى as ي, those of French without l' or d', and \"phrases\" in double "
            "quotes of any language; leaves out -words. Blanks, commas, semicolons, + and | part words; what is joined "
            "by a hyphen, a slash or the like is a phrase. All words have to be found: all in the title comes first, "
            "then some there, then all in summary and tags, then all others. Without a word to find it finds nothing.",
        ),
        description="Practices that the viewer may see, the newest first; of a search, what fits best.",
    )
