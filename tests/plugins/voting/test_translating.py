"""(P6) Meetings and their agendas are read in the languages into which somebody has translated them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.platform import Platform
from core.tables import outbox
from plugins.voting.rules import meetings
from tests.conftest import Ask
from tests.factories import writing
from tests.plugins.voting.steps import START, change, codes, last_journal_entry, make_members, open_meeting

PLAN = """kind: SEMINAR, language: EN, title: "A fictitious seminar", startsAt: "2099-03-02T09:00:00Z",
  endsAt: "2099-03-02T12:00:00Z", timeZone: "America/Asuncion" """
MEETING = "meeting { title originalLanguage languages }"
AGENDA = (
    "query($id: ID!) { meeting(id: $id) { agenda { items { id title description languages descriptionLanguages } } } }"
)


@pytest.fixture
def planned(ask: Ask) -> str:
    """The id of a meeting."""
    found: str = change(ask, "planMeeting", PLAN, answer="meeting { id }")["meeting"]["id"]
    return found


@pytest.fixture
def prepared(ask: Ask, planned: str) -> str:
    """The id of a meeting with an agenda of two points, one of them in French."""
    items = """[{language: EN, title: "Opening", description: "Welcome"}, {language: FR, title: "Clôture"}]"""
    change(ask, "prepareAgenda", f'meeting: "{planned}", items: {items}', answer="meeting { id }")
    return planned


def _items(ask: Ask, meeting: str, *languages: str) -> list[Any]:
    found: list[Any] = ask(AGENDA, {"id": meeting}, languages=languages)["data"]["meeting"]["agenda"]["items"]
    return found


def _translate_meeting(ask: Ask, meeting: str, given: str) -> Any:
    return change(ask, "translateMeeting", f'meeting: "{meeting}", {given}', answer=MEETING)


def _translate_agenda(ask: Ask, meeting: str, language: str, *items: str) -> Any:
    given = f'meeting: "{meeting}", language: {language}, items: [{", ".join(f"{{{item}}}" for item in items)}]'
    return change(ask, "translateAgenda", given, answer="meeting { id }")


def test_a_meeting_is_read_in_the_language_of_its_reader(ask: Ask, planned: str) -> None:
    found = _translate_meeting(ask, planned, 'language: FR, title: " Un séminaire fictif "')
    assert found == {
        "meeting": {"title": "A fictitious seminar", "originalLanguage": "EN", "languages": ["EN", "FR"]},
        "errors": [],
    }
    assert last_journal_entry(ask)["action"] == "meeting.translated"
    assert last_journal_entry(ask)["payload"] == {"language": "fr", "title": "Un séminaire fictif"}
    query = "query($id: ID!) { meeting(id: $id) { title asked: title(language: FR) } }"
    title, asked = "A fictitious seminar", "Un séminaire fictif"
    assert ask(query, {"id": planned})["data"]["meeting"] == {"title": title, "asked": asked}
    assert ask(query, {"id": planned}, languages=("ru", "fr"))["data"]["meeting"] == {"title": asked, "asked": asked}


def test_a_corrected_translation_leaves_the_others(ask: Ask, planned: str) -> None:
    for given in ('ES, title: "Un seminario"', 'FR, title: "Un seminaire"', 'FR, title: "Un séminaire"'):
        assert _translate_meeting(ask, planned, f"language: {given}")["errors"] == []
    query = "query($id: ID!) { meeting(id: $id) { title es: title(language: ES) fr: title(language: FR) } }"
    expected = {"title": "A fictitious seminar", "es": "Un seminario", "fr": "Un séminaire"}
    assert ask(query, {"id": planned})["data"]["meeting"] == expected


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ('language: EN, title: "Another"', "CONFLICT", "language"),
        ('language: FR, title: " Un séminaire "', "INVALID", "title"),
        ('language: ES, title: " "', "INVALID", "title"),
        ('language: ES, title: "Two\\nlines"', "INVALID", "title"),
    ],
)
def test_translations_into_the_original_language_or_without_a_change_are_refused(
    ask: Ask, planned: str, given: str, code: str, path: str
) -> None:
    _translate_meeting(ask, planned, 'language: FR, title: "Un séminaire"')
    (refused,) = _translate_meeting(ask, planned, given)["errors"]
    assert (refused["code"], refused["path"]) == (code, [path])


def test_another_title_drops_the_translations_of_the_previous_one(ask: Ask, planned: str) -> None:
    _translate_meeting(ask, planned, 'language: FR, title: "Un séminaire"')
    same = f'meeting: "{planned}", language: EN, title: "A fictitious seminar"'
    assert codes(change(ask, "retitleMeeting", same, answer=MEETING)) == ["INVALID"]
    other = f'meeting: "{planned}", language: EN, title: "Another"'
    found = change(ask, "retitleMeeting", other, answer=MEETING)["meeting"]
    assert found == {"title": "Another", "originalLanguage": "EN", "languages": ["EN"]}


def test_a_meeting_that_is_over_is_translated_and_its_report_is_published_in_more_languages(
    platform: Platform, ask: Ask
) -> None:
    key = open_meeting(platform, make_members(platform), now=START)
    with writing(platform) as write:
        meetings.close_meeting(write, key)
        mails = len(write.session.execute(select(outbox.c.id)).all())
    meeting = f"Meeting:{key}"
    assert _translate_meeting(ask, meeting, 'language: FR, title: "Une réunion"')["errors"] == []
    query = "query($id: ID!) { meeting(id: $id) { report reportLanguage reportLanguages } }"
    expected: dict[str, Any] = {"report": None, "reportLanguage": None, "reportLanguages": []}
    assert ask(query, {"id": meeting})["data"]["meeting"] == expected
    for language, report in (("ES", "Informe"), ("FR", "Rapport"), ("ES", "Informe corregido")):
        change(ask, "publishReport", f'meeting: "{meeting}", language: {language}, report: "{report}"', answer=MEETING)
    found = ask(query, {"id": meeting}, languages=("fr",))["data"]["meeting"]
    assert found == {"report": "Rapport", "reportLanguage": "ES", "reportLanguages": ["ES", "FR"]}
    with platform.database.reading() as session:
        assert len(session.execute(select(outbox.c.id)).all()) == mails


def test_points_of_an_agenda_are_translated(ask: Ask, prepared: str) -> None:
    opening, closing = (item["id"] for item in _items(ask, prepared))
    first = f'item: "{opening}", title: "Ouverture", description: "Accueil"'
    assert _translate_agenda(ask, prepared, "FR", first)["errors"] == []
    spanish = [f'item: "{opening}", title: "Apertura"', f'item: "{closing}", title: "Cierre"']
    assert _translate_agenda(ask, prepared, "ES", *spanish)["errors"] == []
    assert last_journal_entry(ask)["action"] == "meeting.agenda_translated"
    assert last_journal_entry(ask)["payload"] == {
        "language": "es", "items": [{"position": 1, "title": "Apertura"}, {"position": 2, "title": "Cierre"}],
    }  # fmt: skip
    assert _items(ask, prepared, "es") == [
        {"id": opening, "title": "Apertura", "description": "Welcome", "languages": ["EN", "ES", "FR"]}
        | {"descriptionLanguages": ["EN", "FR"]},
        {"id": closing, "title": "Cierre", "description": None, "languages": ["ES", "FR"], "descriptionLanguages": []},
    ]
    assert [item["description"] for item in _items(ask, prepared, "fr")] == ["Accueil", None]


def test_omitted_points_of_an_agenda_stay_and_null_removes_a_description(ask: Ask, prepared: str) -> None:
    opening = _items(ask, prepared)[0]["id"]
    first = f'item: "{opening}", title: "Ouverture", description: "Accueil"'
    _translate_agenda(ask, prepared, "FR", first)
    _translate_agenda(ask, prepared, "FR", f'item: "{opening}", title: "Ouverture de la réunion"')
    assert _items(ask, prepared, "fr")[0]["description"] == "Accueil"
    _translate_agenda(ask, prepared, "FR", f'item: "{opening}", title: "Ouverture", description: null')
    found = _items(ask, prepared, "fr")[0]
    assert (found["title"], found["description"]) == ("Ouverture", "Welcome")


def test_all_mistakes_in_a_translated_agenda_are_reported_and_nothing_is_stored(ask: Ask, prepared: str) -> None:
    opening, closing = (item["id"] for item in _items(ask, prepared))
    items = [
        f'item: "{opening}", title: " ", description: "Accueil"',
        f'item: "{closing}", title: "La clôture"',
        'item: "AgendaItem:1", title: "Nulle part"',
    ]
    refused = _translate_agenda(ask, prepared, "FR", *items)["errors"]
    assert [(error["code"], error["path"]) for error in refused] == [
        ("INVALID", ["items", "0", "title"]),
        ("CONFLICT", ["items", "1", "item"]),
        ("NOT_FOUND", ["items", "2", "item"]),
    ]
    twice = [f'item: "{closing}", title: "Cierre"', f'item: "{closing}", title: "Fin", description: "Algo"']
    refused = _translate_agenda(ask, prepared, "ES", *twice)["errors"]
    assert [(error["code"], error["path"]) for error in refused] == [
        ("CONFLICT", ["items", "1", "item"]),
        ("INVALID", ["items", "1", "description"]),
    ]
    assert codes(_translate_agenda(ask, prepared, "ES")) == ["INVALID"]
    assert [item["languages"] for item in _items(ask, prepared)] == [["EN"], ["FR"]]


def test_a_point_of_another_agenda_is_not_found(ask: Ask, prepared: str) -> None:
    item = _items(ask, prepared)[0]["id"]
    other = change(ask, "planMeeting", PLAN, answer="meeting { id }")["meeting"]["id"]
    assert codes(_translate_agenda(ask, other, "FR", f'item: "{item}", title: "Ouverture"')) == ["NOT_FOUND"]


def test_an_agenda_prepared_again_keeps_the_translations_of_unchanged_points(ask: Ask, prepared: str) -> None:
    opening, closing = (item["id"] for item in _items(ask, prepared))
    both = [f'item: "{opening}", title: "Apertura", description: "Bienvenida"', f'item: "{closing}", title: "Cierre"']
    _translate_agenda(ask, prepared, "ES", *both)
    for description, opens in (("Welcome", ("Apertura", ["EN", "ES"])), ("Welcome to all", ("Opening", ["EN"]))):
        items = f"""[{{language: FR, title: "Clôture"}},
          {{language: EN, title: "Opening", description: "{description}"}}]"""
        change(ask, "prepareAgenda", f'meeting: "{prepared}", items: {items}', answer="meeting { id }")
        found = [(item["title"], item["languages"]) for item in _items(ask, prepared, "es")]
        assert found == [("Cierre", ["ES", "FR"]), opens]
