"""Practices under the property test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from core.members import Capacity
from core.platform import Platform
from plugins.practices.content import Filing, PracticeLink, PracticeText
from plugins.practices.enums import HumanRightsSystem, TreatyBody
from plugins.practices.rules import adopting, life, texts
from plugins.practices.tables import practices
from tests.conftest import Ask
from tests.factories import SECRETARIAT, Made, make_member, make_observer, writing
from tests.plugins.practices.reference import PracticesPart

WORDS = {
    "en": "follow up of recommendations in the fictitious ministry with children and civil society",
    "es": "educación en derechos seguimiento del plan ficticio niñez y juventud",
    "fr": "éducation aux droits suivi du plan fictif enfants et société civile",
    "ar": "متابعة التوصيات الوطنية في وزارة خيالية مع المجتمع المدني",
    "ru": "последующие меры по рекомендациям вымышленного министерства и ёлка",
    "zh": "国家 机制 的 做法 虚构 部 儿童 公民社会",
}
TAGS = ["children", "education", "civil society", "niñez", "data", "儿童", "a:b", "o'neill", "100%"]
SEARCHES = [
    "educacion", "ÉDUCATION", "follow", "fol", '"follow up"', '"up follow"', "recommendations -children", "-children",
    "机制", "وطنية الوطنية", "елка", "ministr minist", "plan ficticio", "children education", "fictitious ministry",
    '"civil society"', "", '"', "' OR 1=1", "a AND b", "NEAR(follow up)", "title:follow", "follow*", "(follow", "100%",
]  # fmt: skip
DATES = ["2024-07-01", "2024-12-31", "2025-03-04", "2025-06-30", "0001-01-01", "9999-12-30"]


class PracticesSubject:
    """Practices at every stage, in every language, some of them revised, translated, adopted, withdrawn."""

    parts = (PracticesPart,)

    def fill(self, platform: Platform) -> None:
        random = Random(3)
        people = [
            (make_observer if place % 4 == 3 else make_member)(platform, code)
            for place, code in enumerate(("GHA", "PER", "NOR", "NPL", "EST", "QAT"))
        ]
        for number in range(40):
            author = random.choice(people)
            others = [made for made in people if made is not author]
            moment = datetime(2024, 7, 1, 8, tzinfo=UTC) + timedelta(days=random.randrange(400), hours=number % 7)
            self.live(platform, random, author, others, moment, number % 8)
        with platform.database.reading() as session:
            unseen = session.execute(select(practices.c.id).where(practices.c.status != "PUBLISHED")).scalars()
            self.unseen = [f"Practice:{key}" for key in unseen]

    def live(
        self, platform: Platform, random: Random, author: Made, others: list[Made], moment: datetime, stage: int
    ) -> None:
        """One practice. stage: 0 stays a draft, 1 is submitted, 2 is finally withdrawn, the others are published."""
        language = random.choice(list(WORDS))
        with writing(platform, author.viewer, moment) as current:
            practice = texts.draft_practice(current, author.key, _text(random, language), _filing(random))
        if stage == 0:
            return
        with writing(platform, author.viewer, moment) as current:
            life.submit_practice(current, practice)
        if stage == 1:
            return
        with writing(platform, random.choice(others).viewer, moment) as current:
            life.review_practice(current, practice, True, "Fictitious comment")
        with writing(platform, SECRETARIAT, moment) as current:
            life.publish_practice(current, practice)
        for adopter in random.sample(others, k=random.randrange(4)):
            with writing(platform, adopter.viewer, moment + timedelta(days=1)) as current:
                adopting.adopt_practice(current, practice, adopter.key, random.choice(("Fictitious note", None)))
        if stage > 4:
            with writing(platform, author.viewer, moment + timedelta(days=2)) as current:
                filing = Filing(tags=random.sample(TAGS, k=2))
                texts.revise_practice(current, practice, _text(random, language), filing, "Fictitious", None)
        if stage > 5:
            other = random.choice([code for code in WORDS if code != language])
            with writing(platform, author.viewer, moment + timedelta(days=3)) as current:
                texts.translate_practice(current, practice, _text(random, other), None)
        if stage == 2:
            with writing(platform, author.viewer, moment + timedelta(days=4)) as current:
                life.withdraw_practice(current, practice, "Fictitious reason")

    def values(self, ask: Ask) -> dict[str, list[Any]]:
        data = ask(
            "{ practices(first: 250) { nodes { id state { id isoAlpha3 } adoptions { nodes { id participant { id } } } } } }"
        )
        found = data["data"]["practices"]["nodes"]
        adoptions = [adoption for each in found for adoption in each["adoptions"]["nodes"]]
        identifiers = [*[each["id"] for each in found] * 2, *self.unseen, "Practice:1"]
        return {
            "id": identifiers + [adoption["id"] for adoption in adoptions],
            "Practice.id": identifiers,
            "practice": identifiers,
            "participant": [adoption["participant"]["id"] for adoption in adoptions],
            "isoAlpha3": [each["state"]["isoAlpha3"] for each in found],
            "state": [each["state"]["id"] for each in found],
            "search": SEARCHES,
            "tags": [*TAGS, " Children ", "nothing"],
            "sustainableDevelopmentGoals": [1, 4, 16, 17, 99],
            "objectives": [1, 2, 3, 6, 9],
            "publishedFrom": DATES,
            "publishedUntil": DATES,
            "adoptedFrom": DATES,
            "adoptedUntil": DATES,
        }


def _text(random: Random, language: str) -> PracticeText:
    def some(count: int) -> str:
        return " ".join(random.choice(WORDS[language].split()) for _ in range(count))

    return PracticeText(
        language,
        some(3),
        some(5),
        f"# {some(2)}\n\n{some(9)}",
        random.choice((None, some(4))),
        random.choice((None, some(4))),
    )


def _filing(random: Random) -> Filing:
    def some(values: list[Any], most: int) -> list[Any]:
        return random.sample(values, k=random.randrange(most))

    return Filing(
        capacities=some([each.name for each in Capacity], 4),
        systems=some([each.name for each in HumanRightsSystem], 4),
        treaty_bodies=some([each.name for each in TreatyBody], 4),
        goals=some([1, 4, 16, 17], 4),
        objectives=some([1, 2, 3, 6], 4),
        tags=some(TAGS, 5),
        started_on=random.choice((None, datetime(2023, 1, 2, tzinfo=UTC).date())),
        links=[PracticeLink("https://demonstration.example/", random.choice((None, "More")))] * random.randrange(3),
    )
