"""What routes make for the public is made once until the next write, however many ask for it and however they ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from types import ModuleType

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core import ask, hookimpl, keep_until_written
from core.conformance.web import Got, send_request
from core.for_plugins.keeping import KeptAnswers
from core.identity import Role, create_token
from core.platform import Platform
from core.server.app import create_app
from core.settings.settings import Settings
from schema.serving.caching import AnswerCache
from tests.core.plugins.made_plugins import members_with

GetAll = Callable[..., list[Got]]


class Making:
    """Makes the answers of routes, and counts them. size: the bytes of an answer."""

    def __init__(self, size: int) -> None:
        self.size, self.made, self.fails = size, 0, False

    async def slowly(self, request: Request) -> bytes:
        self.made += 1
        found = await ask(request, '{ state(isoAlpha3: "MAR") { name } }')
        await asyncio.sleep(0.2)
        if self.fails:
            raise RuntimeError("a fault of the plugin")
        return f"{found['state']['name']} {request.query_params.get('colour', '')}".encode().ljust(self.size)

    @hookimpl
    def register_routes(self) -> list[BaseRoute]:
        async def plain(request: Request) -> Response:
            return Response(await keep_until_written(request, lambda: self.slowly(request)))

        async def coloured(request: Request) -> Response:
            return Response(await keep_until_written(request, lambda: self.slowly(request), ["colour", "shape"]))

        return [Route("/plain", plain), Route("/coloured", coloured)]


@pytest.fixture
def making() -> Making:
    return Making(size=1_000)


@pytest.fixture
def get(database_url: str, making: Making) -> GetAll:
    """Sends requests for these paths, all at the same moment or one after the other."""
    alpha = ModuleType("alpha")
    alpha.register_routes = making.register_routes  # type: ignore[attr-defined]
    settings = Settings(database_url=database_url, max_answer_bytes=1_000)
    platform = Platform(settings, members_with({"alpha": alpha}))
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")

    async def sent(paths: Sequence[str], together: bool, known: bool) -> list[Got]:
        app = create_app(settings, platform)
        headers = {"authorization": f"Bearer {token}"} if known else {}
        requests = [send_request(app, "GET", f"/alpha{path}", headers) for path in paths]
        got = await asyncio.gather(*requests) if together else [await request for request in requests]
        await platform.close()
        await app.state.health.close()
        return got

    return lambda *paths, together=False, known=False: asyncio.run(sent(paths, together, known))


def _refusal(got: Got) -> tuple[int, str, str]:
    (error,) = got.json()["errors"]
    return got.status, error["extensions"]["code"], error["message"]


def test_equal_requests_that_wait_share_what_is_made(get: GetAll, making: Making) -> None:
    answers = get("/plain", "/plain", "/plain?language=es", "/plain", together=True)
    assert [got.text.strip() for got in answers] == ["Morocco", "Morocco", "Marruecos", "Morocco"]
    assert making.made == 2


def test_what_is_being_made_is_made_for_those_that_remain() -> None:
    async def made_for_the_second() -> bytes:
        kept, moment = KeptAnswers(AnswerCache(1_000)), (1, date(2026, 1, 1), (True, b"", ()))

        async def make() -> bytes:
            await asyncio.sleep(0.05)
            return b"made"

        first, second = (asyncio.create_task(kept.make_once(moment, make)) for _ in "12")
        await asyncio.sleep(0.01)
        first.cancel()
        made = await second
        assert first.cancelled()
        assert not kept.being_made
        return made

    assert asyncio.run(made_for_the_second()) == b"made"


def test_what_could_not_be_made_is_tried_again(get: GetAll, making: Making) -> None:
    making.fails = True
    assert {got.status for got in get("/plain", "/plain", together=True)} == {500}
    assert making.made == 1
    making.fails = False
    assert get("/plain")[0].status == 200


def test_parameters_that_nothing_is_made_of_are_refused(get: GetAll, making: Making) -> None:
    refused = {
        "/plain?x=1": "There is no parameter `x`; there is only language.",
        "/plain?language=fr&language=en": "Give the parameter `language` once.",
        "/coloured?x=1&colour=red": "There is no parameter `x`; there are colour, shape, language.",
        "/coloured?colour=red&colour=blue": "Give the parameter `colour` once.",
    }
    assert [_refusal(got) for got in get(*refused)] == [(400, "PARAMETER", told) for told in refused.values()]
    assert making.made == 0


def test_what_is_made_of_the_same_parameters_is_made_once(get: GetAll, making: Making) -> None:
    asked = ("colour=red&shape=round", "shape=round&colour=red", "colour=r%65d&shape=round", "colour=blue")
    answers = get(*(f"/coloured?{query}" for query in asked))
    assert [got.text.strip() for got in answers] == ["Morocco red"] * 3 + ["Morocco blue"]
    assert making.made == 2


@pytest.mark.parametrize("known", [False, True])
def test_what_is_too_large_for_an_answer_is_refused(get: GetAll, making: Making, known: bool) -> None:
    assert get("/plain", known=known)[0].status == 200
    making.size = 1_001
    refused = get("/coloured", known=known)[0]
    assert _refusal(refused) == (500, "ANSWER_SIZE", "The answer would have 1,001 bytes; 1,000 at most.")
