"""Cells that only some may read, by the row: nothing that is asked, in whatever way, tells of those of others."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select
from starlette.testclient import TestClient

from core import Role, Viewer
from core.conformance import Network
from core.identity import PUBLIC, create_token
from core.platform import Platform
from core.server.app import create_app
from schema import Bits
from schema.weaving.visibility import Visibility
from tests.conftest import UNLIMITED, NewPlatform
from tests.core.plugins.made_plugins import members_with
from tests.schema.agreement.operations import Writer, holds_rows
from tests.schema.agreement.reference import Reference
from tests.schema.agreement.surveys import METADATA, SURVEYS, answers, bitmaps, hosted, people, surveys
from tests.schema.agreement.surveys_reference import FOUND, SurveysPart

OPERATIONS = 80
SURVEYED = (11, 12, 13)
VIEWERS = {
    "public": PUBLIC,
    "host": Viewer(Role.FOCAL_POINT, participant=11, name="Host"),
    "another host": Viewer(Role.COORDINATOR, participant=12, name="Another"),
    "secretariat": Viewer(Role.ADMINISTRATOR, name="Secretariat"),
}
WORDS = ("alpha", "beta", "gamma", "alphabet", None)
OURS = ("survey", "surveys", *FOUND, "surveysOn", "surveyors", "node", "nodes")


@pytest.fixture
def network(database_url: str, new_platform: NewPlatform, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A network with surveys of three hosts, where it is one moment all the time."""
    platform = new_platform(database_url, members_with({"surveys": SURVEYS}), **UNLIMITED)
    moment = platform.now()
    monkeypatch.setattr(platform, "now", lambda: moment)
    METADATA.create_all(platform.database.engine)
    _fill(platform)
    made = Network(platform)
    yield made
    made.close()


def _fill(platform: Platform) -> None:
    random, today = Random(7), platform.now().date()
    with platform.database.transaction() as session:
        names = [{"id": key, "name": f"Surveyor {key}"} for key in (1, 2, 3)]
        session.execute(insert(people), names)
        for key in range(1, 25):
            languages = random.choice((("en",), ("en", "fr"), ("en", "ar")))
            row = {
                "id": key,
                "number": random.randint(1, 9),
                "host_id": random.choice(SURVEYED),
                "opens_on": today + timedelta(days=random.choice((-9, -1, 0, 1, 400))),
                "score": random.randint(1, 5),
                "verdict": random.choice(("FINE", "FINE", "POOR", "LOST")),
                "comment": random.choice(WORDS),
                "source": random.choice(("paper", "talk", None)),
                "notes": {language: f"Note {key} in {language}" for language in languages},
                "marks": random.choice(([], ["a"], ["a", "b"])),
                "mentor_id": random.choice((1, 2, 3)),
            }
            session.execute(insert(surveys), [row])
        for verdict in ("FINE", "POOR", "LOST"):
            found = session.execute(select(surveys.c.id).where(surveys.c.verdict == verdict)).scalars()
            bits = sum(1 << key for key in found).to_bytes(Bits.LENGTH // 8, "little")
            session.execute(insert(bitmaps).values(kind="verdict", value=verdict, block=0, bits=bits))
        session.execute(
            insert(answers),
            [{"id": key, "survey_id": random.randint(1, 24), "word": f"word {key}"} for key in range(1, 40)],
        )


def _pool(random: Random, name: str) -> Any:
    values: dict[str, list[Any]] = {
        "first": [0, 1, 2, 5, 50],
        "last": [0, 1, 2, 5, 50],
        "day": ["2001-01-01", "2999-01-01"],
        "word": ["alpha", "b", "", "gamma", "z"],
        "comment": ["alpha", "beta", "nothing"],
        **{key: ["Surveyor:1", "Surveyor:2"] for key in ("mentor", "mentors")},
        "scoreFrom": [1, 3, 5],
        "id": [f"Survey:{random.randint(1, 24)}", f"SurveyAnswer:{random.randint(1, 39)}", "Surveyor:1"],
        "Survey.id": [f"Survey:{random.randint(1, 24)}"],
    }
    values["ids"] = values["id"]
    found = values.get(name)
    return random.choice(found) if found else None


@pytest.mark.long(4)
@pytest.mark.parametrize("who", VIEWERS)
def test_every_way_of_answering_withholds_the_same(network: Network, who: str) -> None:
    platform, viewer = network.platform, VIEWERS[who]
    random = Random(f"surveys {who}")
    languages: tuple[str, ...] = ("fr",) if who == "host" else ()
    reference = Reference(platform, [SurveysPart.for_viewer(viewer)], languages)
    query = reference.schema.query_type
    assert query is not None
    without = frozenset(f"Query.{name}" for name in query.fields if name not in OURS)
    with_rows = 0
    for number in range(OPERATIONS):
        operation = Writer(reference.schema, random, _pool, without, depth=4).operation()
        for variables, executed in product((operation.variables, operation.others), (False, True)):
            expected = reference.answer(operation.document, variables)
            platform.engine.always_execute = executed
            found = network.ask(operation.document, variables, viewer, languages, "Random")
            assert found == {"data": expected}, f"{number}: {operation.document} {variables}"
            with_rows += holds_rows(expected)
    assert with_rows > 2 * OPERATIONS


def test_a_cell_is_withheld_once_and_only_from_those_who_do_not_see_it() -> None:
    withheld = {(surveys, "comment"): hosted}
    said = surveys.c.comment == "alpha"
    once = Visibility("PUBLIC", withheld).cells(said)
    assert str(once).count("CASE WHEN") == 1
    assert Visibility("PUBLIC", withheld).cells(once) is once
    assert Visibility("ADMINISTRATOR", withheld).cells(said) is said


OWN = "query($word: String) { surveys(filter: {comment: $word}) { totalCount verdicts { value count } } }"
EVERYWHERE = """query($day: Date) {
  surveysOn(day: $day, first: 50) { nodes { id score } }
  surveys(first: 50, orderBy: COMMENT) { edges { cursor node { comment ...F } } } }
fragment F on Survey { same: comment result { comment } }"""


def test_answers_that_are_kept_are_not_those_of_others(network: Network) -> None:
    """Counts and facets are kept from one answer to the next, plans are made for a role."""
    parts = {who: SurveysPart.for_viewer(viewer) for who, viewer in VIEWERS.items()}
    references = {who: Reference(network.platform, [part]) for who, part in parts.items()}
    third = Viewer(Role.FOCAL_POINT, participant=13, name="Third")
    viewers = {**VIEWERS, "third": third}
    references["third"] = Reference(network.platform, [SurveysPart.for_viewer(third)])
    answers = set()
    for _ in range(2):
        for who, viewer in viewers.items():
            found = network.ask(OWN, {"word": "alpha"}, viewer)
            assert found == {"data": references[who].answer(OWN, {"word": "alpha"})}
            answers.add(str(found))
    assert len(answers) >= 3


COUNTED = """{ surveyCards(filter: {verdict: FINE}) { totalCount verdicts { value } }
  surveys(filter: {commented: true}) { totalCount verdicts { value count } again: verdicts { value count } } }"""


@pytest.mark.parametrize(("ids", "wrong"), [(["Survey:1"], "Survey:1"), (["Surveyor:1", "Surveyor:x"], "Surveyor:x")])
def test_a_list_of_ids_with_one_of_another_type_is_refused(network: Network, ids: list[str], wrong: str) -> None:
    asked = "query($ids: [ID!]) { surveys(filter: {mentors: $ids}) { totalCount } }"
    assert network.ask(asked, {"ids": ["Surveyor:1", "Surveyor:2"]})["data"]
    (error,) = network.ask(asked, {"ids": ids})["errors"]
    assert error["message"].startswith(f"'{wrong}' is not the id of a Surveyor.")
    assert (error["extensions"]["code"], error["path"]) == ("INVALID_ID", ["surveys"])


def test_bitmaps_reveal_nothing_that_is_withheld(network: Network) -> None:
    public, secretariat = (network.ask(COUNTED, {}, VIEWERS[who])["data"] for who in ("public", "secretariat"))
    assert public == {
        "surveyCards": {"totalCount": 0, "verdicts": []},
        "surveys": {"totalCount": 0, "verdicts": [], "again": []},
    }
    assert secretariat["surveyCards"]["totalCount"] > 0
    assert {found["value"] for found in secretariat["surveyCards"]["verdicts"]} == {"FINE", "POOR", "LOST"}
    assert secretariat["surveys"]["verdicts"] == secretariat["surveys"]["again"] != []


def test_no_day_that_is_asked_for_opens_a_cell(network: Network) -> None:
    found = network.ask(EVERYWHERE, {"day": "2999-01-01"})["data"]
    scores = {node["id"]: node["score"] for node in found["surveysOn"]["nodes"]}
    assert scores == {node["id"]: node["score"] for node in network.ask(EVERYWHERE)["data"]["surveysOn"]["nodes"]}
    assert None in scores.values()
    for edge in found["surveys"]["edges"]:
        assert edge["node"] == {"comment": None, "same": None, "result": None}
        assert bytes.fromhex(edge["cursor"]).decode().split("\x1f")[1] == ""


def test_a_cursor_tells_nothing_of_what_lies_beyond_it(network: Network) -> None:
    """One that somebody else was given, or made up, is a place in the list as its reader sees it."""
    administrator = network.ask(EVERYWHERE, {}, VIEWERS["secretariat"])["data"]["surveys"]["edges"]
    after = next(edge["cursor"] for edge in administrator if edge["node"]["comment"])
    document = "query($after: String) { surveys(first: 50, after: $after, orderBy: COMMENT) { nodes { id } } }"
    assert network.ask(document, {"after": after})["data"]["surveys"]["nodes"] == []


def test_files_and_kept_answers_of_the_public_hold_none(network: Network) -> None:
    path = "/data/surveys.csv?fields=id,comment,verdict,mentor.name,loud,result.comment,marks"
    for _ in range(3):
        public = network.get(path).text.splitlines()
        assert public[0] == "id,comment,verdict,mentor.name,loud,result.comment,marks"
        assert {line.partition(",")[2] for line in public[1:]} == {",,,,,[]"}
        host = network.get(path, VIEWERS["host"])
        assert "Surveyor" in host.text
        assert host.headers["cache-control"] == "private, no-store"


def test_a_subscription_streams_what_its_reader_sees(network: Network) -> None:
    platform = network.platform
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
        commented = select(surveys.c.id).where(surveys.c.comment.is_not(None), surveys.c.verdict != "LOST")
        followed = session.execute(commented.limit(1)).scalar_one()
    document = f'subscription {{ surveyFollowed(id: "Survey:{followed}") {{ comment commented loud }} }}'
    with TestClient(create_app(platform.settings, platform)) as client:
        for payload, seen in (({}, False), ({"authorization": f"Bearer {token}"}, True)):
            with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
                socket.send_json({"type": "connection_init", "payload": payload})
                assert socket.receive_json()["type"] == "connection_ack"
                socket.send_json({"type": "subscribe", "id": "1", "payload": {"query": document}})
                survey = socket.receive_json()["payload"]["data"]["surveyFollowed"]
                assert survey["commented"] is seen
                assert (survey["comment"] is not None) is seen
                assert (survey["loud"] is not None) is seen


@pytest.mark.parametrize("who", VIEWERS)
def test_no_way_of_reading_the_table_goes_past_what_is_withheld(network: Network, who: str) -> None:
    reference = Reference(network.platform, [SurveysPart.for_viewer(VIEWERS[who])])
    for name, word in product(FOUND, ("alpha", "", "z")):
        document = f'{{ {name}(word: "{word}") {{ totalCount nodes {{ id comment }} }} }}'
        assert network.ask(document, {}, VIEWERS[who]) == {"data": reference.answer(document, {})}, name
