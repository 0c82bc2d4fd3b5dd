"""`/partnerships/graph.json` and `/partnerships/graph.svg`: the picture of what anybody may see."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

if TYPE_CHECKING:
    from core.platform import Platform

PARTICIPANTS = """{ members(first: 250) { nodes { ...Shown } } observers(first: 250) { nodes { ...Shown } } }
fragment Shown on Participant { id state { isoAlpha3 name regionalGroup } }"""
PARTNERSHIPS = """query($after: String) { partnerships(first: 100, after: $after) { pageInfo { hasNextPage endCursor }
  nodes { title status participants { id } partners { id name acronym kind } } } }"""
SAFE = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'", "x-content-type-options": "nosniff"}


async def graph_json(request: Request) -> Response:
    """Nodes and ties."""
    drawn = await _drawn(request.app.state.platform)
    return Response(drawn[0], media_type="application/json", headers=SAFE)


async def graph_svg(request: Request) -> Response:
    """The picture."""
    drawn = await _drawn(request.app.state.platform)
    return Response(drawn[1], media_type="image/svg+xml", headers=SAFE)


async def _drawn(platform: Platform) -> tuple[bytes, bytes]:
    return await asyncio.to_thread(_draw, *await _told(platform))


async def _told(platform: Platform) -> tuple[bytes, ...]:
    """What the schema answers the public: the participants, then each page of partnerships."""
    reading = platform.reading()
    told = [(await platform.engine.answer(PARTICIPANTS, None, None, reading)).body]
    after = None
    while True:
        told.append((await platform.engine.answer(PARTNERSHIPS, None, {"after": after}, platform.reading())).body)
        page = orjson.loads(told[-1])["data"]["partnerships"]["pageInfo"]
        if not page["hasNextPage"]:
            return tuple(told)
        after = page["endCursor"]


@lru_cache(maxsize=4)
def _draw(participants: bytes, *partnerships: bytes) -> tuple[bytes, bytes]:
    """JSON and SVG of what was told; drawn anew only where that has changed."""
    from plugins.partnerships.graph import ties_of
    from plugins.partnerships.picture import svg

    lists = orjson.loads(participants)["data"]
    pages: list[Any] = [orjson.loads(page)["data"]["partnerships"]["nodes"] for page in partnerships]
    found = ties_of(lists["members"]["nodes"] + lists["observers"]["nodes"], [one for page in pages for one in page])
    return orjson.dumps(found.as_json()), svg(found).encode()


ROUTES: list[BaseRoute] = [Route("/graph.json", graph_json), Route("/graph.svg", graph_svg)]
