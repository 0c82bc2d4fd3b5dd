"""The root fields, and the server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import orjson
import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from bench.servers import records, writing
from bench.servers.instant import INSTANT
from bench.servers.strawberry_tuned.context import Context, Info, Node
from bench.servers.strawberry_tuned.members import (
    Network,
    ParticipantConnection,
    State,
    StateConnection,
    participant_of,
    state_of,
    the_network,
)  # fmt: skip
from bench.servers.strawberry_tuned.practices import PracticeConnection, PracticeFilter, practices
from bench.servers.strawberry_tuned.voting import (
    Decision,
    DecisionConnection,
    ExecutiveCommittee,
    MeetingConnection,
    committee_in_office,
    decision_of,
    last_meetings,
)  # fmt: skip
from core.members.enums import ParticipantOrder
from plugins.practices.enums import PracticeOrder
from plugins.voting.enums import Choice
from schema.declaring.scalars import OrderDirection


@strawberry.type
class Query:
    @strawberry.field
    def network(self) -> Network:
        return the_network()

    @strawberry.field
    def members(
        self, first: int = 50, order_by: ParticipantOrder | None = None, direction: OrderDirection | None = None
    ) -> ParticipantConnection:
        found = records.members(first, order_by is ParticipantOrder.JOINED_ON, direction is OrderDirection.DESC)
        return ParticipantConnection(nodes=[participant_of(row) for row in found])

    @strawberry.field
    def states(self, first: int = 50) -> StateConnection:
        return StateConnection(nodes=[state_of(row) for row in records.all_states(first)])

    @strawberry.field
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        row = await info.context.load("state", int(id.partition(":")[2]))
        return None if row is None else state_of(row)

    @strawberry.field
    def practices(
        self,
        first: int = 50,
        filter: PracticeFilter | None = None,
        order_by: PracticeOrder | None = None,
        direction: OrderDirection | None = None,
        search: str | None = None,
    ) -> PracticeConnection:
        descending = direction is OrderDirection.DESC if order_by else True
        return practices(first, filter, order_by, descending, search)

    @strawberry.field
    async def decision(self, info: Info, id: strawberry.ID) -> Decision | None:
        row = await info.context.load("decision", int(id.partition(":")[2]))
        return None if row is None else decision_of(row)

    @strawberry.field
    def decisions(self, last: int = 50) -> DecisionConnection:
        return DecisionConnection(nodes=[decision_of(row) for row in records.last_decisions(last)])

    @strawberry.field
    def meetings(self, last: int = 50) -> MeetingConnection:
        return last_meetings(last)

    @strawberry.field
    def executive_committee(self) -> ExecutiveCommittee | None:
        return committee_in_office()


@strawberry.input
class CastBallotInput:
    decision: strawberry.ID
    participant: strawberry.ID
    choice: Choice


@strawberry.type
class UserError:
    code: str
    message: str


@strawberry.type
class CastBallotPayload:
    decision: Decision | None
    errors: list[UserError]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def cast_ballot(self, info: Info, input: CastBallotInput) -> CastBallotPayload:
        authorization = info.context.request.headers.get("authorization", "")
        key, refused = await writing.cast(authorization, input.decision, input.participant, input.choice.name)
        row = None if key is None else await info.context.load("decision", key)
        errors = [UserError(code=one.code, message=one.message) for one in refused]
        return CastBallotPayload(decision=None if row is None else decision_of(row), errors=errors)


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
view: Callable[..., Awaitable[None]] = View(schema, graphql_ide=None)
app = Starlette(routes=[Route("/graphql", view, methods=["POST"])])
