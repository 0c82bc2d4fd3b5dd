"""Fictitious partnerships for portals under construction, with partners that do not exist. Nothing here is a fact."""

from __future__ import annotations

from datetime import timedelta

from core.members import Demonstration, Party
from plugins.partnerships.enums import ContributionKind, PartnerKind
from plugins.partnerships.rules import activities, contributions, life, support
from plugins.partnerships.rules.partners import PartnerDescription, register_partner

SITE = "https://demonstration.example/"


def fill(demonstration: Demonstration) -> None:
    """An active, a proposed, a suspended and a concluded partnership; contributions, activities, a support request."""
    one, two, three, four, *_ = demonstration.members
    university = _partner(demonstration, one, "en", "Fictitious University", PartnerKind.ACADEMIA)
    association = _partner(demonstration, two, "es", "Asociación ficticia", PartnerKind.CIVIL_SOCIETY)

    active = _proposed(
        demonstration, 150, "A fictitious exchange of methods", [one, two], [university], [1, 5], [16, 17]
    )
    life.activate_partnership(demonstration.secretariat(140), active)
    given = demonstration.speaking_for(one, 60)
    text = "An invented contribution."
    contributions.record_contribution(given, active, ContributionKind.FUNDING, "Nobody", text, "1250.00", "EUR")
    contributions.record_contribution(given, active, ContributionKind.TRAINING, "Nobody", text, None, None)
    held = demonstration.today - timedelta(days=30)
    activities.record_activity(
        demonstration.speaking_for(two, 20),
        active,
        activities.ActivityDescription(
            "fr", "Atelier fictif", held, held + timedelta(days=1), "Nulle part", "Inventé."
        ),
    )
    suspended = _proposed(demonstration, 120, "A fictitious series of seminars", [two, three], [association], [2], [5])
    life.activate_partnership(demonstration.secretariat(110), suspended)
    life.suspend_partnership(demonstration.speaking_for(two, 15), suspended, "An invented pause.")
    concluded = _proposed(demonstration, 190, "A fictitious handbook", [three, four], [university], [3, 6], [4])
    life.activate_partnership(demonstration.secretariat(180), concluded)
    life.conclude_partnership(
        demonstration.speaking_for(three, 10), concluded, demonstration.today - timedelta(days=10)
    )
    _proposed(demonstration, 5, "A fictitious twinning", [four], [association], [4], [10])
    asked = demonstration.speaking_for(four, 3)
    support.request_support(
        asked, four.participant, ContributionKind.TRAINING, "An invented request", "Nothing is asked in truth."
    )


def _partner(demonstration: Demonstration, by: Party, language: str, name: str, kind: PartnerKind) -> int:
    described = PartnerDescription(language=language, name=name, kind=kind, website=SITE)
    return register_partner(demonstration.speaking_for(by, 195), described)


def _proposed(
    demonstration: Demonstration,
    days_ago: int,
    title: str,
    participants: list[Party],
    partners: list[int],
    objectives: list[int],
    goals: list[int],
) -> int:
    proposal = life.Proposal(
        language="en",
        title=title,
        description="Invented, so that a page has something to show.",
        participants=[party.participant for party in participants],
        partners=partners,
        objectives=objectives,
        goals=goals,
        starts_on=demonstration.today - timedelta(days=days_ago),
        agreement_url=SITE,
    )
    return life.propose_partnership(demonstration.speaking_for(participants[0], days_ago), proposal)
