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
"""In pages as the schema makes them where nobody says how large: never larger than they may be."""
LABELS = """{ groups: taxonomy(name: "RegionalGroup") { terms { value label } }
  statuses: taxonomy(name: "PartnershipStatus") { terms { value label } } }"""
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
    labels = await ask(request, LABELS)
    language = next(iter(await languages_of(request)), "en")
    told = (orjson.dumps(one) for one in (participants, partnerships, labels))
    return await asyncio.to_thread(_draw, language, *told)


@lru_cache(maxsize=DRAWINGS)
def _draw(language: str, participants: bytes, partnerships: bytes, labels: bytes) -> tuple[bytes, bytes]:
    """JSON and SVG of what was told; drawn anew only where that has changed."""
    from plugins.partnerships.captions import Captions
    from plugins.partnerships.graph import graph_of
    from plugins.partnerships.picture import svg

    graph = graph_of(orjson.loads(participants), orjson.loads(partnerships))
    terms = orjson.loads(labels)
    captions = Captions.of(language, terms["groups"]["terms"], terms["statuses"]["terms"])
    return orjson.dumps(graph.as_json()), svg(graph, captions).encode()


ROUTES: list[BaseRoute] = [Route("/graph.json", graph_json), Route("/graph.svg", graph_svg)]
