"""What a change of the schema means for its clients."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from core.authors.difference import Change, differences, read_sdl
from core.errors import StartupError
from tests.commands import nmirf

OLD = 'type Query { a: Int b(x: Int): Int c: Int @deprecated(reason: "Ask d, until 2026-01-31.") e: E } enum E { ONE }'
Run = Callable[..., subprocess.CompletedProcess[str]]


def told(new: str) -> list[Change]:
    return differences(OLD, new)


def test_the_same_schema_differs_in_nothing() -> None:
    assert told(OLD) == []


def test_what_is_gone_breaks_and_what_was_announced_is_said_to_be() -> None:
    found = told("type Query { b(x: Int): Int e: E } enum E { ONE }")
    assert [change.kind for change in found] == ["BREAKING", "BREAKING"]
    assert "Query.a was removed." in found[0].description
    assert "Query.c was removed. (It was deprecated until 2026-01-31.)" in found[1].description


def test_a_new_value_is_dangerous_and_a_new_field_is_safe() -> None:
    found = told(OLD.replace("ONE", "ONE TWO").replace("a: Int", "a: Int z: Int"))
    assert [change.kind for change in found] == ["DANGEROUS", "SAFE"]
    assert found[1].description == "Field Query.z was added."


def test_a_deprecation_is_safe_and_shows_its_date() -> None:
    found = told(OLD.replace("a: Int", 'a: Int @deprecated(reason: "Ask b, until 2027-06-30.")'))
    assert found == [Change("SAFE", "Query.a was deprecated: Ask b, until 2027-06-30.")]


@pytest.mark.parametrize(
    ("old", "new", "told_as"),
    [
        ("a: Int", "a: Int!", "Field Query.a changed type from Int to Int!."),
        ("x: Int", "x: Int = 5", "Query.b(x:) added a defaultValue 5."),
        ('c: Int @deprecated(reason: "Ask d, until 2026-01-31.")', "c: Int", "Query.c is no longer deprecated."),
    ],
)
def test_what_is_promised_since_is_safe(old: str, new: str, told_as: str) -> None:
    assert told(OLD.replace(old, new)) == [Change("SAFE", told_as)]


def test_a_change_of_words_alone_is_none() -> None:
    assert told(OLD.replace("a: Int", '"How many." a: Int')) == []


def test_the_committed_schema_is_at_hand() -> None:
    assert "type Query" in read_sdl("")


@pytest.mark.parametrize(
    ("place", "told"), [("no/such/file", "cannot be read as SDL"), ("http://127.0.0.1:1/", "as in http://…/graphql.")]
)
def test_a_place_without_a_schema_is_named(place: str, told: str) -> None:
    with pytest.raises(StartupError, match=told) as refused:
        read_sdl(place)
    assert refused.value.code == "SCHEMA_SOURCE"


def test_what_is_not_a_schema_is_refused() -> None:
    with pytest.raises(StartupError) as refused:
        differences("type Query {", OLD)
    assert refused.value.code == "SCHEMA_SOURCE"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return partial(nmirf, folder=tmp_path)


def test_the_command_ends_with_1_if_documents_break(run: Run, tmp_path: Path) -> None:
    same = run("schema", "diff")
    assert (same.returncode, same.stdout) == (0, "The schema is the same.\n")
    file = tmp_path / "before.graphql"
    file.write_text(run("schema").stdout.replace("type Query {", "type Query {\n  bygone: Int"))
    broken = run("schema", "diff", str(file))
    assert broken.returncode == 1
    assert "BREAKING   Field Query.bygone was removed." in broken.stdout
    assert run("schema", "diff", str(file), "--allow-breaking").returncode == 0
