"""Connections of a platform that ends, and files that cannot be connected to."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from pluggy import PluginManager
from sqlalchemy import select, text, update
from sqlalchemy.engine import make_url

from core.errors import Unavailable
from core.journal.chain import wait_for_turn
from core.migrations.upgrading import LOCK, migrate
from core.platform import Platform
from core.tables import head
from schema.request.bad_request import BadRequest
from tests.commands import nmirf
from tests.conftest import NewPlatform
from tests.operation.test_several_servers import filled
from tests.operation.writers import DESIGNATE
from tests.servers import Server


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


def test_what_is_made_is_for_its_owner_alone_and_what_is_there_is_left_as_it_is(
    new_platform: NewPlatform, tmp_path: Path
) -> None:
    made, there = tmp_path / "made.db", tmp_path / "there.db"
    there.touch()
    there.chmod(0o640)
    for path, mode in ((made, 0o600), (there, 0o640)):
        database = new_platform(f"sqlite:///{path}").database
        with database.engine.begin() as connection:
            connection.execute(text("CREATE TABLE letters (id INTEGER)"))
        files = list(tmp_path.glob(f"{path.name}*"))
        assert len(files) == 3
        assert {file.stat().st_mode & 0o777 for file in files} == {mode}


def test_a_file_that_is_not_a_database_is_distinguished_from_one_that_cannot_be_opened(
    new_platform: NewPlatform, tmp_path: Path
) -> None:
    letter, folder = tmp_path / "letter.db", tmp_path / "folder.db"
    letter.write_text("Dear reader,\n" * 100)
    folder.mkdir()
    for path, said in ((letter, "not a database of SQLite"), (folder, "Check the permissions of its folder")):
        database = new_platform(f"sqlite:///{path}").database
        with pytest.raises(Unavailable, match=said) as found, database.reading():
            pass
        assert found.value.code == "DATABASE_UNREACHABLE"


def test_a_damaged_file_is_reported_as_damaged(
    new_platform: NewPlatform, new_database: Callable[[str], str], installed_plugins: PluginManager, tmp_path: Path
) -> None:
    whole = Path(make_url(new_database("sqlite")).database or "").read_bytes()
    (tmp_path / "half.db").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unavailable, match="or is damaged"):
        migrate(new_platform(f"sqlite:///{tmp_path / 'half.db'}").database, installed_plugins)


@pytest.mark.parametrize(
    ("unwritable", "code"), [("query_only = 1", "DATABASE_READ_ONLY"), ("max_page_count = 1", "DATABASE_FULL")]
)
def test_a_read_only_file_is_reported_and_still_read(
    new_platform: NewPlatform, new_database: Callable[[str], str], unwritable: str, code: str
) -> None:
    database = new_platform(new_database("sqlite")).database
    with pytest.raises(Unavailable, match="nothing was") as found, database.transaction() as session:
        session.execute(text(f"PRAGMA {unwritable}"))
        session.execute(update(head).values(hash="x" * 100_000))
    assert found.value.code == code
    with database.reading() as session:
        assert len(session.execute(select(head.c.hash)).scalar_one()) < 100_000


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Meanwhile this process makes no file larger than that, as under a quota."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_an_exhausted_quota_is_reported_as_a_full_disk(
    new_platform: NewPlatform, new_database: Callable[[str], str]
) -> None:
    database = new_platform(new_database("sqlite")).database

    def write(hash_: str) -> None:
        with database.transaction() as session:
            session.execute(update(head).values(hash=hash_))

    write("before")
    with files_of_at_most(Path(f"{database.url.database}-wal").stat().st_size + 100):
        for _ in range(2):
            with pytest.raises(Unavailable) as found:
                write("x" * 100_000)
            assert found.value.code == "DATABASE_FULL"
        with database.reading() as session:
            assert session.scalar(select(head.c.hash)) == "before"
    write("after")


@pytest.mark.parametrize("reads", [True, False])
def test_a_disk_without_room_to_open_a_database_is_reported_as_full(
    new_platform: NewPlatform, new_database: Callable[[str], str], reads: bool
) -> None:
    platform = new_platform(new_database("sqlite"))
    with files_of_at_most(8_000):
        if reads:
            with pytest.raises(BadRequest) as refused:
                platform.store.revision_without_waiting()
            assert refused.value.code == "DATABASE_FULL"
        else:
            with pytest.raises(Unavailable) as found, platform.database.reading() as session:
                session.scalar(select(head.c.hash))
            assert found.value.code == "DATABASE_FULL"
    assert platform.store.revision_without_waiting() is not None


def test_a_file_that_cannot_be_opened_is_not_waited_for(new_platform: NewPlatform, tmp_path: Path) -> None:
    database = new_platform(f"sqlite:///{tmp_path}").database
    database.patience, began = 10.0, time.monotonic()
    for begun in (database.autocommit, database.reading, database.transaction):
        with pytest.raises(Unavailable) as found, begun():
            pass
        assert found.value.code == "DATABASE_UNREACHABLE"
    assert time.monotonic() - began < 5


def test_a_database_whose_end_has_come_is_one_file(
    new_platform: NewPlatform, new_database: Callable[[str], str]
) -> None:
    database = new_platform(new_database("sqlite")).database
    with pytest.raises(LookupError), database.transaction() as session:
        session.execute(update(head).values(hash="lost"))
        raise LookupError
    with database.transaction() as session:
        assert session.scalar(select(head.c.hash)) != "lost"
        session.execute(update(head).values(hash="kept"))
    database.dispose()
    file = Path(database.url.database or "")
    assert [path.name for path in file.parent.glob(f"{file.name}*")] == [file.name]


def test_a_read_only_postgresql_is_reported_and_still_read(new_database: Callable[[str], str], tmp_path: Path) -> None:
    address = new_database("postgresql")
    participant, token = filled(address)
    with Server(tmp_path, address) as server:
        name = make_url(address).database
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only TO on')
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [name],
            )
        told = [server.ask(DESIGNATE, {"participant": participant, "title": "Fictitious"}, token) for _ in range(3)]
        (refused,) = told[-1]["errors"]
        assert refused["extensions"]["code"] == "DATABASE_READ_ONLY"
        assert refused["message"] == "The platform takes no writes at the moment: nothing was written. Try again later."
        assert server.ask("{ members { totalCount } }") == {"data": {"members": {"totalCount": 1}}}
    started = nmirf("serve", "--port", "0", NMIRF_DATABASE_URL=address)
    assert (started.returncode, started.stderr.split(":")[0]) == (1, "DATABASE_READ_ONLY")


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_missing_privilege_is_reported_on_one_line(platform: Platform, database_url: str) -> None:
    with platform.database.engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS reader_of_the_test"))
        connection.execute(text("CREATE ROLE reader_of_the_test LOGIN"))
    url = make_url(database_url).set(username="reader_of_the_test").render_as_string(hide_password=False)
    for given in ("NOTHING", "SELECT"):
        if given == "SELECT":
            with platform.database.engine.begin() as connection:
                connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_of_the_test"))
        told = nmirf("migrate", NMIRF_DATABASE_URL=url)
        assert told.returncode == 1
        assert told.stderr.startswith("DATABASE_PRIVILEGE: PostgreSQL says: permission denied for ")
        assert "the owner of the database" in told.stderr
        assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize("engine_name", ["postgresql"])
@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_keep_every_language_is_refused(
    platform: Platform, database_url: str, encoding: str
) -> None:
    name = f"test_of_{encoding.lower()}"
    with platform.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"))
        told = nmirf("migrate", NMIRF_DATABASE_URL=make_url(database_url).set(database=name).render_as_string(False))
        connection.execute(text(f"DROP DATABASE {name}"))
    assert told.returncode == 1
    assert told.stderr.startswith(f"DATABASE_ENCODING: The database has the encoding {encoding}")


def _with_options(address: str, options: str) -> str:
    return make_url(address).update_query_dict({"options": options}).render_as_string(hide_password=False)


def test_a_lock_on_postgresql_is_waited_for_as_long_as_a_file_is_unless_the_address_says_otherwise(
    new_platform: NewPlatform, new_database: Callable[[str], str]
) -> None:
    address = new_database("postgresql")
    with new_platform(address).database.reading() as session:
        assert session.execute(text("SHOW lock_timeout")).scalar_one() == "10s"
    hurried = new_platform(_with_options(address, "-c lock_timeout=100ms")).database
    with psycopg.connect(address) as other:
        other.execute("SELECT hash FROM core_head FOR UPDATE")
        with pytest.raises(Unavailable, match="Others have been writing") as found, hurried.transaction() as session:
            wait_for_turn(session)
    assert found.value.code == "DATABASE_BUSY"
    with hurried.transaction() as session:
        wait_for_turn(session)


def test_a_migration_waits_for_another_however_long_that_takes(
    new_platform: NewPlatform, new_database: Callable[[str], str], installed_plugins: PluginManager
) -> None:
    address = new_database("postgresql")
    hurried = new_platform(_with_options(address, "-c lock_timeout=50ms")).database
    with psycopg.connect(address) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        waiting = threading.Thread(target=migrate, args=(hurried, installed_plugins))
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
    waiting.join(30)
    assert not waiting.is_alive()
    with hurried.reading() as session:
        assert session.execute(text("SHOW lock_timeout")).scalar_one() == "50ms"


def test_options_of_the_environment_are_taken_as_those_of_the_address_are(
    new_platform: NewPlatform, new_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c work_mem=7MB")
    address = new_database("postgresql")
    for told, expected in ((address, "7MB"), (_with_options(address, "-c work_mem=9MB"), "9MB")):
        database = new_platform(told).database
        for begun in (database.reading, database.autocommit):
            with begun() as session:
                assert session.execute(text("SHOW work_mem")).scalar_one() == expected
                assert session.execute(text("SHOW lock_timeout")).scalar_one() == "10s"


def test_a_migration_beside_writers_reports_them_and_blames_no_plugin(
    new_platform: NewPlatform, new_database: Callable[[str], str]
) -> None:
    address = new_database("postgresql")
    hurried = new_platform(_with_options(address, "-c lock_timeout=100ms"))
    with psycopg.connect(address) as other:
        other.execute("LOCK TABLE members_states")
        with pytest.raises(Unavailable) as found:
            hurried.migrate()
    assert found.value.code == "DATABASE_BUSY"
    hurried.migrate()


def test_a_process_that_stops_in_the_middle_of_a_write_does_not_hold_up_the_others(
    new_platform: NewPlatform, new_database: Callable[[str], str]
) -> None:
    address = new_database("postgresql")
    stops = new_platform(_with_options(address, "-c idle_in_transaction_session_timeout=100ms")).database
    with pytest.raises(Unavailable, match="nothing was written"), stops.transaction() as stopped:
        wait_for_turn(stopped)
        with new_platform(address).database.transaction() as session:
            wait_for_turn(session)
        stopped.execute(update(head).values(hash="lost"))


def test_a_transaction_that_stops_before_its_end_reports_that_nothing_was_written(
    new_platform: NewPlatform, new_database: Callable[[str], str]
) -> None:
    address = _with_options(new_database("postgresql"), "-c idle_in_transaction_session_timeout=400ms")
    stops = new_platform(address).database
    for begun in (stops.transaction, stops.reading):
        with pytest.raises(Unavailable) as found, begun() as session:
            session.execute(text("SELECT 1"))
            time.sleep(0.8)
        assert found.value.code == "DATABASE_LOST"
    with pytest.raises(Unavailable) as found, stops.reading() as session:
        for _ in range(2):
            session.execute(text("SELECT 1"))
            time.sleep(0.8)
    assert found.value.code == "DATABASE_LOST"


def test_a_search_path_without_any_schema_is_named_by_the_refusal(new_database: Callable[[str], str]) -> None:
    address = _with_options(new_database("postgresql"), "-c search_path=nowhere")
    told = nmirf("migrate", NMIRF_DATABASE_URL=address)
    assert told.returncode == 1
    assert told.stderr.startswith("DATABASE_SCHEMA: PostgreSQL has none of the schemas in the search_path `nowhere`")
    assert len(told.stderr.splitlines()) == 1
