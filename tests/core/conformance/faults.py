"""Faults to plant in a sound plugin: each with the check that must find it, and what it must say."""

from __future__ import annotations

from core.conformance.checks import declarations, descriptions, mutations, nulls, orders, queries
from core.plugins.face import FACE
from tests.core.conformance.asked_faults import ASKED
from tests.core.conformance.conftest import Fault
from tests.core.conformance.stored_faults import MIGRATION, STORED
from tests.core.conformance.written_faults import WRITTEN

FAULTS = (
    *STORED,
    *ASKED,
    *WRITTEN,
    Fault(
        "a mutation that answers an id",
        (("mutations.py", 'return {"training": planned}', 'return {"training": f"Training:{planned}"}'),),
        mutations.journaled,
        'return {"training": KEY}, where KEY is the primary key of a row',
    ),
    Fault(
        "a type that node does not reach",
        (
            ("types.py", "@node(trainings", "@record(trainings"),
            ("types.py", "given, node, reference", "given, record, reference"),
            ("types.py", "    training: Training | None = by_id()\n", ""),
        ),
        queries.types_reachable_through_node,
        "Query.trainings pages through Training, which is not a node",
    ),
    Fault(
        "a field that asks the database for each row",
        (
            (
                "types.py",
                "class Training:\n",
                "class Training:\n    places: int = resolved(_places, needs={'key': trainings.c.id})\n",
            ),
            (
                "types.py",
                "@node(",
                "def _places(reading: Any, key: int) -> int:\n    with reading.context.database.reading() as session:\n"
                "        return len(session.execute(trainings.select().where(trainings.c.id == key)).all())\n\n\n@node(",
            ),
            ("types.py", "node, reference", "node, reference, resolved"),
        ),
        queries.one_statement_each,
        "statements were run instead of one",
    ),
    Fault(
        "a field of what has no id that has no value",
        (
            (
                "types.py",
                "class Queries:\n",
                "class NetworkFields:\n    trainings_planned: int = column(lambda _: select(trainings.c.id).where(false()).scalar_subquery())\n\n\nclass Queries:\n",
            ),
            ("types.py", "ColumnElement, or_", "ColumnElement, false, or_, select"),
            ("__init__.py", "    return [(Participant, ParticipantFields)]", "    from core.members import Network\n\n    from trainings.types import NetworkFields\n\n    return [(Participant, ParticipantFields), (Network, NetworkFields)]"),
        ),
        queries.one_statement_each,
        "The query was query { network { trainingsPlanned } }",
    ),
    Fault(
        "a scope missing in search",
        (
            (
                "types.py",
                "class Queries:\n",
                "def _found(source: Any, words: Any) -> None:\n    source.where(source.row.title.contains(words))\n\n\n"
                "@record(trainings)\nclass TrainingHit:\n    title: str = column(trainings.c.title)\n\n\n"
                "class Queries:\n    search_trainings: list[TrainingHit] = many(narrow=_found, words=str)\n",
            ),
            ("types.py", "node, reference", "many, node, record, reference"),
            ("__init__.py", "return [Training]", "from trainings.types import TrainingHit\n\n    return [Training, TrainingHit]"),
        ),
        queries.scopes_hold,
        "As PUBLIC",
    ),
    Fault(
        "a count that reveals what is hidden",
        (
            ("types.py", "order=(trainings.c.held_on,))", "order=(trainings.c.held_on,), connection_fields=Totals)"),
            (
                "types.py",
                "@node(",
                "class Totals:\n    planned: int = column(lambda _: select(func.count()).select_from(trainings).scalar_subquery())\n\n\n@node(",
            ),
            ("types.py", "ColumnElement, or_", "ColumnElement, func, or_, select"),
        ),
        queries.scopes_hold,
        "planned is 2, without it 1",
    ),
    Fault(
        "a filter that goes past a field that not everybody may read",
        (
            ("types.py", "title: str = column(trainings.c.title", 'title: str | None = column(trainings.c.title, restricted_to=["ADMINISTRATOR"]'),
            ("types.py", "class Queries:\n", '@filters\nclass TrainingFilter:\n    title: str | None = where(lambda training, title: literal_column("title") == title)\n\n\nclass Queries:\n'),
            ("types.py", "connection(description=", "connection(filter=TrainingFilter, description="),
            ("types.py", "ColumnElement, or_", "ColumnElement, literal_column, or_"),
            ("types.py", "connection, given", "connection, filters, given"),
            ("types.py", "reference\n", "reference, where\n"),
        ),
        queries.scopes_hold,
        "reveals what is hidden",
    ),
    Fault(
        "a filter that goes past a field that is visible to some",
        (
            ("types.py", "title: str = column(trainings.c.title", 'title: str | None = column(trainings.c.title, visible_when=lambda training, role: training.participant_id == given("participant")'),
            ("types.py", "class Queries:\n", '@filters\nclass TrainingFilter:\n    title: str | None = where(lambda training, title: literal_column("title") == title)\n\n\nclass Queries:\n'),
            ("types.py", "connection(description=", "connection(filter=TrainingFilter, description="),
            ("types.py", "ColumnElement, or_", "ColumnElement, literal_column, or_"),
            ("types.py", "connection, given", "connection, filters, given"),
            ("types.py", "reference\n", "reference, where\n"),
        ),
        queries.scopes_hold,
        "reveals what is hidden",
    ),
    Fault(
        "a computed value that may be null and is annotated as never so",
        (
            ("tables.py", '    Column("title", String', '    Column("room", String, server_default="Hall"),\n    Column("title", String'),
            (MIGRATION, '        sa.Column("title"', '        sa.Column("room", sa.String, server_default="Hall"),\n        sa.Column("title"'),
            ("types.py", "class Training:\n", 'class Training:\n    room: str = column(lambda training: func.nullif(training.room, ""), description="Where.")\n'),
            ("types.py", "ColumnElement, or_", "ColumnElement, func, or_"),
        ),
        nulls.answer_as_annotated,
        "Training.room is annotated String!, and has no value on a row whose columns are null",
    ),
    Fault(
        "an order without an index",
        (
            ("types.py", "order=(trainings.c.held_on,))", "order=(trainings.c.held_on,), orders={'TITLE': Order(keys=(lambda training: training.title,))})"),
            ("types.py", "class Queries:\n", "@strawberry.enum\nclass TrainingOrder(enum.Enum):\n    TITLE = 'title'\n\n\nclass Queries:\n"),
            ("types.py", "= connection(description=", "= connection(order_by=TrainingOrder, description="),
            ("types.py", "from sqlalchemy import", "import enum\n\nimport strawberry\nfrom sqlalchemy import"),
            ("types.py", "node, reference", "node, Order, reference"),
        ),
        orders.indexed,
        "The order TITLE of Training, by which Query.trainings lists, has no index: each page would sort all rows. Add Index(…, 'title', 'id') to trainings_trainings.",
    ),
    Fault(
        "a write that is not journaled",
        (("rules.py", '    write.record("training.planned", f"Training:{training}", facts, public=announced)\n', ""),),
        mutations.journaled,
        "planTraining was carried out and changed trainings_trainings without an entry in the journal",
    ),
    Fault(
        "an entry of the journal that reveals what is hidden",
        (("rules.py", "facts, public=announced)", "facts)"),),
        mutations.journal_keeps_scopes,
        "planTraining journals Training:",
    ),
    Fault(
        "a refusal that is no refusal",
        (("rules.py", "raise TrainingInThePast(write.today)", 'raise ValueError("too late")'),),
        mutations.refusals_typed,
        "fails inside instead of being refused: raise a core.Refusal that says why: ValueError: too late (",
    ),
    Fault(
        "a refusal without a code of its own",
        (("errors.py", '    code = "TRAINING_IN_THE_PAST"\n', ""),),
        mutations.refusals_typed,
        "TrainingInThePast has no code of its own",
    ),
    Fault(
        "a refusal with the code of another of the same name",
        (("errors.py", "", '\n\nclass WrongStatus(Refusal):\n    """It is over."""\n\n    code = "WRONG_STATUS"\n'),),
        mutations.refusals_typed,
        "WrongStatus has the code WRONG_STATUS of core.errors.WrongStatus",
    ),
    Fault(
        "an import from another plugin",
        (("rules.py", "from core import", "from plugins.practices.tables import practices  # noqa: F401\nfrom core import"),),
        declarations.imports_the_face_only,
        "imports plugins.practices.tables of the plugin 'practices'",
    ),
    Fault(
        "an import from behind the face",
        (("rules.py", "from core import", "from core.database.database import Database  # noqa: F401\nfrom core import"),),
        declarations.imports_the_face_only,
        "imports core.database.database, which is not for plugins",
    ),
    Fault(
        "an import of what the face does not list",
        (("rules.py", "from core import", "from core.members import tables as members  # noqa: F401\nfrom core import"),),
        declarations.imports_the_face_only,
        "imports tables from core.members, which does not list it",
    ),
    Fault(
        "an argument that nobody describes",
        (
            ("types.py", "class Queries:\n", "def _found(source: Any, words: Any) -> None:\n    source.where(source.row.title.contains(words))\n\n\nclass Queries:\n"),
            ("types.py", "= connection(description=", "= connection(narrow=_found, words=str | None, description="),
        ),
        descriptions.described,
        "Query.trainings(words:) has no description",
    ),
    Fault(
        "a refusal that nobody describes",
        (("errors.py", '    """The day is over."""\n', ""),),
        descriptions.described,
        "TrainingInThePast has no description",
    ),
    Fault(
        "an enum without labels",
        (
            ("types.py", "@node(", "@strawberry.enum\nclass TrainingKind(enum.Enum):\n    OPEN = 'open'\n\n\n@node("),
            ("types.py", "from sqlalchemy import", "import enum\n\nimport strawberry\nfrom sqlalchemy import"),
            ("types.py", "class Training:\n", "class Training:\n    kind: TrainingKind = column(lambda _: literal('OPEN'))\n"),
            ("types.py", "ColumnElement, or_", "ColumnElement, literal, or_"),
        ),
        descriptions.labelled,
        "TrainingKind.OPEN has no label in ar, en, es, fr, ru, zh",
    ),
    Fault(
        "a field that is claimed twice",
        (("types.py", "class ParticipantFields:\n", "class ParticipantFields:\n    founding: bool = column(lambda participant: participant.founding)\n"),),
        declarations.starts,
        "Participant.founding is declared twice",
    ),
    Fault(
        "a face that is not there",
        (("__init__.py", f'requires_face = "{FACE}"', 'requires_face = "9.0"'),),
        declarations.starts,
        "requires the face 9.0",
    ),
    Fault(
        "a demonstration that goes past the rules",
        (
            (
                "__init__.py",
                "",
                "\n\n@hookimpl\ndef register_demonstration(demonstration):\n    from core import new_id\n"
                "    from trainings.tables import trainings\n\n"
                "    row = {'participant_id': demonstration.members[0].participant, 'title': 'Fictitious'}\n"
                "    row |= {'id': new_id(), 'held_on': demonstration.today, 'announced': True}\n"
                "    demonstration.secretariat().session.execute(trainings.insert().values(**row))\n",
            ),
        ),
        mutations.demonstration_journaled,
        "Its demonstration changes trainings_trainings without an entry in the journal",
    ),
    Fault(
        "a reference that leads nowhere",
        (
            ("tables.py", '    Column("title", String', '    Column("state_id", Identifier, nullable=False),\n    Column("title", String'),
            (MIGRATION, '        sa.Column("title"', '        sa.Column("state_id", Identifier, nullable=False),\n        sa.Column("title"'),
            ("types.py", "import Participant", "import Participant, State"),
            ("types.py", "class Training:\n", "class Training:\n    state: State = reference(trainings.c.state_id)\n"),
            ("mutations.py", "    announced: bool =", "    state: strawberry.ID = \"State:404\"\n    announced: bool ="),
            ("mutations.py", "input.announced)", 'input.announced, key_of(input.state, "State", "state"))'),
            ("rules.py", "announced: bool)", "announced: bool, state: int = 404)"),
            ("rules.py", "id=training,", "id=training, state_id=state,"),
        ),
        mutations.refusals_typed,
        "what it wrote cannot be answered",
        {"state": "State:404"},
    ),
    Fault(
        "a text that is not there in its original language",
        (
            ("tables.py", "from schema import Identifier", "from schema import Identifier, Texts"),
            ("tables.py", 'Column("title", String', 'Column("title", Texts'),
            (MIGRATION, "from schema import Identifier", "from schema import Identifier, Texts"),
            (MIGRATION, 'sa.Column("title", sa.String', 'sa.Column("title", Texts'),
            ("types.py", "title: str = column(", "title: str = text("),
            ("types.py", "node, reference", "node, reference, text"),
            ("rules.py", "announced: bool)", "announced: bool, language: str = 'EN')"),
            ("rules.py", "title=title.strip()", "title={language.lower(): title.strip()}"),
            ("mutations.py", "import Changed, mutation", "import Changed, Language, mutation"),
            ("mutations.py", "    announced: bool =", "    language: Language = Language.EN\n    announced: bool ="),
            ("mutations.py", "input.announced)", "input.announced, input.language.name)"),
        ),
        mutations.refusals_typed,
        "what it wrote cannot be answered",
        {"language": "EN"},
    ),
)  # fmt: skip
