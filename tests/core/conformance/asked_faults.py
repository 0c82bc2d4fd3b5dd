"""Faults to plant in fields with arguments, and in fields of types without id: see `faults`."""

from __future__ import annotations

from core.conformance.checks import queries
from tests.core.conformance.conftest import Fault

FIGURE = (
    (
        "types.py",
        "class Queries:\n",
        "class NetworkFields:\n    trainings_planned: int = column(lambda _: select(func.count()).select_from(trainings).scalar_subquery())\n\n\nclass Queries:\n",
    ),
    ("types.py", "ColumnElement, or_", "ColumnElement, func, or_, select"),
    (
        "__init__.py",
        "    return [(Participant, ParticipantFields)]",
        "    from core.members import Network\n\n    from trainings.types import NetworkFields\n\n    return [(Participant, ParticipantFields), (Network, NetworkFields)]",
    ),
)  # fmt: skip
PLACE = "class Place:\n    half: str | None = resolved(lambda reading, n: str(1 // 0), n=int)\n\n\n"
PLACES = "places = select(trainings.c.id).subquery('trainings_places')\n\n\n"
ASKED = (
    Fault(
        "a field with an argument it cannot do without that reveals what is hidden",
        (
            (
                "types.py",
                "class Training:\n",
                "class Training:\n    rivals: list[Rival] = many(lambda training, other, title: other.title == title, title=str)\n",
            ),
            ("types.py", "@node(", "@record(select(trainings.c.id, trainings.c.title).subquery('trainings_rivals'), order=(lambda row: row.id,))\nclass Rival:\n    title: str = column(lambda row: row.title)\n\n\n@node("),
            ("types.py", "ColumnElement, or_", "ColumnElement, or_, select"),
            ("types.py", "node, reference", "many, node, record, reference"),
            ("__init__.py", "return [Training]", "from trainings.types import Rival\n\n    return [Training, Rival]"),
        ),
        queries.scopes_hold,
        "rivals(title: $title)",
    ),
    Fault(
        "a field that fails where an argument is given",
        (
            ("types.py", "class Training:\n", "class Training:\n    half: str | None = resolved(lambda reading, n=None: None if n is None else str(1 // 0), n=int | None)\n"),
            ("types.py", "node, reference", "node, reference, resolved"),
        ),
        queries.one_statement_each,
        "half(n: $n)",
    ),
    Fault(
        "a field of a part of a row that fails where an argument is given",
        (
            ("types.py", "class Training:\n", "class Training:\n    place: Place = part()\n"),
            ("types.py", "@node(", "@record(trainings)\nclass Place:\n    half: str | None = resolved(lambda reading, n: str(1 // 0), n=int)\n\n\n@node("),
            ("types.py", "node, reference", "node, part, record, reference, resolved"),
            ("__init__.py", "return [Training]", "from trainings.types import Place\n\n    return [Training, Place]"),
        ),
        queries.one_statement_each,
        "place { half(n: $n) }",
    ),
    Fault(
        "a field of what is paged through that fails where an argument is given",
        (
            ("types.py", "class Training:\n", "class Training:\n    places: Connection[Place] = connection(lambda training, place: place.id == training.id)\n"),
            ("types.py", "@node(", f"@record(places, order=(places.c.id,))\n{PLACE}@node("),
            ("types.py", "from schema", "from sqlalchemy import select\nfrom schema"),
            ("types.py", "\n\n@record", f"\n\n{PLACES}@record"),
            ("types.py", "node, reference", "node, record, reference, resolved"),
            ("__init__.py", "return [Training]", "from trainings.types import Place\n\n    return [Training, Place]"),
        ),
        queries.one_statement_each,
        "places { nodes { half(n: $n) } }",
    ),
    Fault(
        "a field of what is found by words that fails where an argument is given",
        (
            ("types.py", "class Queries:\n", "class Queries:\n    find_places: list[Place] = many(narrow=lambda source, words: source.where(source.row.title == words), words=str)\n"),
            ("types.py", "@node(", f"@record(trainings)\n{PLACE}@node("),
            ("types.py", "node, reference", "many, node, record, reference, resolved"),
            ("__init__.py", "return [Training]", "from trainings.types import Place\n\n    return [Training, Place]"),
        ),
        queries.one_statement_each,
        "findPlaces(words: $to_words) { half(n: $n) }",
    ),
    Fault(
        "a type that nothing leads to, with arguments that nobody tries",
        (
            ("types.py", "@node(", f"@record(trainings)\n{PLACE}@node("),
            ("types.py", "node, reference", "node, record, reference, resolved"),
            ("__init__.py", "return [Training]", "from trainings.types import Place\n\n    return [Training, Place]"),
        ),
        queries.one_statement_each,
        "No field leads to Place, whose fields have arguments",
    ),
    Fault(
        "a figure of what has no id that reveals what is hidden",
        FIGURE,
        queries.scopes_hold,
        "reveals what is hidden: data.network.trainingsPlanned is 2, without it 1",
    ),
)  # fmt: skip
