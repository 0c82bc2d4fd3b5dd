"""The Network itself: its Declaration, its objectives, its figures and obligations."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, func, select

from core.members.enums import RegionalGroup
from core.members.obligations import Obligation, network_obligations
from core.members.tables import EVERY_GROUP, figures, network, objectives, principles
from core.rendering import RENDERING, html_of
from schema import Language, Reading, column, given, many, node, part, record, resolved, text, there_in


@node(objectives, order=(objectives.c.number,))
class Objective:
    """(Objectives) One of the Network's six objectives."""

    number: int = column(objectives.c.number, description="1 to 6.")
    text: str = text(objectives.c.text, description="As the Declaration has it; the original is English.")
    languages: list[Language] = there_in(objectives.c.text)


@record(principles, order=(principles.c.id,))
class Principle:
    """(Guiding Principles) One of the principles that guide the Network."""

    name: str = column(principles.c.name, description="As in Non-binding, Inclusive, Complementary.")
    text: str = column(principles.c.text, description="As the Declaration has it.")


def _declaration_as_html(_: Reading, text: str) -> str:
    return html_of(text, "en")


@record(network)
class Declaration:
    """The Asunción Declaration, which founds the Network."""

    title: str = column(network.c.declaration_title, description="Its title, as printed.")
    adopted_on: date = column(network.c.declaration_adopted_on, description="The day on which it was adopted.")
    place: str = column(network.c.declaration_place, description="Where it was adopted.")
    text: str = column(network.c.declaration_text, description="In English, as printed; Markdown.")
    text_html: str = resolved(
        _declaration_as_html,
        needs={"text": network.c.declaration_text},
        description="`text` as safe HTML; its headings begin with `<h3>`.",
        cost=RENDERING,
    )


_until_today = figures.alias("until_today")
totals = (
    select(figures)
    .where(
        figures.c.regional_group == EVERY_GROUP,
        figures.c.since
        == select(func.max(_until_today.c.since)).where(_until_today.c.since <= given("today")).scalar_subquery(),
    )
    .subquery("members_totals")
)
"""The figures of the whole Network on the day of the reading."""


@record(figures, order=(figures.c.regional_group,))
class RegionalGroupCount:
    """How many states of a regional group take part."""

    regional_group: RegionalGroup = column(figures.c.regional_group, description="Which of the groups.")
    members: int = column(figures.c.members, description="How many of its states are members.")
    observers: int = column(figures.c.observers, description="How many of its states are observers.")
    states: int = column(figures.c.states, description="How many states belong to it.")


@record(totals)
class Statistics:
    """The Network in figures, today."""

    members: int = column(figures.c.members, description="How many members there are.")
    observers: int = column(figures.c.observers, description="How many observers there are.")
    by_regional_group: list[RegionalGroupCount] = many(
        lambda statistics, figure: and_(figure.since == statistics.since, figure.regional_group > EVERY_GROUP),
        description="The same for each regional group.",
    )


@record(network)
class Network:
    """The Network itself, and the Declaration that founds it."""

    name: str = text(network.c.name, description="As the Declaration has it (Appellation); the original is English.")
    name_languages: list[Language] = there_in(network.c.name, description="The languages in which `name` exists.")
    vision: str = text(network.c.vision, description="As the Declaration has it (Vision); the original is English.")
    vision_languages: list[Language] = there_in(network.c.vision, description="The languages in which `vision` exists.")
    guiding_principles: list[Principle] = many(description="As the Declaration has them (Guiding Principles).")
    objectives: list[Objective] = many(description="The six of the Declaration (Objectives), by number.")
    declaration: Declaration = part(description="The Declaration that founds it.")
    obligations: list[Obligation] = resolved(
        network_obligations, description="The rules of the Declaration, each compared with the records today."
    )
    statistics: Statistics = part(description="How many take part, today.")
