"""`/partnerships/graph.json` and `/partnerships/graph.svg`: the picture of the network, its names in the asker's
language."""

from __future__ import annotations

import asyncio
from functools import lru_cache

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core import ask_all

PARTICIPANTS = """query($after: String) { %s(after: $after) { pageInfo { hasNextPage endCursor }
  nodes { id state { isoAlpha3 name regionalGroup } } } }"""
PARTNERSHIPS = """query($after: String) { partnerships(after: $after) { pageInfo { hasNextPage endCursor }
  nodes { title status participants { id } partners { id name acronym kind } } } }"""
"""In pages as the schema makes them where nobody says how large: never larger than they may be."""
SAFE = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
"""The picture brings its own style, and nothing else."""
DRAWINGS = 8
"""So many are kept: one for each language, and some of earlier data."""


async def graph_json(request: Request) -> Response:
    """Nodes and ties."""
    drawn = await _drawn(request)
    return Response(drawn[0], media_type="application/json", headers=SAFE)


async def graph_svg(request: Request) -> Response:
    """The picture."""
    drawn = await _drawn(request)
    return Response(drawn[1], media_type="image/svg+xml", headers=SAFE)


async def _drawn(request: Request) -> tuple[bytes, bytes]:
    partnerships = await ask_all(request, PARTNERSHIPS)
    participants = [
        *await ask_all(request, PARTICIPANTS % "members"),
        *await ask_all(request, PARTICIPANTS % "observers"),
    ]
    return await asyncio.to_thread(_draw, orjson.dumps(participants), orjson.dumps(partnerships))


@lru_cache(maxsize=DRAWINGS)
def _draw(participants: bytes, partnerships: bytes) -> tuple[bytes, bytes]:
    """JSON and SVG of what was told; drawn anew only where that has changed."""
    from plugins.partnerships.graph import graph_of
    from plugins.partnerships.picture import svg

    graph = graph_of(orjson.loads(participants), orjson.loads(partnerships))
    return orjson.dumps(graph.as_json()), svg(graph).encode()


ROUTES: list[BaseRoute] = [Route("/graph.json", graph_json), Route("/graph.svg", graph_svg)]
