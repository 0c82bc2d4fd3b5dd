"""Each text that is kept has a maximum, which the description of its field names, so that a form can set it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse_value,
    value_from_ast_untyped,
)

from core.inputs.wording import at_most
from core.platform import Platform
from plugins.voting.enums import DecisionBody
from tests.conftest import Ask
from tests.factories import Made
from tests.plugins.voting import steps
from tests.roles.matrix import MEMBERS, Entry
from tests.roles.test_matrix import MUTATIONS, Scene

NOT_KEPT = {
    "isoAlpha3": "the code of a state, which is looked up",
    "timeZone": "one of the names of time zones",
    "amount": "a number, which is stored as such",
    "currency": "one of the codes of currencies",
    "nameContains": "a part of names that are searched for",
    "JournalFilter.action": "the name of an action that is looked for",
    "PracticeFilter.tags": "tags that are searched for",
}
"""Texts of inputs that are not kept as they are written, by name of the field or coordinate: what they are instead."""
DAY_OF_MEETING = steps.START + timedelta(days=60)
LINKS = 'links: [{url: "https://test.example"}]'
CHANGES = {
    "eraseFocalPoint": "mistaken: true",
    "draftPractice": LINKS,
    "revisePractice": LINKS,
    "withdrawPartner": 'partner: "<other partner>"',
    "publishReport": 'meeting: "<closed>"',
    "withdrawReport": 'meeting: "<closed>"',
    "appointExecutiveCommittee": f'decision: "<adopted>", seats: ["<seats>"], from: "{DAY_OF_MEETING:%Y-%m-%d}"',
    "translateAgenda": 'items: [{item: "<item>", title: "Fictitious"}]',
}
"""What is added to the inputs of the matrix, or replaced in them, so that all their texts are checked."""
FAR_TOO_LONG = "x" * 200_001


@dataclass(frozen=True, slots=True)
class Text:
    """A field of an input that is a text or a list of texts. way: the names of fields that lead there, 0 for a list."""

    coordinate: str
    description: str
    way: tuple[str | int, ...]

    @property
    def path(self) -> list[str]:
        """The way as refusals name it."""
        return list(map(str, self.way))

    @property
    def not_kept(self) -> str | None:
        """The key under which it is listed as not kept."""
        keys = (self.coordinate, self.coordinate.partition(".")[2])
        return next((key for key in keys if key in NOT_KEPT), None)


@pytest.fixture
def scene(platform: Platform, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The scene of the matrix on the day of its open meeting, with a closed meeting, an adopted decision, and more."""
    made = Scene(platform, ask)
    members = [Made(role, made.viewers[role].participant or 0, made.viewers[role]) for role in MEMBERS]
    meeting = steps.open_meeting(platform, members)
    adopted = steps.make_adopted_decision(platform, DAY_OF_MEETING, DecisionBody.NETWORK, meeting)
    closed, planned = f"Meeting:{meeting}", made.names["meeting"]
    made.do("closeMeeting", f'meeting: "{closed}"', "meeting")
    made.do("publishReport", f'meeting: "{closed}", language: EN, report: "Fictitious."', "meeting")
    made.do("prepareAgenda", f'meeting: "{planned}", items: [{{language: EN, title: "Fictitious"}}]', "meeting")
    agenda = ask("query($id: ID!) { meeting(id: $id) { agenda { items { id } } } }", {"id": planned})
    made.names |= {
        "adopted": f"Decision:{adopted}",
        "seats": '", "'.join(member.id for member in members[:3]),
        "closed": closed,
        "item": agenda["data"]["meeting"]["agenda"]["items"][0]["id"],
        "other partner": made.do("registerPartner", 'language: EN, name: "Another", kind: ACADEMIA', "partner"),
    }
    monkeypatch.setattr(platform, "now", lambda: DAY_OF_MEETING)
    return made


def test_the_description_of_each_text_that_is_kept_names_its_maximum(platform: Platform, scene: Scene) -> None:
    wrong = []
    for mutation, kind in _inputs(platform).items():
        for text in _texts(kind):
            if text.not_kept is None:
                refusals = _refusals(scene, mutation, kind, text)
                longest = [refusal["longest"] for refusal in refusals if refusal["path"] == text.path]
                if not any(
                    at_most(most, each) in text.description for most in longest if most for each in (False, True)
                ):
                    wrong.append((mutation, text, refusals))
    assert wrong == [], "\n".join(map(str, wrong))


def test_a_text_that_is_in_the_input_of_no_mutation_is_not_kept(platform: Platform) -> None:
    types = platform.assembled.graphql.type_map.values()
    texts = {text for kind in types if isinstance(kind, GraphQLInputObjectType) for text in _texts(kind)}
    written = {text.coordinate for kind in _inputs(platform).values() for text in _texts(kind)}
    assert {text.coordinate for text in texts if text.not_kept is None} <= written
    assert {text.not_kept for text in texts} == {None, *NOT_KEPT}


def _inputs(platform: Platform) -> dict[str, GraphQLInputObjectType]:
    """The type of the input of each mutation."""
    root = platform.assembled.graphql.mutation_type
    assert root is not None
    return {name: get_nullable_type(field.args["input"].type) for name, field in root.fields.items()}


def _texts(kind: GraphQLInputObjectType, before: tuple[str | int, ...] = ()) -> Iterator[Text]:
    """The texts in an input, and in the inputs within it."""
    for name, field in kind.fields.items():
        way = (*before, name, 0) if is_list_type(get_nullable_type(field.type)) else (*before, name)
        inner = get_named_type(field.type)
        if isinstance(inner, GraphQLInputObjectType):
            yield from _texts(inner, way)
        elif inner.name == "String":
            yield Text(f"{kind.name}.{name}", field.description or "", way)


def _refusals(scene: Scene, mutation: str, kind: GraphQLInputObjectType, text: Text) -> list[dict[str, Any]]:
    """What a mutation is refused for if a text of its input is far too long."""
    entry = MUTATIONS[mutation]
    role = entry.allowed[0]
    written = scene.filled(Entry(entry.allowed, f"{{{entry.ask}, {CHANGES.get(mutation, '')}}}"), role)
    given = _with_long_text(value_from_ast_untyped(parse_value(written)), text.way)
    document = f"""mutation($input: {kind.name}!) {{ {mutation}(input: $input) {{
      errors {{ code path message ... on InvalidText {{ longest }} }} }} }}"""
    answer = scene.ask(document, {"input": given}, scene.viewers[role])
    assert "errors" not in answer, (mutation, text, answer)
    refusals: list[dict[str, Any]] = answer["data"][mutation]["errors"]
    return [{"longest": None, **refusal} for refusal in refusals]


def _with_long_text(given: Any, way: tuple[str | int, ...]) -> Any:
    """An input with a text that is far too long at a place."""
    changed = place = deepcopy(given)
    for step, following in pairwise(way):
        if following == 0:
            place.setdefault(step, [""])
        place = place[step]
    place[way[-1]] = FAR_TOO_LONG
    return changed
