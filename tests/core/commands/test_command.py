"""The `nmirf` command as its user meets it: what it prints, how it ends, what it leaves."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from core import Message
from core import cli as command
from core.database.database import Database
from core.platform import Platform
from core.settings.settings import Settings
from tests.commands import Run, nmirf
from tests.environment import ROOT
from tests.factories import writing
from tests.ports import free_port
from tests.postbox import Postbox

BEHIND = "MIGRATIONS: The database does not have this version yet. Run `nmirf migrate` first.\n"


def test_help_lists_every_command(run: Run) -> None:
    shown = run("--help").stdout
    for name in ("serve", "migrate", "schema", "plugins", "settings", "demo", "token", "import", "journal", "outbox"):
        assert name in shown


def test_the_version_is_printed_whatever_is_wrong_with_the_settings() -> None:
    reported = nmirf("--version", NMIRF_PORT="eighty")
    assert (reported.returncode, reported.stdout, reported.stderr) == (
        0,
        f"nmirf-network {version('nmirf-network')}\n",
        "",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("token", "create", "--role", "ADMINISTRATOR", "--name", "Somebody"), ("token", "list"), ("journal", "verify"),
        ("outbox", "list"), ("documents", "list"), ("practices", "verify"),
    ],
)  # fmt: skip
def test_a_database_of_a_newer_version_is_left_to_that(
    run: Run, platform: Platform, arguments: tuple[str, ...]
) -> None:
    with platform.database.transaction() as session:
        session.execute(text("UPDATE alembic_version_members SET version_num = 'members_9999'"))
    refused = run(*arguments)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("DATABASE_NEWER: The database was written by a newer version of 'members'")


@pytest.mark.parametrize(
    ("arguments", "environment", "code"),
    [
        (("token", "create", "--role", "KING", "--name", "x"), {}, "ROLE"),
        (("token", "create", "--role", "FOCAL_POINT", "--name", "x"), {}, "PARTICIPANT"),
        (("token", "create", "--role", "ADMINISTRATOR", "--name", "x" * 256), {}, "INVALID"),
        (("token", "create", "--role", "ADMINISTRATOR", "--name", "x", "--participant", "PRY"), {}, "PARTICIPANT"),
        (("token", "create", "--role", "PARTNER", "--name", "x", "--partner", "Partner:999"), {}, "PARTNER"),
        (("token", "create", "--role", "PARTNER", "--name", "x", "--partner", "State:600"), {}, "INVALID_ID"),
        (("settings",), {"NMIRF_PORT": "eighty"}, "SETTING"),
        (("migrate",), {"NMIRF_DATABASE_URL": "mysql://x/y"}, "SETTING"),
        (("migrate",), {"NMIRF_DATABASE_URL": "postgresql://u:pa55word@127.0.0.1:1/x"}, "DATABASE_UNREACHABLE"),
    ],
)
def test_what_cannot_be_done_is_one_line_with_a_code(
    run: Run, arguments: tuple[str, ...], environment: dict[str, str], code: str
) -> None:
    refused = run(*arguments, **environment)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{code}: ")
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "pa55word" not in refused.stderr


def test_a_port_in_use_is_reported_before_anything_starts(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = run("serve", "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 1
    assert "PORT_IN_USE: Cannot listen on 127.0.0.1:" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_database_without_tables_is_reported_with_what_to_do(run: Run, empty_database_url: str) -> None:
    if empty_database_url.startswith("sqlite"):
        Path(empty_database_url.removeprefix("sqlite:///")).touch()
    listed = run("token", "list", NMIRF_DATABASE_URL=empty_database_url)
    assert (listed.returncode, listed.stdout, listed.stderr) == (1, "", BEHIND)
    assert run("migrate", NMIRF_DATABASE_URL=empty_database_url).returncode == 0
    assert run("token", "list", NMIRF_DATABASE_URL=empty_database_url).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("token", "create", "--role", "ADMINISTRATOR", "--name", "Somebody"), ("documents", "add", "asked.graphql"),
        ("import", "participants", "participants.csv", "--apply"),
        ("practices", "import", "none.jsonl", "--apply"), ("practices", "verify"),
        ("practices", "verify", "--rebuild"), ("partnerships", "import", "institutions", "institutions.csv", "--apply"),
    ],
)  # fmt: skip
def test_what_relies_on_this_version_is_refused_before_a_migration_and_changes_nothing(
    run: Run, platform: Platform, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "asked.graphql").write_text("{ viewer { role } }")
    (tmp_path / "participants.csv").write_text("iso_alpha3,standing,joined_on\nPRY,MEMBER,2024-06-01\n")
    (tmp_path / "institutions.csv").write_text("name,state,accreditation\n")
    (tmp_path / "none.jsonl").touch()
    with platform.database.transaction() as session:
        session.execute(text("UPDATE alembic_version_practices SET version_num = 'practices_0001'"))
    refused = run(*(str(tmp_path / one) if "." in one else one for one in arguments))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(BEHIND)
    with platform.database.reading() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version_practices")).scalar() == "practices_0001"


def test_a_missing_file_is_reported_and_not_made(tmp_path: Path) -> None:
    file = tmp_path / "mistyped" / "network.db"
    export = ("practices", "export", str(tmp_path / "all.jsonl"))
    asked = tmp_path / "asked.graphql"
    asked.write_text("{ viewer { role } }")
    add = ("documents", "add", str(asked))
    given = {"NMIRF_DATABASE_URL": f"sqlite:///{file}", "NMIRF_SMTP_URL": "smtp://127.0.0.1:9"}
    for arguments in (("token", "list"), ("journal", "verify"), ("outbox", "run"), export, add):
        refused = nmirf(*arguments, **given)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith(f"DATABASE_MISSING: There is no database at {file}. Create one with")
    assert list(tmp_path.iterdir()) == [asked]


@pytest.mark.parametrize(
    ("command", "reported"),
    [
        ("backup", "`pg_dump --format=custom --file=FILE NAME`"),
        (
            "restore",
            "stop the servers, then `pg_restore --clean --if-exists --single-transaction --no-owner --dbname=NAME FILE`",
        ),
    ],
)
def test_postgresql_is_backed_up_and_restored_by_its_own_commands(command: str, reported: str) -> None:
    refused = nmirf(command, "network.dump", NMIRF_DATABASE_URL="postgresql://db.example/network")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"POSTGRESQL: PostgreSQL has its own commands for this: {reported}. See docs/operation.md.\n"
    )


def test_the_schema_that_is_printed_is_the_one_that_is_committed(run: Run) -> None:
    committed = Path(__file__).parents[3] / "schema" / "schema.graphql"
    assert run("schema").stdout == committed.read_text(encoding="utf-8")


def test_the_journal_is_verified(run: Run) -> None:
    run("demo")
    assert run("journal", "verify").stdout == "The journal is whole.\n"


def test_mail_waits_where_no_server_is_named_and_is_sent_where_one_is(
    run: Run, platform: Platform, postbox: Postbox
) -> None:
    assert run("outbox", "list").stdout == "0 messages wait, 0 of them dead.\n"
    with writing(platform) as write:
        for name in ("a", "b"):
            write.send(Message(name, f"{name}@test.example", "Subject", "Body"))
    listed = run("outbox", "list").stdout
    assert "b@test.example" in listed
    assert "2 messages wait, 0 of them dead.\nNMIRF_SMTP_URL is not set" in listed
    assert run("outbox", "run").stderr.startswith("SMTP: ")
    assert run("outbox", "retry", "7").stderr.startswith("MESSAGE: ")
    assert "is not in the range" in run("outbox", "retry", "9" * 23).stderr
    postbox.refused.add("b@test.example")
    sending = {"NMIRF_SMTP_URL": postbox.address}
    partly = run("outbox", "run", "--once", **sending)
    assert (partly.returncode, partly.stdout) == (0, "1 sent, 1 failed for now, 0 dead, 1 wait.\n")
    listed = run("outbox", "list", **sending).stdout
    assert "450" in listed
    assert "a@test.example" not in listed
    assert run("outbox", "retry", **sending).stdout == "0 messages are tried again.\n"
    assert run("outbox", "retry", "--all", **sending).stdout == "1 messages are tried again.\n"
    failed = run("outbox", "run", "--once", **sending)
    assert (failed.returncode, failed.stdout) == (1, "0 sent, 1 failed for now, 0 dead, 1 wait.\n")
    assert run("outbox", "retry", "7", "--all").stderr.startswith("MESSAGE: ")
    number = next(word for word in listed.split() if word.isdigit() and len(word) > 10)
    postbox.refused.clear()
    assert run("outbox", "retry", number, **sending).stdout == "1 messages are tried again.\n"
    assert run("outbox", "run", "--once", **sending).stdout == "1 sent, 0 failed for now, 0 dead, 0 wait.\n"
    assert [mail["To"] for mail in postbox.mails] == ["a@test.example", "b@test.example"]
    assert run("outbox", "run", "--once", **sending).returncode == 0


def test_mail_that_reaches_no_server_ends_with_a_fault(run: Run, platform: Platform) -> None:
    with writing(platform) as write:
        write.send(Message("a", "a@test.example", "Subject", "Body"))
    failed = run("outbox", "run", "--once", NMIRF_SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
    assert (failed.returncode, failed.stdout) == (1, "0 sent, 1 failed for now, 0 dead, 1 wait.\n")
    assert failed.stderr.splitlines()[-1] == "Nothing could be sent: `nmirf outbox list` shows why."


def test_what_fails_inside_is_one_line_with_its_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise AttributeError("no such thing")

    monkeypatch.setattr("core.commands.root.run", fail)
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 1
    reported = capsys.readouterr().err
    assert reported.startswith("INTERNAL: AttributeError: no such thing (at ")
    assert "test_command.py:" in reported
    assert len(reported.splitlines()) == 1
    monkeypatch.setenv("NMIRF_LOG_LEVEL", "debug")
    with pytest.raises(AttributeError):
        command.main()


def test_an_error_of_a_plugin_is_reported_as_such_if_the_database_is_behind(
    empty_database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "faulty.py").write_text(
        "from core import hookimpl\n\n\n@hookimpl\ndef register_types():\n    return 1\n"
    )
    metadata = tmp_path / "faulty-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[nmirf.plugins]\nfaulty = faulty\n")
    refused = subprocess.run(
        [sys.executable, "-c", "from core.cli import main; main()", "serve"],
        capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path,
        env={"NMIRF_DATABASE_URL": empty_database_url, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
    )  # fmt: skip
    assert refused.returncode == 1
    assert "nmirf migrate" not in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("refused", "code"),
    [({"NMIRF_HOST": "192.0.2.1"}, "HOST"), ({"NMIRF_RATE_LIMIT_URL": "nowhere"}, "SETTING")],
    ids=["address", "rate limits"],
)
def test_nothing_is_upgraded_where_the_server_cannot_start(
    new_database: Callable[..., str], engine_name: str, refused: dict[str, str], code: str
) -> None:
    _is_refused_before_anything_is_upgraded(new_database(engine_name, empty=True), refused, code)


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_nothing_is_upgraded_where_the_replica_is_another_database(
    new_database: Callable[..., str], engine_name: str
) -> None:
    other = new_database(engine_name)
    platform = Platform(Settings(database_url=other))
    with writing(platform) as write:
        write.record("test.begun", None, {"in": "another"})
    platform.database.dispose()
    refused = {"NMIRF_READ_DATABASE_URL": other}
    _is_refused_before_anything_is_upgraded(new_database(engine_name, empty=True), refused, "SETTING")


def _is_refused_before_anything_is_upgraded(address: str, refused: dict[str, str], code: str) -> None:
    reported = nmirf("serve", "--port", "0", NMIRF_DATABASE_URL=address, **refused)
    assert (reported.returncode, reported.stderr.partition(":")[0]) == (1, code)
    database = Database(Settings(database_url=address).database)
    with database.transaction() as session:
        assert inspect(session.connection()).get_table_names() == []
    database.dispose()
