"""What is not said to be allowed is refused, for every field and every role, on both engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.database.sessions.session import Session
from core.identity import Role, Viewer
from core.platform import Platform
from core.tables import journal
from tests.conftest import Ask
from tests.factories import SECRETARIAT, Made, make_member, make_observer
from tests.plugins.voting import steps
from tests.roles import core, partnerships, practices, voting
from tests.roles.matrix import EVERYBODY, Entry

TABLES = (core, practices, partnerships, voting)
QUERIES: dict[str, Entry] = {name: entry for table in TABLES for name, entry in table.QUERIES.items()}
MUTATIONS: dict[str, Entry] = {name: entry for table in TABLES for name, entry in table.MUTATIONS.items()}
TURNED_AWAY = {"NOT_ALLOWED", "NOT_FOUND"}
"""What a write answers to whom it is not for: that they may not, or that for them there is no such thing."""


class Scene:
    """Fictitious participants and their records, by the names that the entries use; a viewer for each role."""

    def __init__(self, platform: Platform, ask: Ask) -> None:
        self.ask = ask
        members = member, other, seat, chair = steps.make_members(platform)
        observer = make_observer(platform, "KEN")
        partner = self.do("registerPartner", 'language: EN, name: "Fictitious", kind: ACADEMIA', "partner")
        key = int(partner.partition(":")[2])
        self.viewers = {
            "PUBLIC": Viewer(),
            "PARTNER": Viewer(Role.PARTNER, partner=key, name="Fictitious partner"),
            "OBSERVER": observer.viewer,
            "FOCAL_POINT": member.viewer,
            "OTHER_FOCAL_POINT": other.viewer,
            "COMMITTEE": Viewer(Role.COMMITTEE, seat.key, name="Fictitious seat"),
            "COORDINATOR": Viewer(Role.COORDINATOR, chair.key, name="Fictitious chair"),
            "ADMINISTRATOR": SECRETARIAT,
        }
        text = 'text: {language: EN, title: "Fictitious", summary: "Fictitious.", body: "Fictitious."}'
        of_member = ask('{ participant(isoAlpha3: "PRY") { mechanism { id } focalPoint { id } } }')["data"][
            "participant"
        ]
        drafts = [
            self.do("draftPractice", f'participant: "{member.id}", {text}', "practice", member.viewer) for _ in range(3)
        ]
        for draft in drafts[1:]:
            self.do("submitPractice", f'practice: "{draft}"', "practice", member.viewer)
        review = f'practice: "{drafts[2]}", verdict: APPROVE, comment: "Fictitious."'
        self.do("reviewPractice", review, "practice", other.viewer)
        self.do("publishPractice", f'practice: "{drafts[2]}"', "practice")
        taken_up = f'practice: "{drafts[2]}", participant: "{observer.id}"'
        proposal = (
            f'language: EN, title: "Fictitious", description: "Fictitious.", participants: ["{member.id}"], '
            f'partners: ["{partner}"], objectives: [1], startsOn: "2024-06-01"'
        )
        proposed = [self.do("proposePartnership", proposal, "partnership", member.viewer) for _ in range(2)]
        self.do("activatePartnership", f'partnership: "{proposed[1]}"', "partnership")
        gift = f'partnership: "{proposed[1]}", kind: ADVICE, by: "Fictitious", description: "Fictitious."'
        self.do("recordContribution", gift, "partnership")
        given_to = ask(f'{{ partnership(id: "{proposed[1]}") {{ contributions {{ id }} }} }}')["data"]["partnership"]
        activity = f'partnership: "{proposed[1]}", language: EN, title: "Fictitious", on: "2024-07-01"'
        asked = f'participant: "{member.id}", kind: ADVICE, subject: "Fictitious", details: "Fictitious."'
        decision = 'body: NETWORK, language: EN, title: "Fictitious", text: "Fictitious."'
        given = f'{decision}, proposedBy: "{member.id}"'
        drafted, sought, objected = (self.do("proposeDecision", given, "decision", member.viewer) for _ in range(3))
        for decision in (sought, objected):
            self.do("seekConsensus", f'decision: "{decision}", until: "{voting.IN_A_MONTH}"', "decision")
        for made in members:
            objection = f'decision: "{objected}", participant: "{made.id}", reason: "Fictitious."'
            self.do("raiseObjection", objection, "decision", made.viewer)
        accession = 'isoAlpha3: "MEX", standing: OBSERVER, adoptsDeclaration: true, communicatedOn: "2024-06-01"'
        ceased = f'participant: "{make_member(platform, "ISL").id}", ceasedOn: "2024-07-01", reason: "Fictitious."'
        meeting = f'kind: SEMINAR, language: EN, title: "Fictitious", {voting.WHEN}'
        self.names: dict[str, str] = {
            "member": member.id,
            "observer": observer.id,
            "partner": partner,
            "mechanism": of_member["mechanism"]["id"],
            "focal point": of_member["focalPoint"]["id"],
            "draft": drafts[0],
            "submitted": drafts[1],
            "published": drafts[2],
            "adoption": self.do("adoptPractice", taken_up, "adoption", observer.viewer),
            "proposed": proposed[0],
            "active": proposed[1],
            "contribution": given_to["contributions"][0]["id"],
            "activity": self.do("recordActivity", activity, "activity"),
            "request": self.do("requestSupport", asked, "supportRequest", member.viewer),
            "accession": self.do("communicateAccession", accession, "accession"),
            "ceased": self.do("withdrawMechanism", ceased, "participant"),
            "meeting": self.do("planMeeting", meeting, "meeting"),
            "drafted": drafted,
            "sought": sought,
            "objected": objected,
            "voted": f"Decision:{steps.make_open_vote(platform, members)}",
            "shown": f"Decision:{self.vote_in_meeting(platform, members)}",
        }

    def vote_in_meeting(self, platform: Platform, members: list[Made]) -> int:
        """A decision with an open vote in a meeting at which these are present."""
        meeting = steps.open_meeting(platform, members)
        return steps.make_open_vote(platform, members, steps.START + timedelta(days=57), meeting=meeting)

    def do(self, name: str, given: str, answer: str, viewer: Viewer = SECRETARIAT) -> str:
        """Carry out a mutation; the id of what it made."""
        found = self.ask(
            f"mutation {{ {name}(input: {{{given}}}) {{ {answer} {{ id }} errors {{ code message }} }} }}",
            viewer=viewer,
        )
        assert found.get("data") and found["data"][name][answer], found
        identifier: str = found["data"][name][answer]["id"]
        return identifier

    def filled(self, entry: Entry, role: str) -> str:
        viewer = self.viewers[role]
        own = f"Participant:{viewer.participant}" if viewer.participant else self.names["member"]
        found = entry.ask
        for name, identifier in {"own": own, **self.names}.items():
            found = found.replace(f"<{name}>", identifier)
        return found


@pytest.fixture
def scene(platform: Platform, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The scene, in which from now on nothing changes: every write is undone at its end."""
    made = Scene(platform, ask)
    transaction = platform.database.transaction

    @contextmanager
    def undone(wait: bool = True) -> Iterator[Session]:
        with transaction(wait) as session:
            yield session
            session.connection().rollback()

    monkeypatch.setattr(platform.database, "transaction", undone)
    return made


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_every_field_has_its_entry(platform: Platform) -> None:
    schema = platform.engine.graphql
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    assert set(schema.query_type.fields) == set(QUERIES)
    assert set(schema.mutation_type.fields) == set(MUTATIONS)


def test_a_query_finds_something_for_those_to_whom_it_is_said_to(scene: Scene) -> None:
    wrong = []
    for name, entry in QUERIES.items():
        for role in EVERYBODY:
            answer = scene.ask(f"{{ {scene.filled(entry, role)} }}", viewer=scene.viewers[role])
            assert "errors" not in answer, (name, role, answer)
            if _something(answer["data"][name]) is not (role in entry.allowed):
                wrong.append((name, role, answer["data"][name]))
    assert wrong == [], "\n".join(map(str, wrong))


def test_a_mutation_turns_away_all_to_whom_it_is_not_said_to_be_allowed(scene: Scene, platform: Platform) -> None:
    written, wrong = _entries(platform), []
    for name, entry in MUTATIONS.items():
        for role in EVERYBODY:
            document = f"mutation {{ {name}(input: {{{scene.filled(entry, role)}}}) {{ errors {{ code message }} }} }}"
            answer = scene.ask(document, viewer=scene.viewers[role])
            assert "errors" not in answer, (name, role, answer)
            codes = {error["code"] for error in answer["data"][name]["errors"]}
            away = bool(codes) and codes <= TURNED_AWAY
            if away is (role in entry.allowed):
                wrong.append((name, role, answer["data"][name]["errors"]))
    assert wrong == [], "\n".join(map(str, wrong))
    assert _entries(platform) == written


def _something(found: Any) -> bool:
    if isinstance(found, Mapping) and "totalCount" in found:
        return bool(found["totalCount"])
    if isinstance(found, list):
        return all(one is not None for one in found)
    return found is not None


def _entries(platform: Platform) -> int:
    with platform.database.reading() as session:
        count: int = session.execute(select(func.count()).select_from(journal)).scalar_one()
        return count
