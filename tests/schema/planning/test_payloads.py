"""What a mutation answers: the same whether SQL writes it or resolvers complete it, and written once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from core.platform import Platform
from core.tables import journal
from schema.planning.payloads import payload_of
from tests.conftest import Ask
from tests.factories import Made, make_member

INPUT = 'participant: $id, name: $name, email: "person@example.org", since: "2024-06-03"'
PAYLOADS = [
    "errors { code }",
    "__typename errors { __typename code message path }",
    "whom: focalPoint { id name title } errors { code }",
    "focalPoint { ...F participant { state { name(language: FR) } focalPoint { name } } } errors { code }",
    "focalPoint { name } second: focalPoint { name participant { id } } focalPoint { id }",
    "focalPoint @include(if: $yes) { name } errors @skip(if: $yes) { code }",
    "errors { ... on Refused { code } }",
    "focalPoint @skip(if: $yes) { id }",
]


def _document(payload: str) -> str:
    fragment = "fragment F on FocalPoint { id name }" if "...F" in payload else ""
    yes = ", $yes: Boolean!" if "$yes" in payload else ""
    return f"mutation ($id: ID!, $name: String!{yes}) {{ done: designateFocalPoint(input: {{{INPUT}}}) {{ {payload} }} }} {fragment}"


@pytest.fixture
def member(platform: Platform) -> Made:
    return make_member(platform, "PRY")


def _entries(platform: Platform) -> int:
    with platform.database.reading() as session:
        return session.execute(select(func.count()).select_from(journal)).scalar_one()


def _without_ids(answer: Any) -> Any:
    """Each designation is a new one, with an id of its own."""
    if isinstance(answer, dict):
        return {key: "…" if key == "id" else _without_ids(value) for key, value in answer.items()}
    return [_without_ids(item) for item in answer] if isinstance(answer, list) else answer


@pytest.mark.parametrize("name", ["Somebody", " "], ids=["written", "refused"])
def test_text_and_resolvers_tell_the_same(platform: Platform, ask: Ask, member: Made, name: str) -> None:
    variables = {"id": member.id, "name": name, "yes": True}
    for payload in PAYLOADS:
        answers = []
        for platform.engine.always_execute in (False, True):
            before = _entries(platform)
            answers.append(_without_ids(ask(_document(payload), variables, member.viewer)))
            assert _entries(platform) - before == bool(name.strip())
        assert answers[0] == answers[1], payload
        assert "data" in answers[0]


@pytest.mark.parametrize("always_execute", [False, True])
@pytest.mark.parametrize("fields", [1, 2], ids=["one", "one of two"])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ('(after: "forged")', "INVALID_CURSOR"),
        ("(after: $name)", "INVALID_CURSOR"),
        ("(first: 251)", "PAGE_SIZE"),
        ("(first: $number)", "PAGE_SIZE"),
    ],
)
def test_what_could_not_be_read_is_refused_before_anything_is_written(
    platform: Platform, ask: Ask, member: Made, wrong: str, code: str, fields: int, always_execute: bool
) -> None:
    platform.engine.always_execute = always_execute
    written, read = f"designateFocalPoint(input: {{{INPUT}}})", "{ nodes { id } }"
    given = {"a": "", "b": wrong} if fields == 2 else {"b": wrong}
    roots = [
        f"{key}: {written} {{ focalPoint {{ participant {{ p: practices{page} {read} }} }} }}"
        for key, page in given.items()
    ]
    number = ", $number: Int" if "$number" in wrong else ""
    document = f"mutation ($id: ID!, $name: String!{number}) {{ {' '.join(roots)} }}"
    before = _entries(platform)
    for _ in range(2):
        answer = ask(document, {"id": member.id, "name": "Somebody", "number": 251}, member.viewer)
        (error,) = answer["errors"]
        assert (error["extensions"]["code"], error["path"]) == (code, ["b", "focalPoint", "participant", "p"])
        assert "data" not in answer
        assert _entries(platform) == before


def test_a_payload_is_planned_once_for_all_inputs(
    platform: Platform, ask: Ask, member: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = []

    def planning(*given: Any) -> Any:
        planned.append(payload_of(*given))
        return planned[-1]

    monkeypatch.setattr("schema.planning.plans.payload_of", planning)
    document = """mutation ($input: DesignateFocalPointInput!) {
      designateFocalPoint(input: $input) { focalPoint { name title } errors { code } } }"""
    for title in ({}, {"title": "Director"}, {"title": None}, {"title": "Directora: asuntos"}):
        given = {"participant": member.id, "name": "Somebody", "email": "p@example.org", "since": "2024-06-03", **title}
        answer = ask(document, {"input": given}, member.viewer)
        payload = {"focalPoint": {"name": "Somebody", "title": title.get("title")}, "errors": []}
        assert answer == {"data": {"designateFocalPoint": payload}}
    assert len(planned) == 1


def test_several_mutations_are_carried_out_in_their_order(platform: Platform, ask: Ask, member: Made) -> None:
    given = [INPUT.replace("$name", f'"{key}"') for key in ("first", "second", "third")]
    fields = [f"designateFocalPoint(input: {{{found}}}) {{ focalPoint {{ name }} }}" for found in given]
    first, second, third = fields
    document = f"mutation ($id: ID!) {{ first: {first} second: {second} third: {third} }}"
    answer = ask(document, {"id": member.id}, member.viewer)
    assert answer["data"] == {key: {"focalPoint": {"name": key}} for key in ("first", "second", "third")}
    found = ask("{ members { nodes { focalPoint { name } } } }", None, member.viewer)
    assert found["data"]["members"]["nodes"] == [{"focalPoint": {"name": "third"}}]


def test_a_failure_inside_writes_nothing_and_is_reported_once(
    platform: Platform, ask: Ask, member: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def broken(*_: object, **__: object) -> None:
        tried.append("once")
        raise RuntimeError("secret detail")

    before = _entries(platform)
    monkeypatch.setattr("core.writing.write.append", broken)
    answer = ask(_document("focalPoint { name }"), {"id": member.id, "name": "Somebody"}, member.viewer)
    assert (tried, answer["data"], _entries(platform)) == (["once"], None, before)
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "secret" not in str(answer)


@pytest.mark.parametrize("always_execute", [False, True])
@pytest.mark.parametrize("name", ["Somebody", " "], ids=["written", "refused"])
@pytest.mark.parametrize("roots", [1, 2])
@pytest.mark.parametrize("key", ["focalPoint", "focal_point", "errors"])
def test_errors_are_answered_under_any_key(
    platform: Platform, ask: Ask, member: Made, key: str, roots: int, name: str, always_execute: bool
) -> None:
    platform.engine.always_execute = always_execute
    keys = [f"m{number}" for number in range(roots)]
    row = "" if key == "focalPoint" else "focalPoint { name }"
    selected = f"designateFocalPoint(input: {{{INPUT}}}) {{ {key}: errors {{ code }} {row} }}"
    document = f"mutation ($id: ID!, $name: String!) {{ {' '.join(f'{one}: {selected}' for one in keys)} }}"
    answer = ask(document, {"id": member.id, "name": name}, member.viewer)
    assert answer.keys() == {"data"}
    for payload in answer["data"].values():
        assert payload.pop(key) == ([] if name.strip() else [{"code": "INVALID"}])
        assert payload == ({"focalPoint": {"name": name} if name.strip() else None} if row else {})
