"""`nmirf import participants`: all rows or none, and each bad one is reported with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from core.identity import Viewer
from core.members.enums import Standing
from core.members.rules.accessions import acknowledge_accession, communicate_accession
from core.members.tables import mechanisms
from core.platform import Platform
from tests.commands import Run
from tests.factories import writing

HEADER = "iso_alpha3,standing,joined_on,founding,mechanism_name,mechanism_type,focal_point_name,focal_point_email\n"


def test_participants_are_loaded_all_or_none(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    file.write_text(
        "\ufeff" + HEADER.replace(",", ";") + "PRY;MEMBER;2024-06-01;no;Fictitious;AD_HOC;Somebody;s@test.example\n"
        "MAR;OBSERVER;2024-07-01;;;;;\n",
        encoding="utf-8",
    )
    dry = run("import", "participants", str(file))
    assert (dry.returncode, dry.stdout) == (0, "Rows: 2, all of them correct. Write them with --apply.\n")
    assert run("import", "participants", str(file), "--apply").stdout == "Participants written: 2.\n"
    again = run("import", "participants", str(file), "--apply")
    assert again.returncode == 1
    assert "line 2: PRY already takes part" in again.stderr
    assert run("demo").stderr.startswith("NOT_EMPTY: ")


def test_an_imported_mechanism_is_known_from_the_day_its_state_joined(
    run: Run, platform: Platform, tmp_path: Path
) -> None:
    file = tmp_path / "participants.csv"
    file.write_text(HEADER + "PRY,MEMBER,2024-06-01,no,Fictitious,AD_HOC,Somebody,s@test.example\n")
    assert run("import", "participants", str(file), "--apply").returncode == 0
    with platform.database.reading() as session:
        assert session.scalars(select(mechanisms.c.since)).all() == [date(2024, 6, 1)]


def test_a_code_is_one_in_letters_of_ascii(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    for code, said in (("eſp", "line 2: iso_alpha3 'eſp' is not a Member State"), ("esp", "")):
        file.write_text(f"iso_alpha3,standing,joined_on\n{code},MEMBER,2024-06-01\n", encoding="utf-8")
        assert said in run("import", "participants", str(file), "--apply").stderr
    create = ("token", "create", "--role", "FOCAL_POINT", "--name", "Somebody", "--participant")
    assert run(*create, "eſp").stderr == (
        "PARTICIPANT: 'eſp' is not a participant today: acknowledge its accession, or import it, first.\n"
    )
    assert run(*create, "esp").stdout.startswith("nmirf_")
    assert run("token", "create", "--role", "admınistrator", "--name", "Somebody").stderr.startswith("ROLE: ")
    file.write_text(
        "iso_alpha3,standing,joined_on\nKEN,OBſERVER,2024-06-01\nK\0N,OBSERVER,2024-06-01\n", encoding="utf-8"
    )
    refused = run("import", "participants", str(file)).stderr
    assert "line 2: standing 'OBſERVER' is none of" in refused
    assert "line 3: iso_alpha3 'K\\x00N' is not a Member State" in refused


def test_each_bad_row_is_named_with_its_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    file.write_text(
        HEADER + "PRY,MEMBER,2024-06-01,no,,,,\nXXX,MEMBER,2024-06-01,no,,,,\nMAR,GUEST,2024-06-01,no,,,,\n"
        "PRT,MEMBER,yesterday,no,,,,\nKEN,MEMBER,2024-06-01,no,Mechanism,WRONG,,\nPRY,MEMBER,2024-06-01,no,,,,\n"
        "TUR,MEMBER,2024-06-01,no,,,Somebody,a@[b.c\nFJI,MEMBER,2024-06-01,no,,,,s@test.example\n"
        "BRA,MEMBER,2024-06-01,no,,AD_HOC,,\nARG,MEMBER,20240601,no,,,,\nCHL,MEMBER,2024-W22-6,no,,,,\n"
    )
    refused = run("import", "participants", str(file), "--apply")
    assert refused.returncode == 1
    for problem in ("line 3: iso_alpha3 'XXX'", "line 4: standing 'GUEST'", "line 5: joined_on 'yesterday'",
                    "line 6: mechanism_type 'WRONG'", "line 7: PRY already takes part",
                    "line 8: focal_point_email 'a@[b.c': This is not a mail address", "line 9: focal_point_email is given, focal_point_name is empty",
                    "line 10: mechanism_type is given, mechanism_name is empty",
                    "line 11: joined_on '20240601' is not a date: write it as in 2024-05-09.", "line 12: joined_on '2024-W22-6'",
                    "Nothing was written. Rows: 11, problems: 10."):  # fmt: skip
        assert problem in refused.stderr
    good = tmp_path / "good.csv"
    good.write_text("iso_alpha3,standing,joined_on\nPRY,MEMBER,2024-06-01\n")
    assert run("import", "participants", str(good), "--apply").stdout == "Participants written: 1.\n"


def test_all_mistakes_in_a_row_are_reported_at_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    file.write_text(HEADER + "XXX,GUEST,yesterday,perhaps,Mechanism,WRONG,,\nPRY,MEMBER,2024-06-01,no,,,,\n")
    refused = run("import", "participants", str(file)).stderr.splitlines()
    assert [line.split("line 2: ")[1].split(" ")[0] for line in refused[:-1]] == [
        "iso_alpha3", "standing", "founding", "joined_on", "mechanism_type",
    ]  # fmt: skip
    assert refused[-1] == "Nothing was written. Rows: 2, problems: 5."


def test_a_refusal_by_a_rule_names_the_column_and_the_cell(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    header = HEADER.replace("mechanism_type", "mechanism_type,mechanism_website")
    name = "x" * 400
    file.write_text(f"{header}PRY,MEMBER,2024-06-01,no,Mechanism,AD_HOC,example.org,{name},nobody\n")
    refused = run("import", "participants", str(file)).stderr.splitlines()
    assert [line.partition("line 2: ")[2].partition(".")[0] for line in refused[:-1]] == [
        "mechanism_website 'example",
        f"focal_point_name '{'x' * 60}…': The name of the focal point has 400 characters; 300 at most",
        "focal_point_email 'nobody': This is not a mail address: give one, as in name@example",
    ]
    file.write_text(f"{header}PRY,MEMBER,2024-06-01,no,,,,Somebody,\n")
    (missing, _) = run("import", "participants", str(file)).stderr.splitlines()
    assert "line 2: focal_point_email '': The mail address is empty." in missing
    assert "mechanism_website 'example.org': This is not the address of a page: it begins with https://" in refused[0]


def test_the_help_names_what_a_column_takes(run: Run) -> None:
    help_ = " ".join(run("import", "participants", "--help", COLUMNS="400").stdout.split())
    assert "AD_HOC, MINISTERIAL, INTERMINISTERIAL or INSTITUTIONALLY_SEPARATE" in help_


def test_a_state_whose_accession_is_to_be_acknowledged_is_not_imported(
    run: Run, platform: Platform, administrator: Viewer, tmp_path: Path
) -> None:
    with writing(platform, administrator) as write:
        accession = communicate_accession(write, "KEN", Standing.OBSERVER, True, write.today)
    file = tmp_path / "participants.csv"
    file.write_text("iso_alpha3,standing,joined_on\nKEN,OBSERVER,2024-06-01\n")
    refused = run("import", "participants", str(file), "--apply")
    assert refused.returncode == 1
    assert f"line 2: KEN has communicated its accession, Accession:{accession}: acknowledge it" in refused.stderr
    with writing(platform, administrator) as write:
        assert acknowledge_accession(write, accession, write.today)


def test_a_focal_point_is_imported_with_its_language(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    header, row = f"{HEADER.strip()},focal_point_language\n", "KEN,OBSERVER,2024-06-01,no,,,Somebody,s@test.example,"
    file.write_text(f"{header}{row}klingon\n")
    assert "line 2: focal_point_language 'klingon' is none of ar" in run("import", "participants", str(file)).stderr
    file.write_text(f"{header}{row}FR\n")
    assert run("import", "participants", str(file), "--apply").stdout == "Participants written: 1.\n"


def test_cells_beyond_the_header_are_reported_with_their_lines(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    file.write_text(
        HEADER + "PRY,MEMBER,2024-06-01,no,Mechanism, of sorts,AD_HOC,Somebody,s@test.example\n"
        "MAR,OBSERVER,2024-07-01,,,,,,,,\nFJI,OBSERVER,2024-07-01,,,,,,x\n"
    )
    refused = run("import", "participants", str(file), "--apply")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("FILE: participants.csv, line 2, 4: more cells than the header has columns.")
    assert len(refused.stderr.splitlines()) == 1
    file.write_text(HEADER + "".join(f"X{number},,,,,,,,x\n" for number in range(30)))
    assert ", line 2, 3, 4, " in (reported := run("import", "participants", str(file)).stderr)
    assert ", 21 and 10 more: " in reported
    file.write_text(HEADER + "MAR,OBSERVER,2024-07-01,,,,,,,,\n")
    assert run("import", "participants", str(file), "--apply").stdout == "Participants written: 1.\n"


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_spreadsheets_leave_around_a_table_is_passed_over(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    header = "iso_alpha3;standing;joined_on"
    for before, after in (("", ";"), ("", ";;"), ("\n \n", ""), ("sep=;\r\n", ""), ("\nsep=;\n\n", "; ")):
        end = ";" * after.count(";")
        file.write_text(
            f"{before}{header}{after}\nPRY;MEMBER;2024-06-01{end}\nXXX;MEMBER;2024-06-01{end}\n", newline=""
        )
        refused = run("import", "participants", str(file)).stderr.splitlines()
        line = len(before.splitlines()) + 3
        assert refused[0].startswith(f"participants.csv, line {line}: iso_alpha3 'XXX' is not a Member State")
        assert refused[1:] == ["Nothing was written. Rows: 2, problems: 1."]
    file.write_text(f"{header};\nPRY;MEMBER;2024-06-01;so\n")
    assert "line 2: more cells than the header has columns." in run("import", "participants", str(file)).stderr
    file.write_text("iso_alpha3,,standing,joined_on\nPRY,,MEMBER,2024-06-01\n")
    assert "without a name: column 2." in run("import", "participants", str(file)).stderr


@pytest.mark.parametrize("content", [b"state,kind\nPRY,MEMBER\n", b"", b"\xff\xfe\x00"])
def test_a_file_that_is_something_else_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.csv"
    file.write_bytes(content)
    refused = run("import", "participants", str(file))
    assert refused.returncode == 1
    assert refused.stderr.startswith(("CSV_HEADER: ", "FILE: "))
    assert "Traceback" not in refused.stderr


def test_a_column_that_is_there_more_than_once_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    file.write_text("iso_alpha3,standing,joined_on,founding, Standing \n")
    refused = run("import", "participants", str(file))
    assert (refused.returncode, refused.stderr.split("; ")[-1]) == (1, "more than once: standing.\n")
