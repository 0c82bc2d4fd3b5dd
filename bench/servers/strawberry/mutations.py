"""The mutation: input, write, payload."""

from __future__ import annotations

import strawberry

from bench.servers.handwritten.journaling import Cast
from bench.servers.strawberry import writing
from bench.servers.strawberry.context import Info
from bench.servers.strawberry.voting import Decision
from core.errors import Refusal
from plugins.voting.enums import Choice


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
        token = info.context.request.headers.get("authorization", "").removeprefix("Bearer ")
        given = {"decision": input.decision, "participant": input.participant, "choice": input.choice.name}
        try:
            decision = await writing.cast_ballot(Cast.of(given, token.encode()))
        except Refusal as refusal:
            return CastBallotPayload(decision=None, errors=[UserError(code=refusal.code, message=str(refusal))])
        return CastBallotPayload(decision=Decision.of(decision), errors=[])
