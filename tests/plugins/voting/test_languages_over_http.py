"""(P6) What the secretariat translates over HTTP reaches a French reader in queries, mail, calendars and files."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select
from starlette.testclient import TestClient

from core.identity import Role
from core.members.rules import focal_points
from core.platform import Platform
from core.tables import outbox
from plugins.voting.tables import meetings
from tests.factories import make_member, new_token, writing

READ = """{ meetings(filter: {status: CONVENED}) { nodes { title languages agenda { items { title description } } } }
  decisions { nodes { title text inEnglish: title(language: EN) languages } } }"""


class Secretariat:
    """Writes with the token of an administrator."""

    def __init__(self, client: TestClient, platform: Platform) -> None:
        self.client = client
        self.authorized = {"authorization": f"Bearer {new_token(platform, Role.ADMINISTRATOR)}"}

    def write(self, name: str, answer: str, **given: Any) -> Any:
        kind = f"{name[0].upper()}{name[1:]}Input"
        document = (
            f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {answer} errors {{ code path message }} }} }}"
        )
        asked = {"query": document, "variables": {"input": given}}
        payload = self.client.post("/graphql", json=asked, headers=self.authorized).json()["data"][name]
        assert payload.pop("errors") == [], payload
        (made,) = payload.values()
        return made


@pytest.fixture
def translated(platform: Platform, client: TestClient) -> Platform:
    """The platform with a meeting and a decision, proposed in English and translated into French, of which mail went."""
    member = make_member(platform, "MAR")
    with writing(platform) as write:
        focal_points.designate_focal_point(write, member.key, "Fictive", None, "fr@test.example", write.today, "fr")
    secretariat = Secretariat(client, platform)
    starts = platform.now() + timedelta(days=60)
    moments = {"startsAt": starts, "endsAt": starts + timedelta(hours=3)}
    when = {name: f"{moment:%Y-%m-%dT%H:%M:%SZ}" for name, moment in moments.items()}
    meeting = secretariat.write(
        "planMeeting", "meeting { id }", kind="SEMINAR", language="EN", title="A fictitious seminar",
        timeZone="Africa/Casablanca", **when,
    )["id"]  # fmt: skip
    items = [{"language": "EN", "title": "Opening", "description": "Welcome"}, {"language": "EN", "title": "Closing"}]
    prepared = "meeting { agenda { items { id } } }"
    opening, _ = secretariat.write("prepareAgenda", prepared, meeting=meeting, items=items)["agenda"]["items"]
    title = "Un séminaire fictif"
    secretariat.write("translateMeeting", "meeting { id }", meeting=meeting, language="FR", title=title)
    french = [{"item": opening["id"], "title": "Ouverture", "description": "Accueil"}]
    secretariat.write("translateAgenda", "meeting { id }", meeting=meeting, language="FR", items=french)
    secretariat.write("sendAgenda", "meeting { id }", meeting=meeting)
    decision = secretariat.write(
        "proposeDecision",
        "decision { id }",
        body="NETWORK",
        language="EN",
        title="A fictitious decision",
        text="Its text.",
    )["id"]
    secretariat.write(
        "translateDecision", "decision { id }", decision=decision, language="FR", title="Une décision fictive",
        text="Son texte.",
    )  # fmt: skip
    until = f"{starts:%Y-%m-%dT%H:%M:%SZ}"
    secretariat.write("seekConsensus", "decision { id }", decision=decision, until=until)
    return platform


def _read(client: TestClient, language: str) -> Any:
    return client.post("/graphql", json={"query": READ}, headers={"accept-language": language}).json()["data"]


def test_texts_are_in_the_language_of_the_reader_or_the_original(translated: Platform, client: TestClient) -> None:
    french = _read(client, "fr-MA, fr;q=0.9, en;q=0.5")
    assert french["meetings"]["nodes"] == [
        {
            "title": "Un séminaire fictif",
            "languages": ["EN", "FR"],
            "agenda": {
                "items": [
                    {"title": "Ouverture", "description": "Accueil"},
                    {"title": "Closing", "description": None},
                ]
            },
        }
    ]
    assert french["decisions"]["nodes"] == [
        {
            "title": "Une décision fictive",
            "text": "Son texte.",
            "inEnglish": "A fictitious decision",
            "languages": ["EN", "FR"],
        }
    ]
    assert _read(client, "es")["decisions"]["nodes"][0]["title"] == "A fictitious decision"


def test_mail_and_its_calendar_are_in_the_language_of_the_recipient(translated: Platform) -> None:
    with translated.database.reading() as session:
        found = session.execute(
            select(outbox).where(outbox.c.recipient == "fr@test.example").order_by(outbox.c.key.desc())
        )
        invitation, notice = found.all()
    assert "Un séminaire fictif" in invitation.subject
    assert "1. Ouverture\n   Accueil\n2. Closing" in invitation.body
    (event,) = Calendar.from_ical(invitation.calendar).walk("VEVENT")
    assert event["summary"] == "Un séminaire fictif"
    assert "Une décision fictive" in notice.subject
    assert "Son texte." in notice.body and "Its text." not in notice.body


def test_a_calendar_is_in_the_language_of_the_subscriber(translated: Platform, client: TestClient) -> None:
    for language, title in (("fr", "Un séminaire fictif"), ("ru", "A fictitious seminar")):
        got = client.get("/voting/meetings.ics", headers={"accept-language": language})
        titles = [event["summary"] for event in Calendar.from_ical(got.text).walk("VEVENT")]
        assert titles.count(title) == 1


def test_a_calendar_has_the_name_of_the_network_in_the_language_of_the_subscriber(
    translated: Platform, client: TestClient
) -> None:
    with translated.database.reading() as session:
        meeting = session.execute(select(meetings.c.id).limit(1)).scalar_one()
    names = {"fr": "Réseau International des MNMRS", "en": "International Network of NMIRFs"}
    for language, name in {**names, "ru": names["en"]}.items():
        for path in ("/voting/meetings.ics", f"/voting/meetings/{meeting}.ics"):
            got = client.get(path, headers={"accept-language": language})
            assert Calendar.from_ical(got.text)["X-WR-CALNAME"] == name


def test_a_file_is_in_the_requested_language(translated: Platform, client: TestClient) -> None:
    for language, title in (("fr", "Une décision fictive"), ("en", "A fictitious decision")):
        (row,) = csv.DictReader(io.StringIO(client.get(f"/data/decisions.csv?language={language}").text))
        assert (row["title"], row["languages"]) == (title, '["EN","FR"]')
