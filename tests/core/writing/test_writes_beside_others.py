"""A write that has to wait for another process holds up nobody who reads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import apsw
import httpx2
import psycopg
import pytest
from sqlalchemy.engine import make_url

from core.concurrency.paces import FIRST_PROOF
from core.identity import Role, create_token
from core.platform import Platform
from tests.factories import make_member
from tests.servers import Server

DESIGNATE = """mutation ($participant: ID!, $name: String!) {
  designateFocalPoint(
    input: {participant: $participant, name: $name, email: "person@example.org", since: "2024-06-03"}
  ) {
    focalPoint { name } errors { code message }
  }
}"""


TURN, FOCAL_POINTS = "SELECT sequence FROM core_head FOR UPDATE", "SELECT id FROM members_focal_points FOR UPDATE"


@contextmanager
def _another_writes(address: str, held: str = TURN) -> Iterator[None]:
    """Somebody else is in the middle of a write. held: by whom, on PostgreSQL."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        with closing(apsw.Connection(url.database or "")) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain) as connection:
            connection.execute(held)
            yield


@pytest.mark.parametrize(
    ("engine_name", "held"), [("sqlite", TURN), ("postgresql", TURN), ("postgresql", FOCAL_POINTS)]
)
def test_reads_go_on_while_a_write_waits(platform: Platform, database_url: str, server: Server, held: str) -> None:
    member = make_member(platform, "PRY")
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.FOCAL_POINT, "Test", member.key)

    def ask(query: str, **variables: Any) -> Any:
        sent = {"query": query, "variables": variables}
        headers = {"authorization": f"Bearer {token}"} if variables else {}
        return client.post(f"{server.address}/graphql", json=sent, headers=headers).json()["data"]

    def designate(name: str) -> Any:
        return ask(DESIGNATE, participant=f"Participant:{member.key}", name=name)["designateFocalPoint"]

    with httpx2.Client(timeout=9) as client, ThreadPoolExecutor() as threads:
        for number in range(FIRST_PROOF + 2):
            assert designate(f"Name {number}") == {"focalPoint": {"name": f"Name {number}"}, "errors": []}
        with _another_writes(database_url, held):
            waiting = threads.submit(designate, "Name at last")
            for _ in range(20):
                assert ask("{ members { nodes { focalPoint { name } } } }") == {
                    "members": {"nodes": [{"focalPoint": {"name": f"Name {FIRST_PROOF + 1}"}}]}
                }
            assert not waiting.done()
        assert waiting.result() == {"focalPoint": {"name": "Name at last"}, "errors": []}
