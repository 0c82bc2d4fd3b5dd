"""`/partnerships/graph.json` and `/partnerships/graph.svg`: the picture of the Network, in the reader's language.

They show partnerships that are active, suspended or proposed; not those that are concluded or declined, and not
proposals of very many ties.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core import ask, ask_all, keep_until_written, languages_of

PARTICIPANTS = """query($after: String) { %s(after: $after) { pageInfo { hasNextPage endCursor }
  nodes { id state { isoAlpha3 name regionalGroup } } } }"""
PARTNERSHIPS = """query($after: String) { partnerships(after: $after) { pageInfo { hasNextPage endCursor }
  nodes { id title status participants { id }
    partners { id name languages originalLanguage acronym kind } } } }"""
"""In pages of the default size, which no limit refuses."""
LABELS = """{ groups: taxonomy(name: "RegionalGroup") { terms { value label } }
  statuses: taxonomy(name: "PartnershipStatus") { terms { value label } } }"""
SAFE = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
"""The picture has a style of its own, and nothing else."""
Answers = tuple[list[dict[str, Any]], list[dict[str, Any]]]
"""The participants and the partnerships, as the schema answers them."""


async def graph_json(request: Request) -> Response:
    """The nodes and ties as JSON."""
    data = await keep_until_written(request, partial(_data, request))
    return Response(data, media_type="application/json", headers=SAFE)


async def graph_svg(request: Request) -> Response:
    """The picture as SVG."""
    picture = await keep_until_written(request, partial(_picture, request))
    return Response(picture, media_type="image/svg+xml", headers=SAFE)


async def _data(request: Request) -> bytes:
    return await asyncio.to_thread(_as_json, *await _answers(request))


async def _picture(request: Request) -> bytes:
    labels, languages = await ask(request, LABELS), await languages_of(request)
    return await asyncio.to_thread(_drawn, languages, labels, *await _answers(request))


async def _answers(request: Request) -> Answers:
    partnerships = await ask_all(request, PARTNERSHIPS)
    members, observers = [await ask_all(request, PARTICIPANTS % kind) for kind in ("members", "observers")]
    return [*members, *observers], partnerships


def _as_json(*answers: Any) -> bytes:
    from plugins.partnerships.picture.graph import graph_of

    return orjson.dumps(graph_of(*answers).as_json())


def _drawn(languages: Sequence[str], labels: Mapping[str, Any], participants: Any, partnerships: Any) -> bytes:
    from plugins.partnerships.picture.captions import Captions
    from plugins.partnerships.picture.graph import graph_of
    from plugins.partnerships.picture.svg import svg

    captions = Captions.of(next(iter(languages), "en"), labels["groups"]["terms"], labels["statuses"]["terms"])
    return svg(graph_of(participants, partnerships, languages), captions).encode()


ROUTES: list[BaseRoute] = [Route("/graph.json", graph_json), Route("/graph.svg", graph_svg)]
