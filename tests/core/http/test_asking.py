"""Routes of plugins that answer with `ask`: with what the sender of the request may see, and not too often."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import ModuleType

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from core import ask, ask_all, hookimpl, let_in
from core.conformance.web import Got, send_request
from core.identity import Role, create_token
from core.platform import Platform
from core.server.app import create_app
from core.settings.settings import Settings
from tests.core.plugins.made_plugins import members_with

STATES = """query($after: String) { states(first: 50, after: $after) { pageInfo { hasNextPage endCursor }
  nodes { name } } }"""
CODES = ("MAR", "PRY", "KEN")
Get = Callable[..., Got]


async def _viewer(request: Request) -> Response:
    return JSONResponse(await ask(request, '{ viewer { role } state(isoAlpha3: "MAR") { name } }'))


async def _several(request: Request) -> Response:
    viewer = await let_in(request)
    asked = [
        ask(request, "query($code: String!) { state(isoAlpha3: $code) { name } }", {"code": code}) for code in CODES
    ]
    return JSONResponse([viewer.role.name, *[found["state"]["name"] for found in await asyncio.gather(*asked)]])


async def _parts(request: Request) -> Response:
    found = await ask(request, '{ state(isoAlpha3: "MAR") { name } }')
    return StreamingResponse([found["state"]["name"].encode(), b", in parts"])


async def _states(request: Request) -> Response:
    return JSONResponse(await ask_all(request, STATES))


async def _wrong(request: Request) -> Response:
    return JSONResponse(await ask(request, "{ nothing }"))


async def _one(request: Request) -> Response:
    return JSONResponse(
        await ask(request, "query($id: ID!) { node(id: $id) { id } }", {"id": request.path_params["id"]})
    )


async def _from(request: Request) -> Response:
    asked = {"after": request.path_params["cursor"], "first": int(request.path_params["size"])}
    states = "query($first: Int, $after: String) { states(first: $first, after: $after) { nodes { name } } }"
    return JSONResponse(await ask(request, states, asked))


async def _writes(request: Request) -> Response:
    return JSONResponse(
        await ask(request, 'mutation { withdrawMechanism(input: {participant: "x", reason: ""}) { errors { code } } }')
    )


async def _hourly(request: Request) -> Response:
    await let_in(request)
    return Response("Hourly", headers={"cache-control": "max-age=3600"})


async def _nothing(request: Request) -> Response:
    await let_in(request)
    return Response("Nothing here", status_code=404)


async def _missed(request: Request) -> Response:
    raise HTTPException(404, "There is no such thing.")


async def _anybody(request: Request) -> Response:
    return Response("Whoever asks")


@hookimpl
def register_routes() -> list[BaseRoute]:
    paths = {"/viewer": _viewer, "/several": _several, "/states": _states, "/wrong": _wrong, "/writes": _writes}
    paths |= {
        "/parts": _parts,
        "/hourly": _hourly,
        "/anybody": _anybody,
        "/nothing": _nothing,
        "/missed": _missed,
        "/one/{id}": _one,
        "/from/{cursor}/{size}": _from,
    }
    return [Route(path, endpoint) for path, endpoint in paths.items()]


@pytest.fixture
def get(database_url: str) -> Get:
    alpha = ModuleType("alpha")
    alpha.register_routes = register_routes  # type: ignore[attr-defined]
    settings = Settings(database_url=database_url, token_rate_limit="3/minute")
    platform = Platform(settings, members_with({"alpha": alpha}))
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")

    async def once(path: str, times: int, headers: dict[str, str]) -> Got:
        app = create_app(settings, platform)
        for _ in range(times):
            got = await send_request(
                app, "GET", path, {name: value.replace("TOKEN", token) for name, value in headers.items()}
            )
        await platform.close()
        await app.state.health.close()
        return got

    return lambda path, times=1, **headers: asyncio.run(once(path, times, headers))


def test_a_route_answers_in_the_language_of_its_client(get: Get) -> None:
    assert get("/alpha/viewer").json() == {"viewer": {"role": "PUBLIC"}, "state": {"name": "Morocco"}}


def test_a_token_identifies_its_sender(get: Get) -> None:
    found = get("/alpha/viewer", authorization="Bearer TOKEN", **{"accept-language": "fr"})
    assert found.json() == {"viewer": {"role": "ADMINISTRATOR"}, "state": {"name": "Maroc"}}


def test_the_address_of_a_route_may_name_the_language(get: Get) -> None:
    found = get("/alpha/viewer?language=es", **{"accept-language": "fr"})
    assert found.json()["state"] == {"name": "Marruecos"}
    assert get("/alpha/viewer?language=FR").json()["state"] == {"name": "Maroc"}
    assert get("/alpha/viewer?language=", **{"accept-language": "fr"}).json()["state"] == {"name": "Maroc"}


def test_a_language_that_is_none_of_the_six_is_refused(get: Get) -> None:
    found = get("/alpha/viewer?language=de", **{"accept-language": "fr"})
    (refusal,) = found.json()["errors"]
    assert (found.status, refusal["extensions"]) == (400, {"code": "PARAMETER"})
    assert refusal["message"] == "`language` must be one of ar, en, es, fr, ru, zh."


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/nowhere", "Not Found. GraphQL is at /graphql, files of whole lists are at /data."),
        ("/alpha/nowhere", "Not Found. GraphQL is at /graphql, files of whole lists are at /data."),
        ("/alpha/missed", "There is no such thing."),
    ],
)
def test_an_unknown_path_is_refused_with_the_address_of_graphql(get: Get, path: str, message: str) -> None:
    found = get(path)
    assert (found.status, found.json()["errors"]) == (404, [{"message": message, "extensions": {"code": "NOT_FOUND"}}])


def test_an_answer_may_come_in_parts(get: Get) -> None:
    found = get("/alpha/parts", **{"if-none-match": "*"})
    assert (found.status, found.text) == (200, "Morocco, in parts")
    assert "Accept-Language" in found.headers["vary"]


@pytest.mark.parametrize("authorization", ["", "Bearer TOKEN"])
def test_what_is_not_there_for_one_may_be_for_another(get: Get, authorization: str) -> None:
    found = get("/alpha/nothing", **({"authorization": authorization} if authorization else {}))
    assert (found.status, found.headers["cache-control"]) == (404, "no-store")
    assert "Authorization" in found.headers["vary"]


@pytest.mark.parametrize(("path", "control"), [("/alpha/hourly", "max-age=3600"), ("/alpha/anybody", None)])
def test_a_route_may_say_itself_what_is_kept(get: Get, path: str, control: str | None) -> None:
    found = get(path, **{"if-none-match": "*"})
    assert (found.status, found.headers.get("cache-control")) == (200, control)
    assert "etag" not in found.headers


def test_an_invalid_token_is_refused(get: Get) -> None:
    found = get("/alpha/viewer", authorization="Bearer nmirf_nothing")
    assert found.status == 401
    assert found.json()["errors"][0]["extensions"] == {"code": "TOKEN"}
    assert "www-authenticate" in found.headers


def test_all_pages_are_one_list(get: Get) -> None:
    found = get("/alpha/states").json()
    assert len(found) == 193
    assert len({one["name"] for one in found}) == 193


@pytest.mark.parametrize(("path", "code"), [("/alpha/wrong", "INVALID_DOCUMENT"), ("/alpha/writes", "ONLY_QUERIES")])
def test_a_document_that_the_schema_does_not_answer_is_refused_with_its_code(get: Get, path: str, code: str) -> None:
    found = get(path)
    assert found.status == 500
    assert found.json()["errors"][0]["extensions"] == {"code": code}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/alpha/one/State:99999999999999999999", 404, "INVALID_ID"),
        ("/alpha/one/nothing", 404, "INVALID_ID"),
        ("/alpha/from/nothing/5", 400, "INVALID_CURSOR"),
        ("/alpha/from/nothing/5000", 400, "PAGE_SIZE"),
    ],
)
def test_a_client_s_mistake_is_not_a_failure_of_the_route(get: Get, path: str, status: int, code: str) -> None:
    found = get(path)
    assert (found.status, found.json()["errors"][0]["extensions"]) == (status, {"code": code})


def test_a_route_has_the_same_rate_limit_as_everything_else(get: Get) -> None:
    assert get("/alpha/states", 3, authorization="Bearer TOKEN").status == 200
    refused = get("/alpha/states", 4, authorization="Bearer TOKEN")
    assert refused.status == 429
    assert "retry-after" in refused.headers


def test_a_request_counts_once_however_much_its_route_asks(get: Get) -> None:
    found = get("/alpha/several", 3, authorization="Bearer TOKEN")
    assert found.json() == ["ADMINISTRATOR", "Morocco", "Paraguay", "Kenya"]
    assert get("/alpha/several", 4, authorization="Bearer TOKEN").status == 429
