"""`/partnerships/graph.json` and `/partnerships/graph.svg`: the picture of the Network, in the reader's language.

They show partnerships that are active, suspended or proposed; not those that are concluded or declined.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core import ask, ask_all, languages_of

PARTICIPANTS = """query($after: String) { %s(after: $after) { pageInfo { hasNextPage endCursor }
  nodes { id state { isoAlpha3 name regionalGroup } } } }"""
PARTNERSHIPS = """query($after: String) { partnerships(after: $after) { pageInfo { hasNextPage endCursor }
  nodes { id title status participants { id } partners { id name acronym kind } } } }"""
"""In pages of the default size, which no limit refuses."""
LABELS = """{ groups: taxonomy(name: "RegionalGroup") { terms { value label } }
  statuses: taxonomy(name: "PartnershipStatus") { terms { value label } } }"""
SAFE = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
"""The picture has a style of its own, and nothing else."""
DRAWINGS = 8
"""The number of drawings in memory: one for each language, and some of earlier data."""


async def graph_json(request: Request) -> Response:
    """The nodes and ties as JSON."""
    data, _ = await _drawings(request)
    return Response(data, media_type="application/json", headers=SAFE)


async def graph_svg(request: Request) -> Response:
    """The picture as SVG."""
    _, picture = await _drawings(request)
    return Response(picture, media_type="image/svg+xml", headers=SAFE)


async def _drawings(request: Request) -> tuple[bytes, bytes]:
    """The JSON and the SVG for the sender of a request."""
    partnerships = await ask_all(request, PARTNERSHIPS)
    participants = [
        *await ask_all(request, PARTICIPANTS % "members"),
        *await ask_all(request, PARTICIPANTS % "observers"),
    ]
    labels = await ask(request, LABELS)
    language = next(iter(await languages_of(request)), "en")
    answers = (orjson.dumps(answer) for answer in (participants, partnerships, labels))
    return await asyncio.to_thread(_draw, language, *answers)


@lru_cache(maxsize=DRAWINGS)
def _draw(language: str, participants: bytes, partnerships: bytes, labels: bytes) -> tuple[bytes, bytes]:
    """The JSON and the SVG of these answers; drawn again only if they have changed."""
    from plugins.partnerships.picture.captions import Captions
    from plugins.partnerships.picture.graph import graph_of
    from plugins.partnerships.picture.svg import svg

    graph = graph_of(orjson.loads(participants), orjson.loads(partnerships))
    terms = orjson.loads(labels)
    captions = Captions.of(language, terms["groups"]["terms"], terms["statuses"]["terms"])
    return orjson.dumps(graph.as_json()), svg(graph, captions).encode()


ROUTES: list[BaseRoute] = [Route("/graph.json", graph_json), Route("/graph.svg", graph_svg)]
