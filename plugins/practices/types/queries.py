"""Root fields of practices, and fields added to the types of core."""

from __future__ import annotations

from plugins.practices.enums import PracticeOrder
from plugins.practices.searching import finding
from plugins.practices.types.adoptions import AdoptionFilter, PracticeAdoption
from plugins.practices.types.practices import Practice
from plugins.practices.types.results import PracticeFilter
from schema import Argument, Connection, by_id, connection


class StateFields:
    """Fields of states."""

    practices: Connection[Practice] = connection(
        lambda state, practice: practice.state_id == state.id,
        description="Practices of its mechanism that the viewer may see, the newest first.",
    )


class ParticipantFields:
    """Fields of participants."""

    practices: Connection[Practice] = connection(
        lambda row, practice: practice.participant_id == row.id,
        description="Practices of its mechanism that the viewer may see, the newest first.",
    )
    adoptions: Connection[PracticeAdoption] = connection(
        lambda row, adoption: adoption.participant_id == row.id,
        description="Its adoptions of practices that the viewer may see, in the order in which they were made.",
    )


class Queries:
    """Root fields of practices."""

    practice: Practice | None = by_id()
    practices: Connection[Practice] = connection(
        filter=PracticeFilter,
        order_by=PracticeOrder,
        narrow=finding.narrow_by_search,
        cost=finding.cost,
        search=Argument(
            type=str | None,
            convert=finding.queries,
            description="Finds words, and longer words that begin with them, in titles, summaries, tags, bodies, "
            "challenges and results in any language: with or without accents and soft hyphens, in any digits; œ counts "
            "as oe, ة as ه, ى as ي; Arabic words are found with any article or none, French ones without l' or d'. "
            '"Phrases" stand in double quotes of any language; -words are excluded. Blanks, commas, semicolons, + and '
            "| separate words; words joined by a hyphen, a slash or a similar sign are a phrase. All words have to be "
            "found. Practices with all of them in the title come first, then those with some there, then those with "
            "all in summary and tags, then the others. A search without any word finds nothing.",
        ),
        description="Practices that the viewer may see, the newest first; for a search, the best matches first.",
    )
    adoptions: Connection[PracticeAdoption] = connection(
        filter=AdoptionFilter,
        both_ways=True,
        description="Adoptions of practices that the viewer may see, in the order in which they were made.",
    )
