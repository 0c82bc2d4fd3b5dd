"""Subscriptions to changes of trainings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import strawberry

from core import key_of
from schema import subscription
from trainings.types import Training


class Subscriptions:
    """Subscriptions to trainings."""

    @subscription(Training, id=strawberry.ID)
    async def training_changed(context: Any, id: str) -> AsyncIterator[int]:
        """The training, whenever it is announced or cancelled, or a participant enrols."""
        training = key_of(id, "Training", "id")
        async with aclosing(context.services.stream.appended(f"Training:{training}")) as entries:
            async for _ in entries:
                yield training
