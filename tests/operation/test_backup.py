"""Backups of the embedded database, made and restored while a server runs and others write."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from alembic import command
from sqlalchemy import select, text, update

from core.administration.backup import back_up, restore
from core.errors import StartupError
from core.identity import Role, create_token, find_token, revoke_token
from core.journal.chain import verify
from core.mail.outbox import Message, enqueue
from core.migrations.reached import pending
from core.migrations.sources import config_of, sources
from core.platform import Platform
from core.tables import head, outbox
from tests.commands import nmirf
from tests.conftest import NewPlatform
from tests.factories import make_member
from tests.operation.writers import Writers
from tests.servers import Server

MEMBERS = "{ members { nodes { state { isoAlpha3 } } } }"


@pytest.fixture
def platform(new_database: Callable[[str], str], new_platform: NewPlatform) -> Platform:
    return new_platform(new_database("sqlite"))


def _states(server: Server) -> list[str]:
    answer = server.ask(MEMBERS)
    return sorted(node["state"]["isoAlpha3"] for node in answer["data"]["members"]["nodes"])


def test_a_backup_is_made_and_put_back_under_a_running_server(platform: Platform, tmp_path: Path) -> None:
    member = make_member(platform, "PRY")
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.FOCAL_POINT, "Test", member.key)
    url = platform.settings.database_url
    with Server(tmp_path, url) as server:
        writers = Writers(server.port, {member.id: token}, 200, clients=8).start()
        writers.wait_for(20)
        made = back_up(platform.database, platform.plugins, tmp_path / "backup.db")
        writers.finish()
        assert made.entries > 20
        assert not writers.refused
        assert _states(server) == ["PRY"]
        make_member(platform, "MAR")
        assert _states(server) == ["MAR", "PRY"]
        with platform.database.reading() as session:
            before = session.execute(select(head.c.revision)).scalar_one()
        restored = restore(platform.database, platform.plugins, tmp_path / "backup.db")
        assert restored.entries == made.entries
        assert _states(server) == ["PRY"]
        make_member(platform, "KEN")
        assert _states(server) == ["KEN", "PRY"]
        with platform.database.reading() as session:
            assert session.execute(select(head.c.revision)).scalar_one() > before
            assert list(verify(session)) == []
        assert restored.kept is not None
        again = restore(platform.database, platform.plugins, restored.kept)
        assert again.entries > made.entries
        assert _states(server) == ["MAR", "PRY"]


def _written(file: Path) -> set[str]:
    """The ids of the practices and the focal points in a database."""
    tables = {"Practice": "practices_practices", "FocalPoint": "members_focal_points"}
    with closing(apsw.Connection(str(file))) as connection:
        return {
            f"{name}:{key}"
            for name, table in tables.items()
            for (key,) in connection.execute(f"SELECT id FROM {table}")
        }


def test_whatever_was_confirmed_before_a_restore_is_kept_or_is_there(platform: Platform, tmp_path: Path) -> None:
    member = make_member(platform, "PRY")
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.FOCAL_POINT, "Test", member.key)
    back_up(platform.database, platform.plugins, tmp_path / "backup.db")
    with Server(tmp_path, platform.settings.database_url) as server:
        writers = Writers(server.port, {member.id: token}, 100_000, clients=4).start()
        writers.wait_for(20)
        restored = restore(platform.database, platform.plugins, tmp_path / "backup.db")
        writers.wait_for(len(writers.done) + 20)
        writers.finish()
    assert restored.kept is not None
    there = _written(Path(platform.database.url.database or ""))
    assert len(there) > 20
    assert set(writers.done) <= there | _written(restored.kept)


def test_a_restore_neither_puts_tokens_back_in_force_nor_sends_mail_again(platform: Platform, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
        enqueue(session, [Message("of the test", "a@test.example", "Fictitious", "Fictitious.")], platform.now())
    back_up(platform.database, platform.plugins, file)
    with platform.database.transaction() as session:
        found = find_token(session, token, platform.now().date())
        assert found is not None
        assert found.token is not None
        assert revoke_token(session, found.token, platform.now())
        session.execute(update(outbox).values(sent_at=platform.now()))
    restore(platform.database, platform.plugins, file)
    with platform.database.reading() as session:
        assert find_token(session, token, platform.now().date()) is None
        assert session.execute(select(outbox.c.sent_at)).scalar_one() is not None


def test_another_mail_of_a_key_is_another_mail_after_a_restore(platform: Platform, tmp_path: Path) -> None:
    """Receiving systems would take it for the first one, and drop it; a restore would take it for sent."""

    of_the_key = outbox.c.key == "of the test"

    def queue(body: str) -> str:
        with platform.database.transaction() as session:
            enqueue(session, [Message("of the test", "a@test.example", "Fictitious", body)], platform.now())
            return session.execute(select(outbox.c.message_id).where(of_the_key)).scalar_one()

    before, after = tmp_path / "before.db", tmp_path / "after.db"
    back_up(platform.database, platform.plugins, before)
    first = queue("Fictitious.")
    back_up(platform.database, platform.plugins, after)
    restore(platform.database, platform.plugins, before)
    assert queue("Fictitious, corrected.") != first
    with platform.database.transaction() as session:
        session.execute(update(outbox).values(sent_at=platform.now()))
    restore(platform.database, platform.plugins, after)
    with platform.database.reading() as session:
        found = session.execute(select(outbox.c.message_id, outbox.c.sent_at).where(of_the_key)).one()
    assert found == (first, None)
    restore(platform.database, platform.plugins, before)
    assert queue("Fictitious.") == first


def test_a_restore_after_the_clock_went_back_goes_beyond_what_caches_know(platform: Platform, tmp_path: Path) -> None:
    back_up(platform.database, platform.plugins, tmp_path / "backup.db")
    with platform.database.transaction() as session:
        session.execute(update(head).values(revision=2**52))
    with platform.database.reading() as session:
        before = session.scalar(select(head.c.revision))
    restore(platform.database, platform.plugins, tmp_path / "backup.db")
    with platform.database.reading() as session:
        assert session.scalar(select(head.c.revision)) > before


@pytest.mark.parametrize("there", ["nothing", "an empty file", "an older backup"])
def test_a_backup_is_put_back_elsewhere(
    platform: Platform, new_platform: NewPlatform, tmp_path: Path, there: str
) -> None:
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
        enqueue(session, [Message("of the test", "a@test.example", "Fictitious", "Fictitious.")], platform.now())
    back_up(platform.database, platform.plugins, tmp_path / "older.db")
    with platform.database.transaction() as session:
        assert (found := find_token(session, token, platform.now().date())) is not None
        assert found.token is not None
        assert revoke_token(session, found.token, platform.now())
        session.execute(update(outbox).values(sent_at=platform.now()))
    back_up(platform.database, platform.plugins, tmp_path / "backup.db")
    target = tmp_path / "elsewhere" / "network.db"
    elsewhere = new_platform(f"sqlite:///{target}")
    if there == "an empty file":
        target.parent.mkdir()
        target.touch()
    elif there == "an older backup":
        restore(elsewhere.database, elsewhere.plugins, tmp_path / "older.db")
    restored = restore(elsewhere.database, elsewhere.plugins, tmp_path / "backup.db")
    assert (restored.kept is None) is (there == "nothing")
    with elsewhere.database.reading() as session:
        assert find_token(session, token, platform.now().date()) is None
        assert session.scalar(select(outbox.c.sent_at)) is not None


def test_a_backup_of_an_older_version_is_brought_to_this_one(platform: Platform, tmp_path: Path) -> None:
    folder, metadata = sources(platform.plugins)["practices"]
    with platform.database.transaction() as session:
        command.downgrade(config_of("practices", folder, metadata, session.connection()), "-1")
    back_up(platform.database, platform.plugins, tmp_path / "backup.db")
    restore(platform.database, platform.plugins, tmp_path / "backup.db")
    with platform.database.reading() as session:
        assert pending(session.connection(), platform.revisions) == {}


def test_a_backup_is_for_nobody_else_and_never_the_database_itself(
    platform: Platform, new_platform: NewPlatform, tmp_path: Path
) -> None:
    file, database = tmp_path / "backup.db", Path(platform.database.url.database or "")
    back_up(platform.database, platform.plugins, file)
    kept = restore(platform.database, platform.plugins, file).kept
    assert kept is not None
    assert {f"{stat.S_IMODE(each.stat().st_mode):o}" for each in (file, kept)} == {"600"}
    (tmp_path / "link.db").symlink_to(database)
    before = database.read_bytes()
    for itself in (database, database.with_name(f"{database.name}-wal"), tmp_path / "link.db"):
        with pytest.raises(StartupError) as refused:
            back_up(platform.database, platform.plugins, itself, overwrite=True)
        assert "is the database itself" in refused.value.message
    assert database.read_bytes() == before
    linked = new_platform(f"sqlite:///{tmp_path / 'link.db'}")
    with pytest.raises(StartupError, match="is the database itself"):
        back_up(linked.database, linked.plugins, database, overwrite=True)


def test_a_copy_of_a_database_in_use_is_refused_and_made_whole_by_a_backup(platform: Platform, tmp_path: Path) -> None:
    make_member(platform, "PRY")
    back_up(platform.database, platform.plugins, tmp_path / "before.db")
    make_member(platform, "MAR")
    copied, whole = tmp_path / "copied.db", tmp_path / "whole.db"
    for end in ("", "-wal"):
        written = Path(f"{platform.database.url.database}{end}").read_bytes()
        copied.with_name(f"copied.db{end}").write_bytes(written)
    restore(platform.database, platform.plugins, tmp_path / "before.db")
    with pytest.raises(StartupError, match="the last writes are in copied") as refused:
        restore(platform.database, platform.plugins, copied)
    assert refused.value.code == "BACKUP"
    assert "verified" in nmirf("backup", str(whole), NMIRF_DATABASE_URL=f"sqlite:///{copied}").stdout
    restore(platform.database, platform.plugins, whole)
    with platform.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM members_participants")).scalar_one() == 2


def test_a_copy_of_the_file_alone_is_refused(platform: Platform, tmp_path: Path) -> None:
    """Nothing beside it tells that something is missing, and what is there is whole as far as it goes."""
    make_member(platform, "PRY")
    back_up(platform.database, platform.plugins, tmp_path / "before.db")
    restore(platform.database, platform.plugins, tmp_path / "before.db")
    make_member(platform, "MAR")
    copied = tmp_path / "copied.db"
    copied.write_bytes(Path(platform.database.url.database or "").read_bytes())
    with pytest.raises(StartupError, match="may lack the last writes") as refused:
        restore(platform.database, platform.plugins, copied)
    assert refused.value.code == "BACKUP"
    with platform.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM members_participants")).scalar_one() == 2


def test_the_commands_say_what_they_did(platform: Platform, tmp_path: Path) -> None:
    make_member(platform, "PRY")
    file = str(tmp_path / "backup.db")

    def run(*arguments: str, url: str = platform.settings.database_url) -> subprocess.CompletedProcess[str]:
        return nmirf(*arguments, NMIRF_DATABASE_URL=url, COLUMNS="300")

    assert "verified" in run("backup", file).stdout
    assert run("backup", file).stderr.startswith("FILE: ")
    assert run("backup", file, "--overwrite").returncode == 0
    assert "The previous database is in" in run("restore", file).stdout
    assert run("backup", "/proc/none/backup.db").stderr.startswith("FILE: ")
    refused = run("backup", file, url="postgresql://127.0.0.1:1/none")
    assert refused.returncode == 1
    assert "pg_dump" in refused.stderr
