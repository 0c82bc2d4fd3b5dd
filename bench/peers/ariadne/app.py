"""The server; documents are parsed and validated once, and orjson writes the answers."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from ariadne import make_executable_schema
from ariadne.asgi import GraphQL
from ariadne.asgi.handlers import GraphQLHTTPHandler
from graphql import DocumentNode, parse, validate
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bench.peers.ariadne.resolvers import TYPES, Loaders

schema = make_executable_schema((Path(__file__).parent / "schema.graphql").read_text(), *TYPES)


@lru_cache(1_000)
def parse_once(text: str) -> DocumentNode:
    return parse(text)


valid: dict[int, tuple[DocumentNode, list[Any]]] = {}


def validate_once(schema: Any, document: DocumentNode, *arguments: Any, **options: Any) -> list[Any]:
    """The errors of a document, which is validated once while it is cached."""
    known = valid.get(id(document))
    if known is None or known[0] is not document:
        known = valid[id(document)] = document, validate(schema, document, *arguments, **options)
    return known[1]


class Handler(GraphQLHTTPHandler):
    async def create_json_response(self, request: Any, result: dict[str, Any], success: bool) -> Response:
        return Response(orjson.dumps(result), media_type="application/json")


view = GraphQL(
    schema,
    context_value=lambda request, _: {"request": request, "loaders": Loaders()},
    query_parser=lambda _, data: parse_once(data["query"]),
    query_validator=validate_once,
    http_handler=Handler(),
)
app = Starlette(routes=[Route("/graphql", view.handle_request, methods=["POST"])])
