"""The suite finds nothing in plugins whose scopes, obligations, refusals and mail are right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from graphql import build_schema

from core.conformance.checks import clauses, enums, mail, mutations, obligations, refusals
from core.conformance.checks.enums import unknown_values
from core.conformance.examination import Examination
from tests.core.conformance.conftest import Fault
from tests.core.conformance.written_faults import COUNTED, TOPIC, follows, mails, obliges

EARLIEST = "        self.earliest = earliest\n"
RIGHT = (
    Fault(
        "an enum of which the name is stored, and that some may not see",
        (
            *TOPIC[:-1],
            ("types.py", "    title: str =", '    topic: TrainingTopic | None = column(trainings.c.topic, restricted_to=["ADMINISTRATOR"])\n    title: str ='),
            ("rules.py", "id=training,", 'id=training, topic="LAND",'),
        ),
        enums.answered_as_the_schema_has_them,
        "",
    ),
    Fault(
        "an obligation that counts what all may see",
        obliges(COUNTED.format(".where(trainings.c.announced)")),
        obligations.count_what_all_may_see,
        "",
    ),
    Fault(
        "a rule that finds what its viewer sees",
        follows(", write.seen(visible, trainings)"),
        refusals.reveal_nothing_hidden,
        "",
        {"follows": "Training:404"},
    ),
    Fault(
        "a refusal whose base has the facts, with some for the plugin alone",
        (
            ("errors.py", "class TrainingInThePast(Refusal)", f'class TooEarly(Refusal):\n    """Too early."""\n\n    code = "TOO_EARLY"\n\n    def __init__(self, earliest: date) -> None:\n        super().__init__("Later.")\n{EARLIEST}\n\nclass TrainingInThePast(TooEarly)'),
            ("errors.py", 'super().__init__(f"Plan it for {earliest} or later.", "heldOn")\n' + EARLIEST, "super().__init__(earliest)\n        self._looked_at = earliest\n"),
        ),
        mutations.refusals_typed,
        "",
    ),
    Fault(
        "a refusal whose base has a type that shows its facts",
        (("errors.py", "", '\n\nfrom core import InvalidText\n\nclass Untitled(InvalidText):\n    """No title."""\n\n    code = "UNTITLED"\n'),),
        mutations.refusals_typed,
        "",
    ),
    Fault("mail with a key that begins with the type", mails('f"training:{training}"'), mail.each_has_its_key, ""),
    Fault("mail of which each has a key of its own", mails('f"trainings:{training}:planned"'), mail.each_has_its_key, ""),
    Fault(
        "a scope that Python chooses by the role",
        (("types.py", 'if role == "ADMINISTRATOR":', 'if role == "ADMINISTRATOR" or (role in ("X", "Y") and not role):'),),
        clauses.joined_in_sql,
        "",
    ),
)  # fmt: skip


@pytest.mark.parametrize("right", RIGHT, ids=lambda right: right.name.replace(" ", "-"))
def test_what_is_right_is_not_found(planted: Callable[..., Examination], right: Fault) -> None:
    assert list(right.found_by(planted(right))) == []


SCHEMA = build_schema("""
enum Size { SMALL LARGE }
interface Node { id: ID! }
type Count { value: Size! }
type Facets { sizes: [Count!]! }
type Hall implements Node { id: ID!, size: Size, sizes: [[Size!]!] }
type Halls { nodes: [Hall!]!, facets: Facets! }
type Query { halls: Halls!, node: Node }
""")


def _unknown(answer: object) -> list[tuple[str, str]]:
    return [(coordinate, value) for coordinate, _, value in unknown_values(SCHEMA, SCHEMA.query_type, answer)]


def test_values_of_enums_are_looked_at_wherever_they_are_answered() -> None:
    facets = {"sizes": [{"value": "SMALL"}, {"value": "small"}]}
    assert _unknown({"halls": {"nodes": [], "facets": facets}}) == [("Count.value", "small")]
    assert _unknown({"node": {"__typename": "Hall", "size": "large"}}) == [("Hall.size", "large")]
    assert _unknown({"halls": {"nodes": [{"sizes": [["SMALL", "huge"], []]}]}}) == [("Hall.sizes", "huge")]


def test_what_is_null_or_known_is_no_fault() -> None:
    assert _unknown(None) == []
    assert _unknown({"halls": {"nodes": [{"size": None, "sizes": None}, {"size": "LARGE"}]}, "node": None}) == []
