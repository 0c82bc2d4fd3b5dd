"""How a process hears of what others write, over a connection that may die without a sign."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import psycopg
import pytest

from core.database.database import Database
from core.journal import signals
from core.journal.signals import commits
from core.tables import CHANNEL
from tests.operation.proxies import address_of_silenced, silenced


def test_a_connection_that_the_network_has_forgotten_is_not_listened_to_any_longer(
    new_database: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "SECONDS_OF_SILENCE", 0.3)
    monkeypatch.setattr(signals, "SECONDS_TO_ANSWER", 0.3)
    address = new_database("postgresql")
    database = Database(address_of_silenced(address, tmp_path))

    async def listen() -> None:
        async with silenced(address, tmp_path, forgets=True) as remembered:
            async with aclosing(commits(database)) as heard:  # type: ignore[type-var]
                for _ in range(3):
                    await anext(heard)
                remembered.clear()
                with pytest.raises(TimeoutError):
                    await anext(heard)
            async with aclosing(commits(database)) as heard:  # type: ignore[type-var]
                await anext(heard)

    asyncio.run(asyncio.wait_for(listen(), 30))


def test_one_that_answers_is_still_listened_to(
    new_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "SECONDS_OF_SILENCE", 0.1)
    address = new_database("postgresql")

    async def listen() -> None:
        async with aclosing(commits(Database(address))) as heard:  # type: ignore[type-var]
            for _ in range(4):
                await anext(heard)
            monkeypatch.setattr(signals, "SECONDS_OF_SILENCE", 60.0)
            with psycopg.connect(address, autocommit=True) as other:
                other.execute(f"NOTIFY {CHANNEL}")
            await anext(heard)

    asyncio.run(asyncio.wait_for(listen(), 30))
