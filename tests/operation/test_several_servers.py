"""Several server processes on one PostgreSQL, and one that reads from a replica."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from core.commands.before_serving import refuse_unrelated_replica
from core.database.database import Database
from core.errors import StartupError
from core.identity import Role, create_token
from core.members.tables import participants
from core.migrations.upgrading import migrate
from core.platform import Platform
from core.settings.settings import Settings
from tests.factories import make_member, writing
from tests.operation.postgresql import PostgreSQL, postgresql
from tests.servers import Server, wait_until

NAMES = '{ participant(isoAlpha3: "PRY") { focalPoint { name } } }'
DESIGNATE = """mutation($participant: ID!, $name: String!) {
  designateFocalPoint(input: {participant: $participant, name: $name, email: "f@test.example", since: "2024-06-03"}) {
    focalPoint { name participant { focalPoint { name } } } errors { code } } }"""


def filled(address: str) -> tuple[str, str]:
    """A member and a token of its own."""
    platform = Platform(Settings(database_url=address))
    migrate(platform.database, platform.plugins)
    member = make_member(platform, "PRY")
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.FOCAL_POINT, "Test", member.key)
    platform.database.dispose()
    return member.id, token


def _name(server: Server, token: str | None = None) -> str:
    name: str = server.ask(NAMES, token=token)["data"]["participant"]["focalPoint"]["name"]
    return name


def test_a_write_through_one_server_is_seen_by_the_next_read_through_another(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    address = new_database("postgresql")
    participant, token = filled(address)
    with Server(tmp_path, address) as one, Server(tmp_path, address) as two:
        page = "/graphql?query=%7Bparticipant(isoAlpha3%3A%22PRY%22)%7BfocalPoint%7Bname%7D%7D%7D"
        tags = {server: server.get(page)[1]["etag"] for server in (one, two)}
        assert tags[one] == tags[two]
        for number in range(25):
            writer, reader = (one, two) if number % 2 else (two, one)
            name = f"Fictitious {number}"
            written = writer.ask(DESIGNATE, {"participant": participant, "name": name}, token)
            assert written["data"]["designateFocalPoint"]["errors"] == []
            assert _name(reader) == name
            status, headers, body = reader.get(page, {"if-none-match": tags[reader]})
            assert (status, name.encode() in body) == (200, True)
            assert headers["etag"] not in tags.values()
            tags = {server: server.get(page)[1]["etag"] for server in (one, two)}
            assert tags[one] == tags[two]
            assert reader.get(page, {"if-none-match": tags[writer]})[0] == 304


def test_workers_of_one_command_serve_and_are_counted_together(
    new_database: Callable[[str], str], engine_name: str, tmp_path: Path
) -> None:
    with Server(tmp_path, new_database(engine_name), "--workers", "2") as server:
        for _ in range(40):
            assert server.ask("query Counted { viewer { role } }") == {"data": {"viewer": {"role": "PUBLIC"}}}
        answered = 'nmirf_http_requests_total{method="POST",route="/graphql",status="200"} 40.0'
        wait_until(lambda: answered in server.get("/metrics")[2].decode())
    assert server.process.returncode == 0


@pytest.fixture
def primary() -> Iterator[PostgreSQL]:
    with postgresql() as server:
        yield server


@pytest.fixture
def replica(primary: PostgreSQL) -> Iterator[PostgreSQL]:
    """A second PostgreSQL that streams from the first."""
    folder = Path(tempfile.mkdtemp(prefix="nmirf-replica-"))
    if primary.server.system_user:
        shutil.chown(folder, primary.server.system_user)
    filled(primary.url)
    made = primary.replicate(folder)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_replica_serves_the_public_and_nobody_misses_its_own_write(
    primary: PostgreSQL, replica: PostgreSQL, tmp_path: Path
) -> None:
    platform = Platform(Settings(database_url=primary.url))
    member = _member(platform)
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.FOCAL_POINT, "Test", member)
    platform.database.dispose()
    settings = {"NMIRF_READ_DATABASE_URL": replica.url}

    def change(name: str) -> None:
        given = {"participant": f"Participant:{member}", "name": name}
        payload = server.ask(DESIGNATE, given, token)["data"]["designateFocalPoint"]
        assert payload["focalPoint"] == {"name": name, "participant": {"focalPoint": {"name": name}}}
        assert _name(server, token) == name

    with Server(tmp_path, primary.url, **settings) as server:
        change("First")
        wait_until(lambda: _name(server) == "First")
        assert 'nmirf_statement_seconds_count{database="replica"}' in server.get("/metrics")[2].decode()
        with psycopg.connect(replica.url, autocommit=True) as behind:
            behind.execute("SELECT pg_wal_replay_pause()")
            for number in range(10):
                change(f"While the replica is behind {number}")
                assert _name(server) == "First"
            behind.execute("SELECT pg_wal_replay_resume()")
        wait_until(lambda: _name(server) == "While the replica is behind 9")
        replica.kill()
        change("Without the replica")
        assert _name(server) == "Without the replica"
        with psycopg.connect(primary.url, autocommit=True) as connection:
            assert connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,)
        replica.start()
        change("With the replica again")
        wait_until(lambda: _name(server) == "With the replica again")


@pytest.mark.parametrize("engine_name", ["postgresql"])
@pytest.mark.parametrize("replica", ["no database", "a database without tables"])
def test_the_primary_answers_for_a_replica_that_is_none(
    new_database: Callable[..., str], engine_name: str, replica: str, tmp_path: Path
) -> None:
    address = new_database(engine_name)
    empty = make_url(new_database(engine_name, empty=True))
    named = empty if replica == "a database without tables" else empty.set(database="no_such_database")
    read = named.render_as_string(hide_password=False)
    with Server(tmp_path, address, NMIRF_READ_DATABASE_URL=read) as server:
        for query in ("{ states { totalCount } }", "{ states { totalCount } }", "{ members { totalCount } }"):
            assert "errors" not in server.ask(query)
        assert server.get("/graphql?query={states{totalCount}}")[0] == 200
        assert "the replica does not answer; the primary answers for it" in server.log.read_text()


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_replica_with_the_journal_of_another_is_refused(new_database: Callable[..., str], engine_name: str) -> None:
    address, another = new_database(engine_name), new_database(engine_name)
    for url, first in ((address, "Here"), (another, "There")):
        platform = Platform(Settings(database_url=url))
        with writing(platform) as write:
            write.record("test.begun", None, {"in": first})
        platform.database.dispose()
    primary = Database(address)
    with pytest.raises(StartupError, match="a database with another journal") as refused:
        refuse_unrelated_replica(Settings(database_url=address, read_database_url=another), primary)
    assert refused.value.code == "SETTING"
    refuse_unrelated_replica(Settings(database_url=address, read_database_url=address), primary)
    primary.dispose()


def _member(platform: Platform) -> int:
    """The key of the member that is there."""
    with platform.database.reading() as session:
        key: int = session.execute(select(participants.c.id)).scalar_one()
        return key
