"""(Membership) Whoever corrects one detail of a mechanism or a focal point need not repeat the others."""

from __future__ import annotations

from typing import Any

import pytest

from core.platform import Platform
from tests.conftest import Ask
from tests.factories import Made, make_member

REGISTER = """mutation($input: RegisterMechanismInput!) { registerMechanism(input: $input) {
  mechanism { type legalBasis establishedOn website trackingTool capacities } errors { code path } } }"""
DESIGNATE = """mutation($input: DesignateFocalPointInput!) { designateFocalPoint(input: $input) {
  focalPoint { title email language since } errors { code path } } }"""
DETAILS = {
    "legalBasis": "A fictitious decree", "establishedOn": "2020-01-01", "website": "https://test.example/",
    "trackingTool": "Fictitious", "capacities": ["COORDINATION", "ENGAGEMENT"],
}  # fmt: skip
NOTHING = {**dict.fromkeys(DETAILS), "capacities": []}


@pytest.fixture
def morocco(platform: Platform) -> Made:
    return make_member(platform, "MAR")


def register(ask: Ask, made: Made, name: str = "Fictitious", **given: Any) -> Any:
    described = {"participant": made.id, "language": "EN", "name": name, "type": "AD_HOC", **given}
    return ask(REGISTER, {"input": described}, made.viewer)["data"]["registerMechanism"]["mechanism"]


def designate(ask: Ask, made: Made, name: str = "Somebody", **given: Any) -> Any:
    person = {"participant": made.id, "name": name, "email": "s@test.example", "since": "2025-01-01", **given}
    return ask(DESIGNATE, {"input": person}, made.viewer)["data"]["designateFocalPoint"]["focalPoint"]


def test_a_mechanism_of_the_same_name_keeps_what_is_left_out(ask: Ask, morocco: Made) -> None:
    assert register(ask, morocco, **DETAILS) == {"type": "AD_HOC", **DETAILS}
    assert register(ask, morocco, type="MINISTERIAL") == {"type": "MINISTERIAL", **DETAILS}
    assert register(ask, morocco, " Fictitious ", website="https://b.example/") == {
        "type": "AD_HOC", **DETAILS, "website": "https://b.example/",
    }  # fmt: skip


def test_null_removes_a_detail_of_a_mechanism(ask: Ask, morocco: Made) -> None:
    register(ask, morocco, **DETAILS)
    assert register(ask, morocco, legalBasis=None) == {"type": "AD_HOC", **DETAILS, "legalBasis": None}
    assert register(ask, morocco, **dict.fromkeys(DETAILS)) == {"type": "AD_HOC", **NOTHING}


def test_a_mechanism_of_another_name_has_only_what_is_given(ask: Ask, morocco: Made) -> None:
    register(ask, morocco, **DETAILS)
    assert register(ask, morocco, "Another") == {"type": "AD_HOC", **NOTHING}
    assert register(ask, morocco, "Another", language="FR") == {"type": "AD_HOC", **NOTHING}


def test_a_focal_point_of_the_same_name_keeps_what_is_left_out(ask: Ask, morocco: Made) -> None:
    known = {"title": "Director", "email": "s@test.example", "language": "AR", "since": "2025-01-01"}
    assert designate(ask, morocco, title="Director", language="AR") == known
    assert designate(ask, morocco, email="new@test.example") == {**known, "email": "new@test.example"}
    assert designate(ask, morocco, " Somebody ", since="2025-02-03") == {**known, "since": "2025-02-03"}
    assert designate(ask, morocco, language="FR") == {**known, "language": "FR"}


def test_null_removes_the_title_and_the_language_of_a_focal_point(ask: Ask, morocco: Made) -> None:
    designate(ask, morocco, title="Director", language="AR")
    removed = designate(ask, morocco, title=None, language=None)
    assert (removed["title"], removed["language"]) == (None, None)


def test_neither_somebody_else_nor_who_comes_back_has_the_former_title(ask: Ask, morocco: Made) -> None:
    designate(ask, morocco, title="Director", language="AR")
    for name, since in (("Somebody else", "2025-02-03"), ("Somebody", "2025-03-04")):
        designated = designate(ask, morocco, name, since=since)
        assert (designated["title"], designated["language"]) == (None, None)
