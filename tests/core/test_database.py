"""Connections of a platform that ends."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy import text

from core.platform import Platform
from tests.conftest import NewPlatform


def test_the_end_waits_for_a_thread_that_still_reads(
    new_platform: NewPlatform, new_database: Callable[[str], str], engine_name: str
) -> None:
    platform: Platform = new_platform(new_database(engine_name))
    reads, ended = threading.Event(), []

    def read() -> None:
        with platform.database.reading() as session:
            session.execute(text("SELECT 1"))
            reads.set()
            threading.Event().wait(0.2)
            ended.append("read")

    thread = threading.Thread(target=read)
    thread.start()
    assert reads.wait(5)
    platform.database.dispose()
    ended.append("disposed")
    thread.join()
    assert ended == ["read", "disposed"]
