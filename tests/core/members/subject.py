"""Members and observers under the property test."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from core.members.enums import Standing
from core.members.rules.accessions import acknowledge_accession, communicate_accession
from core.members.rules.focal_points import designate_focal_point
from core.members.rules.mechanisms import translate_mechanism
from core.members.tables import mechanisms
from core.platform import Platform
from tests.conftest import Ask
from tests.core.members.reference import CorePart, MembersPart
from tests.factories import make_member, make_observer, writing

DATES = ["2024-05-31", "2024-06-01", "2024-07-01", "2025-07-06", "2026-01-02", "2030-01-01"]
NAMES = ["an", "PARA", "Côte", "cote", "'", "%", "", "中", "российская", "república", '"']


class MembersSubject:
    """Participants of every kind, some of them with a history."""

    parts = (CorePart, MembersPart)

    def fill(self, platform: Platform) -> None:
        random = Random(8)
        codes = ("PRY", "MAR", "PRT", "KEN", "FJI", "TUR", "CIV", "BRA", "JPN", "POL", "DEU", "ZAF")
        for place, code in enumerate(codes):
            joined = date(2024, 6, 1) + timedelta(days=random.choice((0, 30, 400)))
            made = (make_observer if place % 4 == 3 else make_member)(platform, code, joined)
            if place % 5 == 0:
                with writing(platform) as current:
                    mechanism = current.session.execute(
                        select(mechanisms.c.id).where(mechanisms.c.participant_id == made.key)
                    ).scalar_one()
                    translate_mechanism(current, mechanism, "ar", "آلية خيالية")
            if place % 3 == 0:
                with writing(platform) as current:
                    designate_focal_point(
                        current, made.key, f"Second {code}", "Title", "s@test.example", date(2026, 1, 2)
                    )
        for code in ("ESP", "ITA", "CHL"):
            with writing(platform) as current:
                accession = communicate_accession(current, code, Standing.MEMBER, True, date(2025, 3, 4))
                if code != "CHL":
                    acknowledge_accession(current, accession, date(2025, 3, 5))

    def values(self, ask: Ask) -> dict[str, list[Any]]:
        data = ask("""{
          states(first: 250) { nodes { id isoAlpha3 name } edges { cursor } }
          members(first: 250) { nodes { id isoAlpha3: state { isoAlpha3 } mechanism { id } focalPoint { id } } }
          accessions { nodes { id } }
          journal { nodes { id sequence at action subject } }
        }""")["data"]
        participants = data["members"]["nodes"]
        identifiers = [node["id"] for key in ("states", "accessions", "journal") for node in data[key]["nodes"]][::4]
        identifiers += [node["id"] for node in participants] * 3
        identifiers += [
            node[key]["id"] for node in participants for key in ("mechanism", "focalPoint") if node[key]
        ] * 3
        identifiers += ["State:999", "Participant:1"]
        codes = [node["isoAlpha3"]["isoAlpha3"] for node in participants] * 8
        codes += [node["isoAlpha3"] for node in data["states"]["nodes"]] + ["xxx", "pry", "uſa", "ırl"]
        return {
            "id": identifiers,
            "isoAlpha3": codes,
            "name": ["Capacity", "Language", "SustainableDevelopmentGoal", "Unknown"],
            "on": DATES,
            **{key: [node[key] for node in data["journal"]["nodes"]] for key in ("subject", "action")},
            "sequenceFrom": [node["sequence"] for node in data["journal"]["nodes"]],
            "from": DATES,
            "until": [*DATES, data["journal"]["nodes"][0]["at"][:10]],
            "joinedFrom": DATES,
            "joinedUntil": DATES,
            "nameContains": NAMES,
        }
