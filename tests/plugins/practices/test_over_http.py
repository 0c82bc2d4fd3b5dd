"""A practice from a draft in Spanish to a second revision, over HTTP, with what each role sees at each step."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.identity import Role, create_token
from core.platform import Platform
from core.plugins.finding import load_plugins
from core.plugins.hookspecs import hookimpl
from core.server.app import create_app
from tests.conftest import NewPlatform
from tests.factories import make_member, make_observer

UNKNOWN = "Practice:5000000000000000"
TEXT = {"language": "ES", "title": "Plan secreto", "summary": "Resumen", "body": "Educación y seguimiento"}
FRENCH = {"language": "FR", "title": "Projet discret", "summary": "Résumé", "body": "Éducation et suivi"}
WAYS = """query($id: ID!) {
  practice(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id }
  practices { totalCount nodes { id } edges { node { id } } pageInfo { endCursor } facets { tags { value } languages { value } } }
  titled: practices(orderBy: TITLE) { nodes { id } }
  spanish: practices(search: "educacion", filter: {language: ES}) { totalCount }
  french: practices(search: "suivi") { totalCount }
  tagged: practices(filter: {tags: ["niñez"]}) { totalCount }
  state(isoAlpha3: "PRY") { practices { totalCount } participant { practices { totalCount } } }
  journal { nodes { subject } } }"""
CHANGES = {
    "submitPractice": "practice: $id",
    "publishPractice": "practice: $id",
    "reviewPractice": 'practice: $id, verdict: APPROVE, comment: "x"',
    "withdrawPractice": 'practice: $id, reason: "x"',
    "revisePractice": 'practice: $id, note: "x"',
    "translatePractice": 'practice: $id, text: {language: RU, title: "x", summary: "x", body: "x"}',
}
SEATED: set[int] = set()
"""The participants of these tests that have a seat in the Committee."""
OFFICES = ModuleType("offices")
OFFICES.register_roles = hookimpl(  # type: ignore[attr-defined]
    lambda participant: Role.COMMITTEE if participant in SEATED else None
)


class People:
    """Clients with the tokens of six roles, and one without."""

    def __init__(self, client: TestClient, platform: Platform) -> None:
        self.client = client
        self.author, self.reviewer = make_member(platform, "PRY"), make_member(platform, "MAR")
        observer, seated = make_observer(platform, "PRT"), make_member(platform, "CRI")
        SEATED.add(seated.key)
        with platform.database.transaction() as session:
            now = platform.now()
            self.tokens = {
                "author": create_token(session, now, Role.FOCAL_POINT, "A", self.author.key),
                "reviewer": create_token(session, now, Role.FOCAL_POINT, "R", self.reviewer.key),
                "observer": create_token(session, now, Role.OBSERVER, "O", observer.key),
                "partner": create_token(session, now, Role.PARTNER, "P", partner=1),
                "committee": create_token(session, now, Role.FOCAL_POINT, "C", seated.key),
                "administrator": create_token(session, now, Role.ADMINISTRATOR, "S"),
                "public": "",
            }

    def ask(self, who: str, query: str, variables: dict[str, Any] | None = None, language: str = "en") -> Any:
        headers = {"accept-language": language}
        if self.tokens[who]:
            headers["authorization"] = f"Bearer {self.tokens[who]}"
        answer = self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert "errors" not in found, found
        return found["data"]

    def change(
        self, who: str, name: str, given: str, practice: str, answer: str = "practice { status revision }"
    ) -> Any:
        document = f"mutation($id: ID!) {{ {name}(input: {{{given}}}) {{ {answer} errors {{ code message path }} }} }}"
        return self.ask(who, document, {"id": practice})[name]

    def sees(self, who: str, practice: str) -> bool:
        """Whether a role sees the practice, in every kind of query alike; a write by others reveals nothing of it."""
        data = self.ask(who, WAYS, {"id": practice})
        page = data["practices"]
        ways = [
            data["practice"] == data["node"] == data["nodes"][0] == {"id": practice},
            page["totalCount"] == 1,
            page["nodes"] == [{"id": practice}],
            page["edges"] == [{"node": {"id": practice}}],
            page["pageInfo"]["endCursor"] is not None,
            page["facets"]["tags"] == [{"value": "niñez"}],
            data["titled"]["nodes"] == [{"id": practice}],
            data["spanish"]["totalCount"] == 1,
            data["tagged"]["totalCount"] == 1,
            data["state"]["practices"]["totalCount"] == 1,
            data["state"]["participant"]["practices"]["totalCount"] == 1,
        ]
        assert len(set(ways)) == 1, (who, ways)
        if not ways[0] and who != "administrator":
            for name, given in CHANGES.items():
                refused, unknown = (self.change(who, name, given, key) for key in (practice, UNKNOWN))
                assert refused == unknown, (who, name)
                assert refused["errors"][0]["code"] in ("NOT_FOUND", "NOT_ALLOWED")
        return ways[0]

    def seen_by(self, practice: str) -> set[str]:
        return {who for who in self.tokens if self.sees(who, practice)}


@pytest.fixture
def people(database_url: str, new_platform: NewPlatform) -> Iterator[People]:
    platform = new_platform(database_url, load_plugins(extra={"offices": OFFICES}))
    with TestClient(create_app(platform.settings, platform)) as client:
        yield People(client, platform)


def test_the_life_of_a_practice_over_http(people: People) -> None:
    draft = """mutation($participant: ID!, $text: TextInput!) { draftPractice(input: {participant: $participant, text: $text,
      tags: ["niñez"], links: [{url: "https://demonstration.example/", title: "More"}]}) { practice { id } errors { code } } }"""
    given = {"participant": people.author.id, "text": TEXT}
    assert people.ask("partner", draft, given)["draftPractice"]["errors"][0]["code"] == "NOT_ALLOWED"
    practice: str = people.ask("author", draft, given)["draftPractice"]["practice"]["id"]
    assert people.seen_by(practice) == {"author", "administrator"}

    def change(who: str, name: str, given: str = "practice: $id") -> Any:
        payload = people.change(who, name, given, practice)
        return payload["errors"][0]["code"] if payload["errors"] else payload["practice"]["status"]

    assert change("author", "submitPractice") == "SUBMITTED"
    participants = {"author", "reviewer", "observer", "committee", "administrator"}
    assert people.seen_by(practice) == participants
    assert change("author", "revisePractice", 'practice: $id, note: "x"') == "WRONG_STATUS"
    assert change("author", "reviewPractice", CHANGES["reviewPractice"]) == "NOT_ALLOWED"
    ask_for_more = 'practice: $id, verdict: REQUEST_CHANGES, comment: "Say more"'
    assert change("reviewer", "reviewPractice", ask_for_more) == "CHANGES_REQUESTED"
    assert people.seen_by(practice) == participants
    assert change("administrator", "publishPractice") == "WRONG_STATUS"

    translation = """mutation($id: ID!, $text: TextInput!, $from: Int) {
      translatePractice(input: {practice: $id, text: $text, expectedRevision: $from}) { practice { languages revision }
        errors { code ... on RevisionConflict { currentRevision } } } }"""
    translate = {"id": practice, "text": FRENCH, "from": 1}
    translated = people.ask("author", translation, translate)["translatePractice"]
    assert translated["practice"] == {"languages": ["ES", "FR"], "revision": 2}
    late = people.ask("author", translation, translate)["translatePractice"]
    assert late == {"practice": None, "errors": [{"code": "REVISION_CONFLICT", "currentRevision": 2}]}

    assert change("author", "submitPractice") == "SUBMITTED"
    assert change("administrator", "publishPractice") == "NOT_REVIEWED"
    assert change("observer", "reviewPractice", CHANGES["reviewPractice"]) == "SUBMITTED"
    assert people.seen_by(practice) == participants
    assert change("reviewer", "publishPractice") == "NOT_ALLOWED"
    assert change("administrator", "publishPractice") == "PUBLISHED"
    assert people.seen_by(practice) == set(people.tokens)

    for words, language, title in (("educacion", "es", TEXT["title"]), ("éducation", "fr", FRENCH["title"])):
        query = "query($w: String) { practices(search: $w) { nodes { title } } }"
        assert people.ask("public", query, {"w": words}, language)["practices"]["nodes"] == [{"title": title}]

    adopt = f'practice: $id, participant: "{people.reviewer.id}"'
    adopted = "adoption { participant { state { isoAlpha3 } } }"
    payload = people.change("reviewer", "adoptPractice", adopt, practice, adopted)
    assert payload["adoption"] == {"participant": {"state": {"isoAlpha3": "MAR"}}}
    again = people.change("reviewer", "adoptPractice", adopt, practice, adopted)
    assert again["errors"][0]["code"] == "CONFLICT"
    assert people.change("partner", "adoptPractice", adopt, practice, adopted)["errors"][0]["code"] == "NOT_ALLOWED"

    second = 'practice: $id, expectedRevision: 2, note: "Second", text: {language: ES, title: "Plan abierto", summary: "Resumen", body: "Educación"}'
    assert change("partner", "revisePractice", second) == "NOT_ALLOWED"
    assert change("author", "revisePractice", second) == "PUBLISHED"
    assert change("author", "revisePractice", second) == "REVISION_CONFLICT"
    assert change("author", "revisePractice", CHANGES["revisePractice"]) == "INVALID"
    query = """query($id: ID!) { practice(id: $id) { title revision reviews { verdict } links { url }
      revisions { number note title summary french: title(language: FR) languages bodyHtml } adoptions { totalCount } } }"""
    seen = {who: people.ask(who, query, {"id": practice}, "es")["practice"] for who in people.tokens}
    assert seen["public"] == {
        "title": "Plan abierto",
        "revision": 3,
        "reviews": [],
        "links": [{"url": "https://demonstration.example/"}],
        "revisions": [
            {
                "number": 2,
                "note": "Second",
                "title": "Plan secreto",
                "summary": TEXT["summary"],
                "french": FRENCH["title"],
                "languages": ["ES", "FR"],
                "bodyHtml": '<div lang="es" dir="ltr"><p>Educación y seguimiento</p>\n</div>',
            }
        ],
        "adoptions": {"totalCount": 1},
    }
    # Sorted: two reviews of the same second have no order of their own.
    reviews = {who: sorted(review["verdict"] for review in found["reviews"]) for who, found in seen.items()}
    assert reviews == {
        "author": ["APPROVE", "REQUEST_CHANGES"],
        "administrator": ["APPROVE", "REQUEST_CHANGES"],
        "committee": ["APPROVE", "REQUEST_CHANGES"],
        "reviewer": ["REQUEST_CHANGES"],
        "observer": ["APPROVE"],
        "partner": [],
        "public": [],
    }


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "//x.example", "https://", "http://a b/", "https://x\n.example",
        "https://.", 'https://x.example/"><script>',
    ],
)  # fmt: skip
def test_an_unsafe_link_is_refused(people: People, url: str) -> None:
    draft = """mutation($participant: ID!, $text: TextInput!, $links: [LinkInput!]) {
      draftPractice(input: {participant: $participant, text: $text, links: $links}) { practice { id } errors { code path } } }"""
    given = {"participant": people.author.id, "text": TEXT, "links": [{"url": url}]}
    payload = people.ask("author", draft, given)["draftPractice"]
    assert payload == {"practice": None, "errors": [{"code": "INVALID", "path": ["links", "0", "url"]}]}
    assert people.ask("author", "{ practices { totalCount } }")["practices"]["totalCount"] == 0
