"""Practices are written to files and read again, by the command."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from sqlalchemy import event, select, text
from typer.testing import CliRunner

from core import StartupError, Write, import_rows
from core.platform import Platform
from core.tables import head, journal
from plugins.practices import commands
from plugins.practices.exchanging import files, loading
from plugins.practices.tables import practices
from tests.conftest import Ask, NewPlatform
from tests.factories import make_member, make_observer
from tests.plugins.practices.steps import publish, row_of
from tests.plugins.practices.subject import PracticesSubject

ROW: dict[str, Any] = {
    "state": "PRY",
    "status": "PUBLISHED",
    "original_language": "es",
    "title": {"es": "Práctica ficticia", "ar": "ممارسة خيالية"},
    "summary": {"es": "Resumen; con, signos", "ar": "ملخص"},
    "body": {"es": '  # Sangrado\r\n\r\n"Comillas", =1+1\n', "ar": "نص\u200f"},
    "results": {"es": "\n\nResultados"},
    "capacities": ["COORDINATION"],
    "treaty_bodies": ["CAT", "CRC"],
    "goals": [4, 16],
    "tags": ["data, open", "niñez"],
    "links": [{"url": "https://demonstration.example/", "title": "More; and more"}, {"url": "http://b.example"}],
    "started_on": "2020-02-29",
    "published_at": "2025-01-02T03:04:05Z",
}
Run = Callable[..., Any]


def command(platform: Platform, *arguments: str) -> Any:
    """The output and the exit code of the command, with refusals as `nmirf` prints them."""
    cli = typer.Typer()
    commands.add_commands(cli, lambda: platform)
    done = CliRunner().invoke(cli, arguments)
    refused = f"{done.exception.code}: {done.exception}" if isinstance(done.exception, StartupError) else ""
    assert refused or isinstance(done.exception, SystemExit | None), done.exception
    return SimpleNamespace(returncode=done.exit_code, stdout=done.stdout, stderr=done.stderr + refused)


@pytest.fixture
def run(platform: Platform) -> Run:
    """Run a command of the plugin; Paraguay, Morocco and Spain take part."""
    for iso in ("PRY", "MAR", "ESP"):
        make_member(platform, iso)
    return lambda *arguments: command(platform, *arguments)


def written(file: Path, *rows: dict[str, Any]) -> str:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_an_export_is_imported_without_loss(
    platform: Platform,
    new_database: Callable[[str], str],
    new_platform: NewPlatform,
    engine_name: str,
    tmp_path: Path,
    ending: str,
) -> None:
    PracticesSubject().fill(platform)
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    assert command(platform, "export", str(first)).stdout == f"40 practices are in first.{ending}.\n"
    other = new_platform(new_database(engine_name))
    for place, code in enumerate(("GHA", "PER", "NOR", "NPL", "EST", "QAT")):
        (make_observer if place % 4 == 3 else make_member)(other, code)
    loaded = command(other, "import", str(first), "--apply")
    assert (loaded.stderr, loaded.stdout) == ("", "Practices written: 40.\n")
    command(other, "export", str(second))
    assert second.read_bytes() == first.read_bytes()


def test_a_practice_of_every_status_is_imported_without_loss(
    run: Run, new_database: Callable[[str], str], new_platform: NewPlatform, engine_name: str, tmp_path: Path
) -> None:
    submitted, published = {"submitted_at": "2024-12-01T00:00:00Z"}, {"published_at": ROW["published_at"]}
    stages: list[dict[str, Any]] = [
        {"status": "DRAFT"},
        {"status": "SUBMITTED", **submitted},
        {"status": "CHANGES_REQUESTED", **submitted},
        {"status": "PUBLISHED", **submitted, **published},
        {"status": "WITHDRAWN", "withdrawal_reason": "Fictitious"},
        {"status": "WITHDRAWN", **submitted, **published, "withdrawal_reason": "Fictitious"},
    ]
    plain = {name: value for name, value in ROW.items() if name != "published_at"}
    rows = [
        {**plain, **stage, "title": {**ROW["title"], "es": f"Ficticia {place}"}} for place, stage in enumerate(stages)
    ]
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert run("import", written(tmp_path / "in.jsonl", *rows), "--apply").stdout == "Practices written: 6.\n"
    run("export", str(first))
    other = new_platform(new_database(engine_name))
    make_member(other, "PRY")
    assert command(other, "import", str(first), "--apply").stderr == ""
    command(other, "export", str(second))
    assert second.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("status", ["PUBLISHED", "WITHDRAWN"])
def test_a_practice_imported_as_published_was_submitted_and_participants_still_see_it(
    run: Run, ask: Ask, platform: Platform, tmp_path: Path, status: str
) -> None:
    reason = {"withdrawal_reason": "Fictitious"} if status == "WITHDRAWN" else {}
    assert run("import", written(tmp_path / "in.jsonl", {**ROW, "status": status, **reason}), "--apply").stderr == ""
    answer = ask("{ practices { nodes { status withdrawalReason } } }", viewer=make_member(platform, "PRT").viewer)
    assert answer["data"]["practices"]["nodes"] == [
        {"status": status, "withdrawalReason": reason.get("withdrawal_reason")}
    ]


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_practices_with_the_same_title_are_imported_by_their_ids(
    run: Run,
    new_database: Callable[[str], str],
    new_platform: NewPlatform,
    engine_name: str,
    tmp_path: Path,
    ending: str,
) -> None:
    """Such as one that was withdrawn and drafted again."""
    rows = [{**ROW, "id": f"Practice:{key}"} for key in (1, 2)]
    assert run("import", written(tmp_path / "in.jsonl", *rows), "--apply").stdout == "Practices written: 2.\n"
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    run("export", str(first))
    other = new_platform(new_database(engine_name))
    make_member(other, "PRY")
    assert command(other, "import", str(first), "--apply").stdout == "Practices written: 2.\n"
    command(other, "export", str(second))
    assert second.read_bytes() == first.read_bytes()
    again = command(other, "import", str(first)).stderr
    assert again.count("A practice with this id already exists, or is in the file twice.") == 2


def test_a_file_may_be_named_by_any_bytes(run: Run, platform: Platform, tmp_path: Path) -> None:
    """The journal tells it on one line."""
    file = tmp_path / os.fsdecode(b"odd\xff\n\x1b.jsonl")
    assert run("import", written(file, ROW), "--apply").stdout == "Practices written: 1.\n"
    with platform.database.reading() as session:
        actors = session.execute(select(journal.c.actor).where(journal.c.action == "practice.imported")).scalars().all()
    assert actors == ["ADMINISTRATOR import of odd\ufffd\ufffd\ufffd.jsonl"]


def test_exported_cells_are_not_formulas(run: Run, platform: Platform, tmp_path: Path) -> None:
    """A member writes the texts, the secretariat opens the file: cells are text, and are read unchanged."""
    texts = {"title": "=1+1", "summary": "'=1+1", "body": "@SUM(1)", "results": "-5", "challenges": "'5"}
    row = {**ROW, "tags": ["=1+1"], **{name: {"es": text} for name, text in texts.items()}}
    run("import", written(tmp_path / "in.jsonl", row), "--apply")
    run("export", str(tmp_path / "out.csv"))
    (cells,) = csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines())
    assert [cells[f"{name}_es"] for name in texts] == ["'=1+1", "''=1+1", "'@SUM(1)", "-5", "'5"]
    assert cells["tags"] == "'=1+1"
    (found,) = [read for _, read in files.rows_of(tmp_path / "out.csv")]
    assert {name: found[name]["es"] for name in texts} == texts
    assert found["tags"] == ["=1+1"]


def test_each_practice_is_read_once(run: Run, platform: Platform, tmp_path: Path) -> None:
    rows = [{**ROW, "title": {**ROW["title"], "es": f"Práctica ficticia {number}"}} for number in range(5)]
    run("import", written(tmp_path / "in.jsonl", *rows), "--apply")
    asked: list[str] = []
    event.listen(platform.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert run("export", str(tmp_path / "out.jsonl")).stdout == "5 practices are in out.jsonl.\n"
    each = [sql for sql in asked if "FROM practices_practices" in sql and "WHERE" in sql]
    assert len(each) == 5


def test_odd_texts_survive_both_formats(run: Run, ask: Any, platform: Platform, tmp_path: Path) -> None:
    run("import", written(tmp_path / "in.jsonl", ROW), "--apply")
    run("export", str(tmp_path / "out.jsonl"))
    run("export", str(tmp_path / "out.csv"))
    (exported,) = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {key: exported[key] for key in ROW if key != "challenges"} == ROW
    (node,) = ask('{ practices(search: "ficticia") { nodes { id body links { url title } publishedAt } } }')["data"][
        "practices"
    ]["nodes"]
    assert node["body"] == ROW["body"]["es"]
    assert node["publishedAt"] == ROW["published_at"]
    again = run("import", str(tmp_path / "out.csv"))
    assert "line 2: A practice with this id already exists" in again.stderr


def test_a_dry_run_reports_what_would_be_written_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path / "in.jsonl", ROW)
    assert run("import", file).stdout == "Rows: 1, all of them correct. Write them with --apply.\n"
    assert run("export", str(tmp_path / "out.csv")).stdout == "0 practices are in out.csv.\n"


def test_each_invalid_row_is_reported_and_none_is_written(run: Run, tmp_path: Path) -> None:
    bad: list[tuple[dict[str, Any], str]] = [
        ({"state": "DEU"}, "state 'DEU' is not a participant"),
        ({"state": "eſp"}, "state 'eſp' is not a participant"),
        ({"original_language": "de"}, "original_language 'de' is not one of"),
        ({"original_language": "fr"}, "title_fr: The title is empty."),
        ({"status": "SECRET"}, "status 'SECRET' is not one of DRAFT"),
        ({"capacities": ["FLYING"]}, "capacities: 'FLYING' is not one of ENGAGEMENT"),
        ({"goals": [18]}, "goals: These are numbered 1 to 17: there is no 18."),
        ({"goals": ["4"]}, "goals is a list of numbers"),
        ({"links": [{"url": "javascript:alert(1)"}]}, "links: This is not the address of a page"),
        ({"links": ["x"]}, "links is a list"),
        ({"published_at": "yesterday"}, "published_at 'yesterday' cannot be read"),
        ({"published_at": "2999-01-01T00:00:00Z"}, "in the future"),
        ({"id": "Participant:1"}, "'Participant:1' is not the id of a Practice"),
        ({"colour": "red"}, "colour: unknown"),
        ({"title": "x"}, "title is an object of texts by language"),
        ({}, "of this state has this title already, or is in the file twice"),
    ]
    file = written(tmp_path / "in.jsonl", ROW, *({**ROW, **changed} for changed, _ in bad))
    refused = run("import", file, "--apply")
    assert refused.returncode == 1
    *lines, last = refused.stderr.splitlines()
    for number, (_, problem) in enumerate(bad):
        lines_of_row = [line for line in lines if line.startswith(f"in.jsonl, line {number + 2}: ")]
        assert problem in lines_of_row[0]
        assert len(lines_of_row) == (3 if problem == "title_fr: The title is empty." else 1)
    assert last == f"Nothing was written. Rows: {len(bad) + 1}, problems: {len(lines)}."
    run("export", str(tmp_path / "out.jsonl"))
    assert (tmp_path / "out.jsonl").read_bytes() == b""


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("in.csv", b"state,kind\nPRY,x\n", "CSV_HEADER"),
        ("in.csv", b"\xff\xfe\x00", "FILE"),
        ("in.csv", b'state,original_language\n"PRY', "FILE"),
        ("in.jsonl", b"{", "FILE"),
        ("in.jsonl", b"[1]", "FILE"),
        ("in.txt", b"", "FILE"),
        ("missing.jsonl", None, "FILE"),
    ],
)
def test_a_file_of_another_format_is_refused(
    run: Run, tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    refused = run("import", str(tmp_path / name))
    assert refused.returncode == 1
    assert refused.stderr.startswith((f"{code}: ", "in.csv, line"))
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("last", ['"Cuerpo', '"Cuerpo" ficticio', '"El "cuerpo", ficticio"'])
def test_a_quotation_mark_out_of_place_swallows_no_row(run: Run, tmp_path: Path, last: str) -> None:
    """Without a closing mark, all following rows would be the text of one cell."""
    rows = ["state,original_language,title_es,summary_es,body_es", *(f"{code},es,Uno,Uno," for code in ("PRY", "MAR"))]
    (tmp_path / "in.csv").write_text(f"{rows[0]}\n{rows[1]}{last}\n{rows[2]}Dos\n", encoding="utf-8")
    refused = run("import", str(tmp_path / "in.csv"), "--apply")
    assert refused.stderr.startswith("FILE: in.csv, line 2: this is not CSV")
    assert "write two" in refused.stderr


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_an_export_is_readable_by_its_owner_only_and_changes_nothing_else(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    (folder / "folder.csv").mkdir(parents=True)
    os.mkfifo(folder / "pipe.csv")
    for name in ("folder.csv", "pipe.csv"):
        assert run("export", str(folder / name)).stderr == (
            f"FILE: {folder / name} is not a regular file: name another one."
        )
    (folder / "link.csv").symlink_to(folder / "target.csv")
    assert run("export", str(folder / "link.csv")).stdout == "0 practices are in link.csv.\n"
    assert (folder / "link.csv").is_symlink()
    assert (folder / "target.csv").stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in folder.iterdir()) == ["folder.csv", "link.csv", "pipe.csv", "target.csv"]


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_an_export_replaces_a_file_only_with_overwrite(run: Run, tmp_path: Path, name: str) -> None:
    (file := tmp_path / name).write_text("kept")
    refused = run("export", str(file))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == f"FILE: {file} already exists: name another file, or give --overwrite."
    assert file.read_text() == "kept"
    assert run("export", str(file), "--overwrite").stdout == f"0 practices are in {name}.\n"
    assert "kept" not in file.read_text()


def test_a_dry_run_does_not_migrate_the_database(run: Run, platform: Platform, tmp_path: Path) -> None:
    file = written(tmp_path / "in.jsonl", ROW)
    with platform.database.reading() as session:
        before = session.execute(select(head.c.revision)).scalar()
    run("import", file)
    with platform.database.reading() as session:
        assert session.execute(select(head.c.revision)).scalar() == before
    with platform.database.transaction() as session:
        session.execute(text("UPDATE alembic_version_practices SET version_num = 'practices_0001'"))
    refused = run("import", file)
    assert refused.stderr.startswith(
        "MIGRATIONS: The database does not have this version yet. Run `nmirf migrate` first."
    )
    with platform.database.reading() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version_practices")).scalar() == "practices_0001"


def test_a_dry_run_does_not_delay_writes(platform: Platform, tmp_path: Path) -> None:
    make_member(platform, "PRY")
    before, meanwhile = publish(platform, "Earlier plan"), list[str]()

    def load(write: Write, row: dict[str, Any]) -> None:
        loading.load(write, row)
        meanwhile.append(publish(platform, f"Plan of meanwhile {len(meanwhile)}"))

    lines = [(1, row_of("Plan")), (2, row_of("Earlier plan")), (3, row_of("Plan"))]
    found = import_rows(platform, tmp_path / "practices.jsonl", lines, load, apply=False)
    assert [problem.split(": ")[0] for problem in found.problems] == [
        "practices.jsonl, line 2",
        "practices.jsonl, line 3",
    ]
    with platform.database.reading() as session:
        kept = session.scalars(select(practices.c.id)).all()
    assert {f"Practice:{key}" for key in kept} == {before, *meanwhile}
