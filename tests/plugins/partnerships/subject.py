"""Partners and partnerships under the property test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from core import Role, Viewer
from core.members import Participant
from core.platform import Platform
from plugins.partnerships.enums import Accreditation, ContributionKind, PartnerKind, SupportStatus
from plugins.partnerships.rules import activities, contributions, joining, life, revising, support
from plugins.partnerships.rules.parties import Stay
from plugins.partnerships.rules.partners import PartnerDescription, register_partner
from tests.conftest import Ask
from tests.factories import writing
from tests.plugins.partnerships.reference import PartnershipsPart

START = datetime(2025, 2, 3, 9, tzinfo=UTC)
DATES = ["2025-01-01", "2025-02-03", "2025-06-15", "2026-03-01", "2026-10-01", "2030-01-01"]
SUMS = (("10.50", "EUR"), ("0.01", "EUR"), ("1200", "JPY"), ("3.125", "KWD"), ("99999999.99", "USD"), (None, None))


class PartnershipsSubject:
    """Partnerships at every stage, some ended by their date, parties that come and go; after the members."""

    parts = (PartnershipsPart,)

    def fill(self, platform: Platform) -> None:
        random = Random(5)
        table = vars(Participant)["__declaration__"].table
        with platform.database.reading() as session:
            participants = list(session.execute(select(table.c.id).order_by(table.c.id)).scalars())
        with writing(platform, now=START) as write:
            partners = [
                register_partner(write, described)
                for described in (
                    PartnerDescription("es", "Defensoría ficticia", PartnerKind.NATIONAL_HUMAN_RIGHTS_INSTITUTION,
                                       iso_alpha3="PRY", accreditation=Accreditation.A, accredited_in=2024),
                    PartnerDescription("fr", "Conseil fictif", PartnerKind.NATIONAL_HUMAN_RIGHTS_INSTITUTION,
                                       iso_alpha3="MAR", website="https://fictitious.example/"),
                    PartnerDescription("ar", "جامعة خيالية", PartnerKind.ACADEMIA, acronym='A "quoted" one'),
                )
            ]  # fmt: skip
        partners += [1, 2, 11, 44]
        for number in range(18):
            self._partnership(platform, random, number, participants, partners)
        for place, participant in enumerate(participants[:4]):
            viewer = Viewer(Role.FOCAL_POINT, participant)
            with writing(platform, viewer, START) as write:
                request = support.request_support(write, participant, ContributionKind.ADVICE, "Subject", "Details")
            if place:
                with writing(platform, now=START) as write:
                    support.answer_support_request(write, request, list(SupportStatus)[place], "An answer")

    def _partnership(
        self, platform: Platform, random: Random, number: int, participants: list[int], partners: list[int]
    ) -> None:
        now = START + timedelta(days=20 * number - 20 * (number % 4 == 3))
        starts = random.choice([None, now.date() - timedelta(days=100), now.date() + timedelta(days=30)])
        ends = random.choice([None, now.date() + timedelta(days=60), now.date() + timedelta(days=3_000)])
        chosen, others = random.sample(participants, 3), random.sample(partners, 3)
        proposal = life.Proposal(
            language=random.choice(["en", "fr", "es", "ar"]),
            title=f"Fictitious partnership {number}",
            description="Nothing of it is real.",
            participants=chosen[: random.randint(1, 2)],
            partners=others[: random.randint(1, 2)],
            objectives=random.sample(range(1, 6), random.randint(1, 3)),
            goals=random.sample(range(1, 18), random.randint(0, 3)),
            starts_on=starts,
            ends_on=ends,
            agreement_url=random.choice([None, "https://fictitious.example/agreement?a=1&b=2"]),
        )
        with writing(platform, now=now) as write:
            partnership = life.propose_partnership(write, proposal)
            revising.translate_partnership(write, partnership, "ru", "Вымышленное партнёрство", "Всё вымышлено.")
            if number % 6 == 5:
                life.decline_partnership(write, partnership, "A reason")
            if number % 6 in (4, 5):
                return
        with writing(platform, now=now + timedelta(days=7)) as write:
            life.activate_partnership(write, partnership)
            for amount, currency in random.sample(SUMS, 4):
                contributions.record_contribution(
                    write, partnership, random.choice([ContributionKind.FUNDING, ContributionKind.VENUE]), "Somebody",
                    "Something", amount, currency,
                )  # fmt: skip
            for days in (3, 30):
                on = (now + timedelta(days=days)).date()
                described = activities.ActivityDescription("en", f"Activity {days}", on, None, "Nowhere", "# Report")
                activity = activities.record_activity(write, partnership, described)
            activities.translate_activity(write, activity, "fr", "Une activité fictive")
            joins = Stay(participant=chosen[2], since=(now + timedelta(days=10)).date())
            joining.join_partnership(write, partnership, joins)
            if number % 2:
                joining.leave_partnership(write, partnership, joins, (now + timedelta(days=25)).date())
            if number % 3 == 0:
                life.suspend_partnership(write, partnership, "A pause")
        if number % 9 == 0:
            with writing(platform, now=now + timedelta(days=9)) as write:
                life.resume_partnership(write, partnership)
        if number % 8 == 1:
            with writing(platform, now=now + timedelta(days=40)) as write:
                life.conclude_partnership(write, partnership, (now + timedelta(days=40)).date())

    def values(self, ask: Ask) -> dict[str, list[Any]]:
        data = ask("""{
          partners(first: 250) { nodes { id state { id } } }
          partnerships(first: 250) { nodes { id contributions { id } activities { nodes { id } } } }
        }""")["data"]
        partners = [node["id"] for node in data["partners"]["nodes"]]
        partnerships = [node["id"] for node in data["partnerships"]["nodes"]]
        activities = [found["id"] for node in data["partnerships"]["nodes"] for found in node["activities"]["nodes"]]
        contributions = [found["id"] for node in data["partnerships"]["nodes"] for found in node["contributions"]]
        participants = [node["id"] for node in ask("{ members { nodes { id } } }")["data"]["members"]["nodes"]]
        return {
            "id": [*partners, *partnerships, *activities[::4], *contributions[::8], "SupportRequest:1"],
            "Partner.id": [*partners, "Partner:999"],
            "Partnership.id": [*partnerships, "Partnership:1"],
            "partner": [*partners[:4], "Partner:1", "Partner:2", "Partner:11", "Partner:44"],
            "participant": participants,
            "state": [node["state"]["id"] for node in data["partners"]["nodes"] if node["state"]],
            "objective": [1, 2, 3, 4, 5, 6, 7],
            "activeOn": DATES,
            "nameContains": ["human", "DEFENSORIA", "committee", "خيالية", "ganhri", "quoted"],
        }
