"""Several mutations in one request: all are checked before the first writes, and what is written is always reported."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from core.errors import Unavailable
from core.platform import Platform
from core.tables import journal
from tests.conftest import Ask
from tests.factories import Made, make_member

INPUT = 'participant: %s, name: %s, email: "person@example.org", since: "2024-06-03"'
TEXT = 'text: {language: EN, title: "Title", summary: "Summary", body: "Body"}'


@pytest.fixture
def member(platform: Platform) -> Made:
    return make_member(platform, "PRY")


def _designation(name: str, participant: str = "$id") -> str:
    return (
        f"designateFocalPoint(input: {{{INPUT % (participant, name)}}}) {{ focalPoint {{ name }} errors {{ code }} }}"
    )


def _draft(selected: str, participant: str = "$id") -> str:
    return f"draftPractice(input: {{participant: {participant}, {TEXT}}}) {{ practice {{ {selected} }} errors {{ code }} }}"


def _entries(platform: Platform) -> int:
    with platform.database.reading() as session:
        return session.execute(select(func.count()).select_from(journal)).scalar_one()


@pytest.mark.parametrize("always_execute", [False, True])
@pytest.mark.parametrize(
    "roots",
    [
        {"b": _designation('"New"', "$other")},
        {"a": _designation('"New"'), "b": _designation('"Newer"', "$other")},
        {"b": _draft("bodyHtml", "$other")},
        {"a": _draft("bodyHtml"), "b": _draft("id", "$other")},
        {"t": "__typename", "a": _draft("id"), "b": _draft("id", "$other")},
    ],
    ids=["one", "two", "one that computes", "two of which one computes", "two and a name"],
)
def test_a_null_for_an_argument_that_requires_a_value_is_refused_before_anything_is_written(
    platform: Platform, ask: Ask, member: Made, roots: dict[str, str], always_execute: bool
) -> None:
    platform.engine.always_execute = always_execute
    selected = " ".join(f"{key}: {root}" for key, root in roots.items())
    needed = "$id: ID!, " if "$id" in selected else ""
    document = f'mutation ({needed}$other: ID = "x") {{ {selected} }}'
    assert "errors" not in ask(document, {"id": member.id, "other": member.id}, member.viewer)
    before = _entries(platform)
    for _ in range(2):
        answer = ask(document, {"id": member.id, "other": None}, member.viewer)
        [error] = answer["errors"]
        assert "data" not in answer
        assert (error["extensions"], error["path"]) == ({"code": "INVALID_VARIABLE", "variable": ["other"]}, ["b"])
        assert _entries(platform) == before


def _failing_at(platform: Platform, number: int, failure: Exception, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Make the write of this number fail; returns the writes that begin."""
    begun: list[Any] = []
    rounds = platform.engine.mutate.rounds  # type: ignore[attr-defined]
    carry_out = rounds.carry_out

    async def carried_out(*given: Any) -> Any:
        begun.append(given)
        if len(begun) == number:
            raise failure
        return await carry_out(*given)

    monkeypatch.setattr(rounds, "carry_out", carried_out)
    return begun


@pytest.mark.parametrize(
    ("failure", "code"),
    [(Unavailable("DATABASE_BUSY", "Others write."), "DATABASE_BUSY"), (RuntimeError("secret"), "INTERNAL")],
    ids=["unavailable", "inside"],
)
@pytest.mark.parametrize("selected", ["id", "bodyHtml"])
@pytest.mark.parametrize("name", ["New", " "], ids=["written", "refused"])
def test_the_error_of_a_later_mutation_names_those_that_succeeded(
    platform: Platform,
    ask: Ask,
    member: Made,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    selected: str,
    failure: Exception,
    code: str,
) -> None:
    begun = _failing_at(platform, 3, failure, monkeypatch)
    roots = f"a: {_designation('$name')} b: {_draft(selected)} c: {_draft('id')} d: {_draft('id')}"
    answer = ask(f"mutation ($id: ID!, $name: String!) {{ {roots} }}", {"id": member.id, "name": name}, member.viewer)
    [error] = answer["errors"]
    assert (answer["data"], error["extensions"]["code"], error["path"]) == (None, code, ["c"])
    written = "a, b" if name.strip() else "b"
    assert error["message"].startswith(
        f"Mutations before it succeeded: {written}. Do not send them again; read their results with a query. "
    )
    assert "secret" not in error["message"]
    assert len(begun) == 3


def test_the_error_of_the_first_mutation_names_no_others(
    platform: Platform, ask: Ask, member: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    _failing_at(platform, 1, Unavailable("DATABASE_BUSY", "Others write."), monkeypatch)
    answer = ask(f"mutation ($id: ID!) {{ a: {_draft('id')} b: {_draft('id')} }}", {"id": member.id}, member.viewer)
    [error] = answer["errors"]
    assert (answer["data"], error["path"]) == (None, ["a"])
    assert "succeeded" not in error["message"]
