"""GraphQL types of practices, with their links, reviews and revisions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import cast, exists, select

from core import rendered
from core.members import Capacity, Objective, Participant, State
from plugins.practices.content import TEXTS
from plugins.practices.enums import HumanRightsSystem, PracticeStatus, ReviewVerdict, TreatyBody
from plugins.practices.searching.highlights import PracticeHighlight, highlight_of
from plugins.practices.tables import bitmaps, counts, links, numbers, practices, reviews, revisions, terms
from plugins.practices.types.adoptions import PracticeAdoption
from plugins.practices.types.results import PracticeConnectionFields
from plugins.practices.types.similarity import COMPARED, COST, MOST_SIMILAR, SIMILAR, narrow_to_similar
from plugins.practices.visibility import published, review_visible, unpublished, visible
from schema import (
    Argument,
    Bitmaps,
    Connection,
    Language,
    Order,
    column,
    connection,
    many,
    node,
    record,
    reference,
    resolved,
    text,
    there_in,
    within,
    written_in,
)

MARKING = 10
"""The cost of a text in which words are marked."""


@record(links, scope=within(links.c.practice_id, visible), order=(links.c.position,))
class Link:
    """A page with more information."""

    url: str = column(links.c.url, description="Its address.")
    title: str | None = column(links.c.title, description="Its title, in one line.")


@record(reviews, scope=review_visible, order=(reviews.c.at,))
class PracticeReview:
    """(P2) What another participant says about a submitted practice."""

    by: Participant = reference(reviews.c.participant_id, description="The participant that reviewed it.")
    verdict: ReviewVerdict = column(reviews.c.verdict, description="Whether it can be published.")
    comment: str = column(reviews.c.comment, description="What the reviewer says about it.")
    at: datetime = column(reviews.c.at, description="When it was reviewed.")


@record(revisions, scope=within(revisions.c.practice_id, visible), order=(revisions.c.number,))
class PracticeRevision:
    """(P3) The text of a published practice before it was revised, in the languages in which it existed."""

    number: int = column(revisions.c.number, description="Its `revision`, before it was replaced.")
    at: datetime = column(revisions.c.at, description="When it was replaced.")
    note: str | None = column(revisions.c.note, description="What was said about the change that replaced it.")
    title: str = text(revisions.c.title, original=revisions.c.original_language, description="Its title.")
    summary: str = text(
        revisions.c.summary, original=revisions.c.original_language, description="What it is, in short."
    )
    body: str = text(revisions.c.body, original=revisions.c.original_language, description="Markdown.")
    body_html: str = rendered(
        revisions.c.body,
        original=revisions.c.original_language,
        description="`body` as safe HTML that states its text direction; its headings begin with `<h3>`.",
    )
    challenges: str | None = text(
        revisions.c.challenges, original=revisions.c.original_language, description="Markdown: what was difficult."
    )
    challenges_html: str | None = rendered(
        revisions.c.challenges,
        original=revisions.c.original_language,
        description="`challenges` as safe HTML that states its text direction; its headings begin with `<h3>`.",
    )
    results: str | None = text(
        revisions.c.results, original=revisions.c.original_language, description="Markdown: what came of it."
    )
    results_html: str | None = rendered(
        revisions.c.results,
        original=revisions.c.original_language,
        description="`results` as safe HTML that states its text direction; its headings begin with `<h3>`.",
    )
    original_language: Language = written_in(revisions.c.original_language)
    languages: list[Language] = column(revisions.c.languages, description="The languages in which it existed.")
    challenges_languages: list[Language] = there_in(
        revisions.c.challenges, description="Those of them in which `challenges` existed."
    )
    results_languages: list[Language] = there_in(
        revisions.c.results, description="Those of them in which `results` existed."
    )


NUMBERS = select(numbers.c.practice_id.label("id"), numbers.c.number).subquery("numbers")


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
    bitmaps=Bitmaps(bitmaps, published, every="status", lacks=unpublished, counts=counts, numbers=NUMBERS),
)
class Practice:
    """A practice of a national mechanism, identified, documented and shared.

    `title` to `results` come in the language asked for, else in one of the request's Accept-Language, else in the
    original (P6).
    """

    title: str = text(practices.c.title, original=practices.c.original_language, description="Its title.")
    summary: str = text(
        practices.c.summary, original=practices.c.original_language, description="What it is, in short."
    )
    body: str = text(practices.c.body, original=practices.c.original_language, description="Markdown.")
    body_html: str = rendered(
        practices.c.body,
        original=practices.c.original_language,
        description="`body` as safe HTML that states its text direction; its headings begin with `<h3>`.",
    )
    highlight: PracticeHighlight = resolved(
        highlight_of,
        needs={
            **{name: practices.c[name] for name in TEXTS},
            "original": practices.c.original_language,
        },
        description="The title and an excerpt with the words of a search marked, for a list of results.",
        cost=MARKING,
        search=Argument(
            type=str | None,
            description="What was searched for, as in `practices`; nothing is marked if it is left out.",
        ),
        language=Language | None,
    )
    challenges: str | None = text(
        practices.c.challenges, original=practices.c.original_language, description="Markdown: what was difficult."
    )
    challenges_html: str | None = rendered(
        practices.c.challenges,
        original=practices.c.original_language,
        description="`challenges` as safe HTML that states its text direction; its headings begin with `<h3>`.",
    )
    results: str | None = text(
        practices.c.results, original=practices.c.original_language, description="Markdown: what came of it."
    )
    results_html: str | None = rendered(
        practices.c.results,
        original=practices.c.original_language,
        description="`results` as safe HTML that states its text direction; its headings begin with `<h3>`.",
    )
    original_language: Language = written_in(practices.c.original_language)
    languages: list[Language] = column(practices.c.languages, description="The languages in which it exists.")
    challenges_languages: list[Language] = there_in(
        practices.c.challenges, description="Those of them in which `challenges` exists; it may be missing in some."
    )
    results_languages: list[Language] = there_in(
        practices.c.results, description="Those of them in which `results` exists; it may be missing in some."
    )
    state: State = reference(practices.c.state_id, description="The state whose mechanism has the practice.")
    status: PracticeStatus = column(practices.c.status, description="Its status.")
    capacities: list[Capacity] = column(
        practices.c.capacities, description="The capacities of a national mechanism that it is about."
    )
    systems: list[HumanRightsSystem] = column(
        practices.c.systems, description="The parts of the human rights system whose recommendations it serves."
    )
    treaty_bodies: list[TreatyBody] = column(
        practices.c.treaty_bodies, description="The treaty bodies whose recommendations it serves."
    )
    sustainable_development_goals: list[int] = column(practices.c.goals, description="By number, from 1 to 17.")
    objectives: list[Objective] = many(
        lambda practice, objective: exists(
            select(terms.c.value).where(
                terms.c.practice_id == practice.id,
                terms.c.kind == "objective",
                terms.c.value == cast(objective.number, terms.c.value.type),
            )
        ),
        description="The Network's objectives that it serves, by number.",
    )
    tags: list[str] = column(practices.c.tags, description="Words to find it by, in lower case.")
    withdrawal_reason: str | None = column(
        practices.c.withdrawal_reason, description="Why it was withdrawn, if it was."
    )
    links: list[Link] = many(
        lambda practice, link: link.practice_id == practice.id,
        description="Pages with more information, in their order.",
    )
    started_on: date | None = column(practices.c.started_on, description="The day on which it began in its country.")
    submitted_at: datetime | None = column(
        practices.c.submitted_at, description="When it was last submitted; null until then."
    )
    published_at: datetime | None = column(
        practices.c.published_at, description="When it was published; null until then."
    )
    updated_at: datetime = column(practices.c.updated_at, description="When it was last changed.")
    revision: int = column(
        practices.c.revision, description="The number to send as `expectedRevision` when revising or translating."
    )
    reviews: list[PracticeReview] = many(
        lambda practice, review: review.practice_id == practice.id,
        description="Its reviews: visible to reviewers, authors, and those who publish it.",
    )
    revisions: list[PracticeRevision] = many(
        lambda practice, revision: revision.practice_id == practice.id, description="Its earlier texts, oldest first."
    )
    adoptions: Connection[PracticeAdoption] = connection(
        lambda practice, adoption: adoption.practice_id == practice.id,
        description="The participants that adopted it, in the order in which they did.",
    )
    similar: list[Practice] = many(
        narrow=narrow_to_similar,
        at_most=MOST_SIMILAR,
        cost=COST,
        first=Argument(
            type=int | None, description=f"How many: {SIMILAR} if left out, at most {MOST_SIMILAR}; more are refused."
        ),
        description="Published practices that share the most with it: each shared capacity, system, treaty body, goal, "
        "objective and tag counts one. Compared are those that have its rarest values: value by value, until they are "
        f"{COMPARED}, and at most {COMPARED} for one value.",
    )
