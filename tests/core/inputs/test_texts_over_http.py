"""A form shows in its reader's language why a text cannot be kept, and how long it may be."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from core.identity import Role
from core.platform import Platform
from tests.factories import make_member, new_token

LABELS = '{ taxonomy(name: "TextProblem") { terms { value label } } }'
WRITES = {
    "registerMechanism": {"language": "EN", "name": "Fictitious", "type": "AD_HOC"},
    "designateFocalPoint": {"name": "Fictitious", "email": "f@test.example", "since": "2024-06-05"},
    "draftPractice": {"text": {"language": "EN", "title": "Fictitious", "summary": "Fictitious.", "body": "Fictitious."}},
}  # fmt: skip


def _refusals(client: TestClient, platform: Platform, write: str, **given: Any) -> list[dict[str, Any]]:
    """What a write of a member is refused for, with these values of its input besides good ones."""
    made = make_member(platform, "PRY")
    token = new_token(platform, Role.FOCAL_POINT, made.key)
    kind = write[0].upper() + write[1:] + "Input"
    document = f"""mutation($input: {kind}!) {{ {write}(input: $input) {{ errors {{
      __typename code path ... on InvalidText {{ problem longest }} }} }} }}"""
    answer = client.post(
        "/graphql",
        json={"query": document, "variables": {"input": {"participant": made.id, **WRITES[write], **given}}},
        headers={"authorization": f"Bearer {token}"},
    ).json()
    refusals: list[dict[str, Any]] = answer["data"][write]["errors"]
    return refusals


def _told(problem: str, *path: str, longest: int | None = None) -> dict[str, Any]:
    return {
        "__typename": "InvalidText", "code": "INVALID", "path": list(path), "problem": problem, "longest": longest,
    }  # fmt: skip


def test_all_texts_of_a_form_say_what_is_wrong_with_them(client: TestClient, platform: Platform) -> None:
    given = {
        "name": "x" * 301, "legalBasis": "A\x1bdecree", "website": "example.org", "trackingTool": "One\ntwo",
    }  # fmt: skip
    assert _refusals(client, platform, "registerMechanism", **given) == [
        _told("TOO_LONG", "name", longest=300),
        _told("CONTROL_CHARACTER", "legalBasis"),
        _told("NO_WEB_ADDRESS", "website"),
        _told("SEVERAL_LINES", "trackingTool"),
    ]


def test_so_does_a_mail_address(client: TestClient, platform: Platform) -> None:
    assert _refusals(client, platform, "designateFocalPoint", name=" ", email="nobody") == [
        _told("EMPTY", "name"),
        _told("NO_MAIL_ADDRESS", "email"),
    ]


def test_and_so_do_tags_and_links(client: TestClient, platform: Platform) -> None:
    tags = ["niñez", "x" * 61, "a;b", "a\nb", "a\u200bb", "\u200b"]
    assert _refusals(client, platform, "draftPractice", tags=tags) == [
        _told("TOO_LONG", "tags", "1", longest=60),
        _told("FORBIDDEN_CHARACTER", "tags", "2"),
        _told("SEVERAL_LINES", "tags", "3"),
        _told("FORBIDDEN_CHARACTER", "tags", "4"),
    ]
    links = [{"url": "javascript:alert(1)"}, {"url": "https://a.example/" + "x" * 2_000}, {"url": ""}]
    assert _refusals(client, platform, "draftPractice", links=links) == [
        _told("NO_WEB_ADDRESS", "links", "0", "url"),
        _told("TOO_LONG", "links", "1", "url", longest=2_000),
        _told("EMPTY", "links", "2", "url"),
    ]


def test_a_link_of_a_partner_that_is_unsafe_keeps_its_code(client: TestClient, platform: Platform) -> None:
    document = """mutation { registerPartner(input: {
      language: EN, name: "Fictitious", kind: ACADEMIA, website: "data:text/html,x"}) {
      errors { __typename code path ... on InvalidText { problem longest } } } }"""
    token = new_token(platform, Role.ADMINISTRATOR)
    answer = client.post("/graphql", json={"query": document}, headers={"authorization": f"Bearer {token}"}).json()
    assert answer["data"]["registerPartner"]["errors"] == [
        {**_told("NO_WEB_ADDRESS", "website"), "code": "UNSAFE_LINK"}
    ]


@pytest.mark.parametrize(
    ("language", "label"), [("es", "El texto es demasiado largo"), ("ru", "Текст слишком длинный"), ("zh", "文本过长")]
)
def test_a_portal_has_the_sentence_in_its_readers_language(client: TestClient, language: str, label: str) -> None:
    answer = client.post("/graphql", json={"query": LABELS}, headers={"accept-language": language}).json()
    labels = {term["value"]: term["label"] for term in answer["data"]["taxonomy"]["terms"]}
    assert labels["TOO_LONG"] == label
