"""The page at `/`: what the platform is, for people and programs alike, and the way to all that it offers."""

from __future__ import annotations

from html.parser import HTMLParser
from types import ModuleType

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient

from core import hookimpl
from core.server.app import create_app
from tests.conftest import NewClient, NewPlatform
from tests.core.plugins.made_plugins import members_with

ACCEPTED = ("text/html,*/*;q=0.8", "application/json", "*/*", "image/png")
NAMES = "{ en: network { name(language: EN) } fr: network { name(language: FR) } }"


class Links(HTMLParser):
    """The addresses that a page refers to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attributes if name in ("href", "src") and value]


def test_everybody_gets_the_page_whatever_they_accept(client: TestClient) -> None:
    answers = [client.get("/", headers={"accept": one, "accept-language": "ar"}) for one in ACCEPTED]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["content-type"] for answer in answers} == {"text/html; charset=utf-8"}
    assert len({answer.text for answer in answers}) == 1
    assert '<html lang="en">' in answers[0].text
    assert "<script" not in answers[0].text
    assert "Accept" not in answers[0].headers.get("vary", "")


def test_the_page_has_the_appellation_of_the_declaration(client: TestClient) -> None:
    names = client.post("/graphql", json={"query": NAMES}).json()["data"]
    page = client.get("/").text
    assert f">{names['en']['name']}</h1>" in page
    assert f'lang="fr">{names["fr"]["name"]}</p>' in page


def test_the_page_leads_to_all_files_and_none_of_its_links_is_broken(client: TestClient) -> None:
    links = Links(client.get("/").text).found
    assert not [link for link in links if link.startswith(("/", "http"))], "it holds behind any proxy"
    lists = [resource["path"] for resource in client.get("/data/datapackage.json").json()["resources"]]
    assert [link for link in links if link.endswith(".csv")] == [f"data/{path}" for path in lists]
    assert {"graphql", "schema.graphql", "voting/meetings.ics", "partnerships/graph.svg"} < set(links)
    for link in set(links) - {"data:,"}:
        assert client.get(f"/{link}", headers={"accept": "text/html,*/*"}).status_code == 200, link


def test_names_in_descriptions_are_set_apart(client: TestClient) -> None:
    page = client.get("/").text
    assert "<code>orderBy</code>" in page
    assert "`" not in page


def test_the_page_is_sent_again_only_if_it_has_changed(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["cache-control"] == "no-cache"
    for tag in (page.headers["etag"], f'"other", W/{page.headers["etag"]}', "*"):
        again = client.get("/", headers={"if-none-match": tag})
        assert (again.status_code, again.text, again.headers["etag"]) == (304, "", page.headers["etag"])
    assert client.get("/", headers={"if-none-match": '"other"'}).status_code == 200
    head = client.head("/")
    assert (head.status_code, head.headers["etag"]) == (200, page.headers["etag"])
    assert head.headers["content-length"] == str(len(page.content))
    assert client.post("/").status_code == 405


def test_the_page_says_under_which_licence_the_records_may_be_used(new_client: NewClient) -> None:
    with new_client(licence={"name": "CC-BY-4.0", "path": "https://licence.example/by"}) as client:
        assert '<a href="https://licence.example/by">CC-BY-4.0</a>' in client.get("/").text
    with new_client(licence={"name": "Mine & yours"}) as client:
        assert "Mine &amp; yours" in client.get("/").text
    with new_client() as client:
        assert "licence" not in client.get("/").text.lower()


def test_the_page_offers_no_schema_that_is_not_published(new_client: NewClient) -> None:
    with new_client(introspection=False) as client:
        assert "schema.graphql" not in Links(client.get("/").text).found


def test_the_page_leads_to_the_routes_of_plugins_that_open_by_themselves(
    database_url: str, new_platform: NewPlatform
) -> None:
    alpha = ModuleType("alpha")
    routes: list[BaseRoute] = [
        Route("/map.svg", _answer),
        Route("/one/{key:int}.svg", _answer),
        Route("/sent", _answer, methods=["POST"]),
        Route("/called-back", _answer, include_in_schema=False),
        Mount("/more", routes=[]),
    ]
    alpha.register_routes = hookimpl(lambda: routes)  # type: ignore[attr-defined]
    platform = new_platform(database_url, members_with({"alpha": alpha}))
    links = Links(TestClient(create_app(platform.settings, platform)).get("/").text).found
    assert [link for link in links if link.startswith("alpha/")] == ["alpha/map.svg"]


async def _answer(request: Request) -> Response:
    return Response(request.url.path)
