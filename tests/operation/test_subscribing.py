"""A subscription reports what is written from the moment at which it arrives: nothing is lost until it has begun."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from core.http.admission import Admission
from core.platform import Platform
from schema.request.reading import Reading
from tests.factories import writing
from tests.operation.following import Following
from tests.servers import wait_until

APPENDED = "subscription { journalAppended { action } }"


@contextmanager
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Requests are admitted only afterwards; call what is given to wait until one has arrived."""
    enter, arrived, may_enter = Admission.enter, threading.Event(), threading.Event()

    async def enter_later(self: Admission, connection: HTTPConnection, headers: dict[bytes, bytes]) -> Reading:
        arrived.set()
        await asyncio.to_thread(may_enter.wait, 10)
        return await enter(self, connection, headers)

    def wait() -> None:
        assert arrived.wait(10)

    with monkeypatch.context() as patched:
        patched.setattr(Admission, "enter", enter_later)
        yield wait
    may_enter.set()


def write(platform: Platform, action: str, subject: str | None = None) -> None:
    with writing(platform) as current:
        current.record(action, subject, {})


def test_what_is_written_while_a_subscription_is_admitted_is_reported(
    platform: Platform, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Following(client, "", APPENDED) as following:
        with held_up(monkeypatch) as wait_for_arrival:
            following.subscribe()
            wait_for_arrival()
            write(platform, "meanwhile")
        wait_until(lambda: bool(platform.stream.followers) and platform.stream.ready.is_set())
        write(platform, "afterwards")
        assert [following.next() for _ in "12"] == [{"action": "meanwhile"}, {"action": "afterwards"}]
