"""What a stranger does wrong gets one clear message with a code, and no data."""

from __future__ import annotations

from typing import Any

import pytest

from core.members.enums import ObligationStatus
from core.members.obligations import Obligation
from core.platform import Platform
from plugins.practices.tables import practices
from tests.conftest import Ask
from tests.factories import make_member
from tests.plugins.practices.steps import publish

REQUESTS: list[tuple[str, dict[str, Any] | None, str, str]] = [
    ("{ states {", None, "SYNTAX", "Syntax Error"),
    ("", None, "SYNTAX", "Syntax Error"),
    ("{ states { nodes { capital } } }", None, "INVALID_DOCUMENT", "Cannot query field 'capital' on type 'State'"),
    ("{ state { name } }", None, "INVALID_DOCUMENT", "isoAlpha3"),
    ("query($n: Int!) { states(first: $n) { totalCount } }", {"n": "ten"}, "INVALID_VARIABLE", "$n"),
    ("query($n: Int!) { states(first: $n) { totalCount } }", None, "INVALID_VARIABLE", "$n"),
    ("query($n: Int) { states(first: $n) { totalCount } }", {"n": 2**40}, "INVALID_VARIABLE", "$n"),
    (
        "query($f: StateFilter) { states(filter: $f) { totalCount } }",
        {"f": {"color": {"a": [1]}}},
        "INVALID_VARIABLE",
        "not to include unknown field 'color'.",
    ),
    (
        "{ states(filter: {regionalGroup: AFRIKA}) { totalCount } }",
        None,
        "INVALID_DOCUMENT",
        "'RegionalGroup' enum. It has AFRICA, ASIA_PACIFIC, EASTERN_EUROPE, ",
    ),
    (
        "query($f: StateFilter) { states(filter: $f) { totalCount } }",
        {"f": {"regionalGroup": "Africa"}},
        "INVALID_VARIABLE",
        "'RegionalGroup' enum. It has AFRICA, ASIA_PACIFIC, EASTERN_EUROPE, ",
    ),
    ("{ states(first: -1) { nodes { id } } }", None, "PAGE_SIZE", "`first` is -1; ask for 0 to 250"),
    ("{ states(first: 100000) { nodes { id } } }", None, "PAGE_SIZE", "`first` is 100000; ask for 0 to 250"),
    ("{ states(last: 251) { nodes { id } } }", None, "PAGE_SIZE", "`last` is 251"),
    (
        '{ practice(id: "Practice:1") { similar(first: 21) { id } } }',
        None,
        "PAGE_SIZE",
        "`first` is 21; ask for 0 to 20.",
    ),
    (
        'query($n: Int) { practice(id: "Practice:1") { similar(first: $n) { id } } }',
        {"n": -1},
        "PAGE_SIZE",
        "`first` is -1; ask for 0 to 20.",
    ),
    ("{ states(first: 1, last: 1) { nodes { id } } }", None, "FIRST_AND_LAST", "not for both"),
    ('{ states(after: "forged") { nodes { id } } }', None, "INVALID_CURSOR", "'forged' is not a cursor of this list"),
    ('{ states(after: "") { nodes { id } } }', None, "INVALID_CURSOR", "is not a cursor"),
    ('{ node(id: "State:x") { id } }', None, "INVALID_ID", "'State:x' is not the id of a State"),
    ('{ node(id: "State:0600") { id } }', None, "INVALID_ID", "'State:0600' is not the id of a State"),
    ('{ node(id: "Planet:1") { id } }', None, "INVALID_ID", "'Planet:1' is not an id of this schema"),
    ('{ node(id: "") { id } }', None, "INVALID_ID", "not an id of this schema"),
    ('{ nodes(ids: ["State:1", "State:-1"]) { id } }', None, "INVALID_ID", "'State:-1'"),
    ('{ journal(filter: {subject: "foo"}) { totalCount } }', None, "INVALID_ID", "'foo' is not an id."),
    ('{ journal(filter: {subject: "State:0600"}) { totalCount } }', None, "INVALID_ID", "'State:0600' is not an id."),
    ("query A { viewer { role } } query B { viewer { role } }", None, "OPERATION_NAME", "several operations (A, B)"),
    ("fragment F on State { id }", None, "INVALID_DOCUMENT", "never used"),
    ("subscription { x }", None, "INVALID_DOCUMENT", ""),
    ('{ state(isoAlpha3: "\\u0000") { name } }', None, "NUL", "NUL"),
    ("query($f: StateFilter) { states(filter: $f) { totalCount } }", {"f": {"nameContains": "a\x00"}}, "NUL", "NUL"),
]


@pytest.mark.parametrize(("document", "variables", "code", "message"), REQUESTS)
def test_a_request_that_cannot_be_answered_is_refused_with_a_code(
    ask: Ask, document: str, variables: dict[str, Any] | None, code: str, message: str
) -> None:
    answer = ask(document, variables)
    assert "data" not in answer
    (error,) = answer["errors"][:1]
    assert error["extensions"]["code"] == code
    assert message in error["message"]
    assert "Traceback" not in str(answer)


@pytest.mark.parametrize(
    ("document", "field", "wrong"),
    [
        ('{ viewer { role } practice(id: "x") { id } }', "practice", '"x"'),
        ("{ practice(id: 5) { id } }", "practice", "5"),
        ('{ node(id: "State:x") { id } }', "node", '"State:x"'),
        ('{ nodes(ids: ["State:1", "Planet:1"]) { id } }', "nodes", '"Planet:1"'),
        ('{ nodes(ids: ["State:1", "State:-1"]) { id } }', "nodes", '"State:-1"'),
        ('{ decisions(first: 5, filter: {stage: DRAFT, meeting: "x"}) { totalCount } }', "decisions", '"x"'),
        ('{ states(first: 5, after: "forged") { nodes { id } } }', "states", '"forged"'),
        ("{ states(first: 251) { nodes { id } } }", "states", "251"),
        ('query($n: Int) { a: states(first: $n, after: "forged") { nodes { id } } }', "a", '"forged"'),
        ("query($id: ID!) { practice(id: $id) { id } }", "practice", "practice"),
        ("query($id: ID!) { nodes(ids: [$id]) { id } }", "nodes", "nodes"),
        ("query($c: String) { a: states(after: $c) { nodes { id } } }", "a", "a: "),
    ],
)
def test_what_is_wrong_is_shown_where_it_is_written(ask: Ask, document: str, field: str, wrong: str) -> None:
    """As a literal, or else by the field whose variable holds it."""
    (error,) = ask(document, {"n": 5, "id": "x", "c": "forged"})["errors"]
    assert error["path"] == [field]
    assert error["locations"] == [{"line": 1, "column": document.rindex(wrong) + 1}]


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        ('{ members(on: "2026-02-30") { totalCount } }', '"2026-02-30"'),
        ("{ members(on: 20260228) { totalCount } }", "20260228"),
        ('mutation { seekConsensus(input: {decision: "x", until: "tomorrow"}) { errors { code } } }', '"tomorrow"'),
    ],
)
def test_a_day_or_a_moment_that_is_none_is_shown_where_it_is_written(ask: Ask, document: str, wrong: str) -> None:
    (error,) = ask(document)["errors"]
    assert error["extensions"]["code"] == "INVALID_DOCUMENT"
    assert error["locations"] == [{"line": 1, "column": document.index(wrong) + 1}]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ('query($n: ID = "State:600") { a: node(id: $n) { id } }', ["a"]),
        ('query($n: ID = "State:600") { a: nodes(ids: [$n]) { id } }', ["a"]),
        ("query($n: Boolean = true) { states { a: nodes { id @include(if: $n) } } }", None),
        ("query($n: Boolean = true) { states { a: nodes @skip(if: $n) { id } } }", None),
    ],
)
def test_null_in_the_place_of_a_default_is_refused_where_nothing_may_be_null(
    ask: Ask, document: str, path: list[str] | None
) -> None:
    (error,) = ask(document, {"n": None})["errors"]
    assert (error["extensions"]["code"], error.get("path")) == ("INVALID_VARIABLE", path)
    assert error["locations"]
    assert "data" in ask(document)


def test_an_id_of_another_type_is_reported(platform: Platform, ask: Ask, administrator: Any) -> None:
    make_member(platform, "PRY")
    document = """mutation($id: ID!) { registerMechanism(input: {participant: $id, language: EN, name: "X", type: AD_HOC}) {
      mechanism { id } errors { code message path } } }"""
    payload = ask(document, {"id": "State:600"}, administrator)["data"]["registerMechanism"]
    assert payload["mechanism"] is None
    assert payload["errors"] == [
        {"code": "INVALID_ID", "message": "'State:600' is not the id of a Participant.", "path": ["participant"]}
    ]


def test_a_cursor_belongs_to_its_order(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    cursor = ask("{ members(orderBy: NAME) { edges { cursor } } }")["data"]["members"]["edges"][0]["cursor"]
    document = "query($c: String) { members(orderBy: JOINED_ON, after: $c) { nodes { id } } }"
    assert ask(document, {"c": cursor})["errors"][0]["extensions"]["code"] == "INVALID_CURSOR"


@pytest.mark.parametrize(("first", "then"), [("", "orderBy: NAME"), ("orderBy: NAME", ""), ("", "direction: ASC")])
def test_the_order_that_a_list_has_by_itself_may_be_named_from_one_page_to_the_next(
    platform: Platform, ask: Ask, first: str, then: str
) -> None:
    for code in ("PRY", "CHL"):
        make_member(platform, code)
    page = ask(f"{{ members(first: 1 {first}) {{ pageInfo {{ endCursor }} }} }}")["data"]["members"]
    onward = f'{{ members(after: "{page["pageInfo"]["endCursor"]}" {then}) {{ nodes {{ state {{ isoAlpha3 }} }} }} }}'
    assert ask(onward)["data"]["members"]["nodes"] == [{"state": {"isoAlpha3": "PRY"}}]


def test_the_named_operation_is_the_one_that_is_answered(ask: Ask) -> None:
    document = "query A { viewer { role } } query B { network { name } }"
    assert list(ask(document, operation_name="B")["data"]) == ["network"]
    assert ask(document, operation_name="C")["errors"][0]["extensions"]["code"] == "OPERATION_NAME"


def test_a_failure_inside_is_masked(ask: Ask, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> list[object]:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(platform, "obligations", broken)
    answer = ask("{ network { obligations { rule } } }")
    assert "secret" not in str(answer)
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"


@pytest.mark.parametrize(
    "returned",
    [
        7,
        [Obligation(section="", rule=["secret"], status=ObligationStatus.MET, detail="")],  # type: ignore[arg-type]
        [Obligation(section="", rule="", status="secret", detail="")],  # type: ignore[arg-type]
    ],
)
def test_a_resolver_that_returns_what_its_field_cannot_be_fails_inside(
    ask: Ask, platform: Platform, monkeypatch: pytest.MonkeyPatch, returned: object
) -> None:
    monkeypatch.setattr(platform, "obligations", lambda _: returned)
    answer = ask("{ network { obligations { rule status } } }")
    assert "secret" not in str(answer)
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"


def test_a_variable_of_introspection_that_is_null_is_reported_with_a_code(ask: Ask) -> None:
    answer = ask('query ($name: String = "State") { __type(name: $name) { name } }', {"name": None})
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_VARIABLE"


def test_a_missing_value_that_cannot_be_null_travels_up(platform: Platform, ask: Ask) -> None:
    from sqlalchemy import delete

    from core.members.tables import regional_groups

    with platform.database.transaction() as session:
        session.execute(delete(regional_groups).where(regional_groups.c.state_id == 600))
    answer = ask('{ state(isoAlpha3: "PRY") { isoAlpha3 regionalGroup } other: state(isoAlpha3: "MAR") { isoAlpha3 } }')
    assert answer["data"] == {"state": None, "other": {"isoAlpha3": "MAR"}}
    assert answer["errors"][0]["path"] == ["state", "regionalGroup"]


@pytest.mark.parametrize(
    "selected",
    [
        "id",
        "__typename",
        "isoAlpha3",
        "unMemberSince",
        "name formalName",
        "participant { id }",
        "fields: id",
        "id @skip(if: true)",
    ],
)
def test_a_missing_object_is_null_as_a_whole(platform: Platform, ask: Ask, selected: str) -> None:
    make_member(platform, "PRY")
    publish(platform, "Fictitious practice")
    with platform.database.transaction() as session:
        session.execute(practices.update().values(state_id=999_999))
    answer = ask(f"{{ practices {{ nodes {{ title state {{ {selected} }} }} }} other: network {{ __typename }} }}")
    assert answer["errors"][0]["path"] == ["practices", "nodes", 0, "state"]
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "999999" not in str(answer)


def test_an_error_names_the_place_in_the_variables_for_forms(ask: Ask) -> None:
    practice = {
        "participant": "Participant:1",
        "text": {"language": "Klingon", "title": "T", "summary": "S", "body": "B"},
        "startedOn": "2024-02-30",
        "sustainableDevelopmentGoals": [16, "17"],
        "links": [{"url": "https://example.org", "title": "L"}, {"url": 7, "title": "L"}],
    }
    draft = "mutation ($input: DraftPracticeInput!, $first: Int) { draftPractice(input: $input) {"
    answer = ask(f"{draft} practice {{ similar(first: $first) {{ id }} }} }} }}", {"input": practice, "first": "two"})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID_VARIABLE"] * 5
    assert sorted(error["extensions"]["variable"] for error in answer["errors"]) == [
        ["first"],
        ["input", "links", "1", "url"],
        ["input", "startedOn"],
        ["input", "sustainableDevelopmentGoals", "1"],
        ["input", "text", "language"],
    ]


def test_an_error_names_the_field_that_is_missing_or_unknown(ask: Ask) -> None:
    text = {"language": "EN", "summary": "S", "body": "B", "footer": "F"}
    links = [{"title": "L"}]
    answer = ask(
        "mutation ($input: DraftPracticeInput!) { draftPractice(input: $input) { practice { id } } }",
        {"input": {"text": text, "links": links, "colour": "found: {"}},
    )
    assert sorted(error["extensions"]["variable"] for error in answer["errors"]) == [
        ["input", "colour"],
        ["input", "links", "0", "url"],
        ["input", "participant"],
        ["input", "text", "footer"],
        ["input", "text", "title"],
    ]


@pytest.mark.parametrize(
    "document",
    [
        "query ($given: Boolean = true) { network { name @skip(if: $given) } }",
        "query ($given: Boolean = true) { viewer { role @include(if: $given) } }",
        'query ($given: String = "DecisionStage") { taxonomy(name: $given) { name } }',
        'query ($given: ID = "State:1") { decisionProof: node(id: $given) { id } }',
        'mutation ($given: ID = "Practice:1") { publishPractice(input: {practice: $given}) { errors { code } } }',
        'mutation ($given: Boolean = true) { publishPractice(input: {practice: "Practice:1"}) @skip(if: $given) '
        "{ errors { code } } }",
    ],
)
def test_a_variable_that_is_null_where_it_may_not_be_is_named(ask: Ask, document: str) -> None:
    (error,) = ask(document, {"given": None})["errors"]
    assert error["extensions"] == {"code": "INVALID_VARIABLE", "variable": ["given"]}
    assert error["message"].endswith("not to be null.")
