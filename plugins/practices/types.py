"""GraphQL types of practices, declared over the tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, cast, exists, false, func, or_, select
from strawberry import ID

from core.members import Capacity, Objective, Participant, RegionalGroup, State, regional_group_of
from plugins.practices import search
from plugins.practices.enums import HumanRightsSystem, PracticeOrder, PracticeStatus, ReviewVerdict, TreatyBody
from plugins.practices.highlights import PracticeHighlight, highlighted
from plugins.practices.rendering import rendered
from plugins.practices.tables import adoptions, links, practices, reviews, revisions, terms
from schema import (
    Argument,
    Connection,
    Language,
    Order,
    Source,
    among,
    by_id,
    column,
    connection,
    facet,
    filters,
    given,
    many,
    node,
    part,
    record,
    reference,
    resolved,
    text,
    where,
)

OUTSIDERS = ("PUBLIC", "PARTNER")


def visible(practice: Any, role: str) -> ColumnElement[bool] | None:
    """(P4) Published ones to all, submitted ones to participants, drafts to their own participant."""
    published: ColumnElement[bool] = practice.status == "PUBLISHED"
    if role == "ADMINISTRATOR":
        return None
    if role in OUTSIDERS:
        return published
    return or_(published, practice.submitted_at.is_not(None), practice.participant_id == given("participant"))


def visible_with_its_practice(row: Any, role: str) -> ColumnElement[bool] | None:
    """What hangs on a practice is seen by those who see the practice."""
    clause = visible(practices.c, role)
    if clause is None:
        return None
    return exists(select(practices.c.id).where(practices.c.id == row.practice_id, clause))


def reviewers_and_authors(review: Any, role: str) -> ColumnElement[bool] | None:
    """Reviews are for their reviewers, the practice's authors, and administrators."""
    if role == "ADMINISTRATOR":
        return None
    if role in OUTSIDERS:
        return false()
    mine = given("participant")
    return or_(review.participant_id == mine, review.author_id == mine)


@record(order=())
class FacetCount:
    """How many practices stand under a value."""

    value: str = column(lambda row: row.value)
    count: int = column(lambda row: row.count)


def _under(kind: str) -> Any:
    def counted(rows: Any) -> Select[Any]:
        return (
            select(terms.c.value, func.count().label("number"))
            .join(rows, and_(rows.c.id == terms.c.practice_id, terms.c.kind == kind))
            .group_by(terms.c.value)
        )

    return counted


def _by_group(rows: Any) -> Select[Any]:
    placed = (
        select(practices.c.state_id, func.count().label("number"))
        .join(rows, rows.c.id == practices.c.id)
        .group_by(practices.c.state_id)
        .subquery("placed")
    )
    groups = select(regional_group_of(placed.c.state_id).label("value"), placed.c.number).subquery("groups")
    return select(groups.c.value, func.sum(groups.c.number).label("number")).group_by(groups.c.value)


@record()
class PracticeFacets:
    """How many practices of the whole result stand under each value, the filter of that facet itself left out."""

    capacities: list[FacetCount] = facet(_under("capacity"), without="capacities")
    systems: list[FacetCount] = facet(_under("system"), without="systems")
    regional_groups: list[FacetCount] = facet(_by_group, without="regional_group")
    sustainable_development_goals: list[FacetCount] = facet(_under("goal"), without="sustainable_development_goals")
    tags: list[FacetCount] = facet(_under("tag"), without="tags")
    languages: list[FacetCount] = facet(_under("language"), without="language")


class PracticeConnectionFields:
    """What connections of practices have besides pages."""

    facets: PracticeFacets = part()


def _filed(kind: str) -> Any:
    return lambda practice, values: exists(
        select(terms.c.value).where(
            terms.c.practice_id == practice.id, terms.c.kind == kind, among(terms.c.value, values)
        )
    )


@filters
class PracticeFilter:
    """Which practices; all conditions must hold, of a list any value."""

    state: ID | None = where(lambda practice, key: practice.state_id == key, id_of="State")
    regional_group: RegionalGroup | None = where(lambda practice, value: regional_group_of(practice.state_id) == value)
    capacities: list[Capacity] | None = where(_filed("capacity"))
    systems: list[HumanRightsSystem] | None = where(_filed("system"))
    treaty_bodies: list[TreatyBody] | None = where(_filed("body"))
    sustainable_development_goals: list[int] | None = where(
        _filed("goal"), convert=lambda goals: [str(g) for g in goals]
    )
    tags: list[str] | None = where(_filed("tag"), convert=lambda tags: [tag.strip().lower() for tag in tags])
    language: Language | None = where(
        lambda practice, value: exists(
            select(terms.c.value).where(
                terms.c.practice_id == practice.id, terms.c.kind == "language", terms.c.value == value
            )
        )
    )
    status: PracticeStatus | None = where(lambda practice, value: practice.status == value)
    published_from: date | None = where(
        lambda practice, moment: practice.published_at >= moment,
        convert=lambda day: datetime.combine(day, time.min, UTC),
        description="The first day, in UTC.",
    )
    published_until: date | None = where(
        lambda practice, moment: practice.published_at <= moment,
        convert=lambda day: datetime.combine(day, time.max, UTC),
        description="The last day, in UTC.",
    )


@record(links, scope=visible_with_its_practice, order=(links.c.position,))
class Link:
    """A page that tells more."""

    url: str = column(links.c.url)
    title: str | None = column(links.c.title)


@record(reviews, scope=reviewers_and_authors, order=(reviews.c.at,))
class PracticeReview:
    """(P2) What another participant says of a submitted practice."""

    by: Participant = reference(reviews.c.participant_id)
    verdict: ReviewVerdict = column(reviews.c.verdict)
    comment: str = column(reviews.c.comment)
    at: datetime = column(reviews.c.at)


@record(revisions, scope=visible_with_its_practice, order=(revisions.c.number,))
class PracticeRevision:
    """(P3) An earlier text of a published practice."""

    number: int = column(revisions.c.number)
    at: datetime = column(revisions.c.at, description="When it was replaced.")
    note: str | None = column(revisions.c.note)
    title: str = column(revisions.c.title, description="In its original language.")


def _alike(source: Source, first: Any) -> None:
    """Practices that share the most terms with this one, in whatever language they are written."""
    ours, theirs = terms.alias("ours"), terms.alias("theirs")
    shared = (
        select(theirs.c.practice_id, func.count().label("number"))
        .join(ours, and_(theirs.c.kind == ours.c.kind, theirs.c.value == ours.c.value))
        .where(ours.c.practice_id == source.parent.id, ours.c.kind != "language")
        .group_by(theirs.c.practice_id)
        .correlate(source.parent.id.table)
        .subquery("shared")
    )
    source.join(shared, shared.c.practice_id == source.row.id)
    source.where(source.row.id != source.parent.id)
    source.order(shared.c.number, descending=True)
    source.limit(func.coalesce(first, 5))


@node(
    practices,
    scope=visible,
    order=Order(keys=(practices.c.ordered_at,), descending=True),
    orders={
        "RELEVANCE": Order(keys=(practices.c.ordered_at,), descending=True),
        "PUBLISHED_AT": Order(keys=(practices.c.ordered_at,)),
        "TITLE": Order(keys=(practices.c.sort_title,)),
        "ADOPTIONS": Order(keys=(practices.c.adoption_count,)),
    },
    connection_fields=PracticeConnectionFields,
)
class Practice:
    """A practice of a national mechanism, identified, documented and shared.

    title to results take a language and fall back: asked for, the request's Accept-Language, the original (P6).
    """

    title: str = text(practices.c.title, original=practices.c.original_language)
    summary: str = text(practices.c.summary, original=practices.c.original_language)
    body: str = text(practices.c.body, original=practices.c.original_language, description="Markdown.")
    body_html: str = resolved(
        rendered,
        needs={"body": practices.c.body, "original": practices.c.original_language},
        description="The body rendered: safe HTML that says its direction.",
        language=Language | None,
    )
    highlight: PracticeHighlight = resolved(
        highlighted,
        needs={
            **{name: practices.c[name] for name in ("title", "summary", "body", "challenges", "results")},
            "original": practices.c.original_language,
        },
        description="What a search found in it, to be shown in a list of results.",
        search=str,
        language=Language | None,
    )
    challenges: str | None = text(practices.c.challenges, original=practices.c.original_language)
    results: str | None = text(practices.c.results, original=practices.c.original_language)
    original_language: Language = column(lambda row: func.upper(row.original_language))
    languages: list[Language] = column(practices.c.languages)
    state: State = reference(practices.c.state_id)
    status: PracticeStatus = column(practices.c.status)
    capacities: list[Capacity] = column(practices.c.capacities)
    systems: list[HumanRightsSystem] = column(practices.c.systems)
    treaty_bodies: list[TreatyBody] = column(practices.c.treaty_bodies)
    sustainable_development_goals: list[int] = column(practices.c.goals, description="1 to 17.")
    objectives: list[Objective] = many(
        lambda practice, objective: exists(
            select(terms.c.value).where(
                terms.c.practice_id == practice.id,
                terms.c.kind == "objective",
                terms.c.value == cast(objective.number, terms.c.value.type),
            )
        )
    )
    tags: list[str] = column(practices.c.tags)
    withdrawal_reason: str | None = column(practices.c.withdrawal_reason)
    links: list[Link] = many(lambda practice, link: link.practice_id == practice.id)
    started_on: date | None = column(practices.c.started_on)
    submitted_at: datetime | None = column(practices.c.submitted_at)
    published_at: datetime | None = column(practices.c.published_at)
    updated_at: datetime = column(practices.c.updated_at)
    revision: int = column(practices.c.revision, description="To be given back when revising or translating.")
    reviews: list[PracticeReview] = many(
        lambda practice, review: review.practice_id == practice.id, description="For reviewers and authors only."
    )
    revisions: list[PracticeRevision] = many(lambda practice, revision: revision.practice_id == practice.id)
    adoptions: Connection[PracticeAdoption] = connection(lambda practice, adoption: adoption.practice_id == practice.id)
    similar: list[Practice] = many(
        narrow=_alike,
        first=Argument(type=int | None, convert=lambda first, _: max(0, min(first, 20))),
        description="Practices that share the most; capacities, systems, treaty bodies, goals, objectives and tags "
        "count one each. 5, or up to 20.",
    )


@node(adoptions, scope=visible_with_its_practice, order=(adoptions.c.at,))
class PracticeAdoption:
    """(P5) Another participant took the practice up at home."""

    practice: Practice = reference(adoptions.c.practice_id)
    participant: Participant = reference(adoptions.c.participant_id)
    note: str | None = column(adoptions.c.note)
    at: datetime = column(adoptions.c.at)


class StateFields:
    """What states get."""

    practices: Connection[Practice] = connection(lambda state, practice: practice.state_id == state.id)


class ParticipantFields:
    """What participants get."""

    practices: Connection[Practice] = connection(lambda row, practice: practice.participant_id == row.id)


class Queries:
    """Root fields of practices."""

    practice: Practice | None = by_id()
    practices: Connection[Practice] = connection(
        filter=PracticeFilter,
        order_by=PracticeOrder,
        narrow=search.narrowed,
        search=Argument(type=str | None, convert=search.queries),
        description="Practices that the viewer may see, the newest first. A search finds words and their beginnings in "
        'any language, with or without accents, and "phrases" in quotes; it leaves out -words. All in the title comes '
        "first, then some there, then all in summary and tags. Without a word to find it finds nothing.",
    )


TYPES: list[type] = [
    Practice, PracticeAdoption, PracticeReview, PracticeRevision, Link, PracticeFacets, FacetCount,
]  # fmt: skip
