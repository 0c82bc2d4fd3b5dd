"""The root fields, and the server."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from bench.servers.instant import INSTANT
from bench.servers.strawberry.context import Context, Node
from bench.servers.strawberry.members import Network, ParticipantConnection, members, network
from bench.servers.strawberry.mutations import Mutation
from bench.servers.strawberry.practices import PracticeConnection, practices
from bench.servers.strawberry.states import State, StateConnection, node, states
from bench.servers.strawberry.voting import (
    Decision,
    DecisionConnection,
    ExecutiveCommittee,
    MeetingConnection,
    decision,
    decisions,
    executive_committee,
    meetings,
)


@strawberry.type
class Query:
    network: Network = strawberry.field(resolver=network)
    members: ParticipantConnection = strawberry.field(resolver=members)
    states: StateConnection = strawberry.field(resolver=states)
    node: Node | None = strawberry.field(resolver=node)
    practices: PracticeConnection = strawberry.field(resolver=practices)
    decision: Decision | None = strawberry.field(resolver=decision)
    decisions: DecisionConnection = strawberry.field(resolver=decisions)
    meetings: MeetingConnection = strawberry.field(resolver=meetings)
    executive_committee: ExecutiveCommittee | None = strawberry.field(resolver=executive_committee)


class View(GraphQL[Context, None]):
    async def get_context(self, request: Any, response: Any) -> Context:
        return Context(request)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


schema = strawberry.Schema(
    Query,
    Mutation,
    types=[State],
    extensions=[lambda: ParserCache(), lambda: ValidationCache()],
    config=StrawberryConfig(scalar_map={datetime: INSTANT}),
)
app = Starlette(routes=[Route("/graphql", View(schema, graphql_ide=None), methods=["POST"])])
