"""The subscriptions of voting, in every server process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import strawberry

from core import key_of
from plugins.voting.types import Decision
from schema import subscription


class Subscriptions:
    """The stream of voting."""

    @subscription(Decision, id=strawberry.ID)
    async def decision_changed(context: Any, id: str) -> AsyncIterator[int]:
        """(D7) The decision, whenever its stage, its objections or who has cast changes; never a partial tally."""
        decision = key_of(id, "Decision", "id")
        async with aclosing(context.services.stream.appended(f"Decision:{decision}")) as entries:
            async for _ in entries:
                yield decision
