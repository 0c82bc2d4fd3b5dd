"""Faults to plant in scopes, stored enums, obligations, refusals and mail: see `faults`."""

from __future__ import annotations

from core.conformance.checks import clauses, declarations, enums, mail, mutations, obligations, refusals
from core.plugins.face import FACE
from tests.core.conformance.conftest import Fault
from tests.core.conformance.stored_faults import MIGRATION

Edits = tuple[tuple[str, str, str], ...]
FOLLOWED = "write.session.execute(select(trainings.c.id).where(trainings.c.id == follows{seen})).first()"
TOPIC: Edits = (
    ("tables.py", '    Column("title", String', '    Column("topic", String, nullable=False),\n    Column("title", String'),
    (MIGRATION, '        sa.Column("title"', '        sa.Column("topic", sa.String, nullable=False),\n        sa.Column("title"'),
    ("types.py", "@node(", '@strawberry.enum\nclass TrainingTopic(enum.Enum):\n    LAND = "land"\n    WATER = "water"\n\n\n@node('),
    ("types.py", "from sqlalchemy import", "import enum\n\nimport strawberry\nfrom sqlalchemy import"),
    ("types.py", "    title: str =", "    topic: TrainingTopic = column(trainings.c.topic)\n    title: str ="),
)  # fmt: skip


def follows(seen: str = "") -> Edits:
    """A mutation that takes another row's id, and refuses it where that is there. seen: a condition on the row."""
    return (
        ("mutations.py", "    announced: bool =", '    follows: strawberry.ID = "Training:404"\n    announced: bool ='),
        ("mutations.py", "input.announced)", 'input.announced, key_of(input.follows, "Training", "follows"))'),
        ("rules.py", "announced: bool)", "announced: bool, follows: int = 0)"),
        (
            "rules.py",
            "    write.viewer.require_voice(participant)\n",
            f'    if {FOLLOWED.format(seen=seen)}:\n        raise Invalid("It is followed.", "follows")\n'
            "    write.viewer.require_voice(participant)\n",
        ),
        ("rules.py", "import insert", "import insert, select"),
        ("rules.py", "from trainings.tables", "from trainings.types import visible\nfrom trainings.tables"),
    )


def obliges(*lines: str) -> Edits:
    """An obligation whose detail is `found`, as these lines find it."""
    body = "".join(f"    {line}\n" for line in lines)
    return (
        (
            "__init__.py",
            "",
            "\n\n@hookimpl\ndef register_obligations(session, today):\n"
            "    from core.members import Obligation, ObligationStatus\n    from sqlalchemy import func, select\n\n"
            f"    from trainings.tables import trainings\n\n{body}"
            '    return [Obligation(section="T", rule="R", status=ObligationStatus.MET, detail=str(found))]\n',
        ),
    )


COUNTED = "found = session.execute(select(func.count()).select_from(trainings){}).scalar()"


def mails(key: str) -> Edits:
    """A mail about each row, of this key."""
    return (
        (
            "rules.py",
            "    facts =",
            f'    write.send(Message(key={key}, recipient="a@test.example", subject="Planned", body=title))\n    facts =',
        ),
        ("rules.py", "from core import ", "from core import Message, "),
    )


WRITTEN = (
    Fault(
        "an enum of which the value is stored",
        (*TOPIC, ("rules.py", "id=training,", 'id=training, topic="land",')),
        enums.answered_as_the_schema_has_them,
        "Training.topic answers 'land', which TrainingTopic does not have: it is the value of LAND. Store the name",
    ),
    Fault(
        "an enum of which the value is stored, in a cell that administrators do not see",
        (
            *TOPIC[:-1],
            ("types.py", "    title: str =", '    topic: TrainingTopic | None = column(trainings.c.topic, visible_when=lambda training, role: training.participant_id == given("participant"))\n    title: str ='),
            ("rules.py", "id=training,", 'id=training, topic="land",'),
        ),
        enums.answered_as_the_schema_has_them,
        "Training.topic answers 'land'",
    ),
    Fault(
        "an obligation that counts what is hidden",
        obliges(COUNTED.format("")),
        obligations.count_what_all_may_see,
        "register_obligations counts what is hidden, and anybody reads it: MET, '2'; without it MET, '1'.",
    ),
    Fault(
        "an obligation that fails over empty tables",
        obliges(COUNTED.format(""), "found = 100 // found"),
        obligations.count_what_all_may_see,
        "register_obligations fails over empty tables",
    ),
    Fault(
        "an obligation that fails on a day that other years do not have",
        obliges("found = today.replace(year=today.year + 1)"),
        obligations.count_what_all_may_see,
        "on 2028-02-29: ValueError: day is out of range for month",
    ),
    Fault(
        "an obligation that is none",
        (("__init__.py", "", "\n\n@hookimpl\ndef register_obligations(session, today):\n    return None\n"),),
        obligations.count_what_all_may_see,
        "register_obligations returns None; it must return a list of Obligation.",
    ),
    Fault(
        "a refusal that reveals that something hidden is there",
        follows(),
        refusals.reveal_nothing_hidden,
        "which is hidden: it is told INVALID 'It is followed.' at ['follows']; for an id of nothing, NOT_ALLOWED",
        {"follows": "Training:404"},
    ),
    Fault(
        "a refusal whose facts no type shows",
        (("errors.py", "{TrainingInThePast: TrainingInThePastError}", "{}"),),
        mutations.refusals_typed,
        "TrainingInThePast carries `earliest`, but no type shows it: return the type that does from register_error_type",
    ),
    Fault(
        "a refusal without a fact that its type shows",
        (("errors.py", "self.earliest = earliest", "self.first = earliest"),),
        mutations.refusals_typed,
        "TrainingInThePast has no `earliest`, which TrainingInThePastError shows: set it in its __init__.",
    ),
    Fault(
        "a refusal with a fact that its type does not show",
        (("errors.py", "self.earliest = earliest", "self.earliest = self.first = earliest"),),
        mutations.refusals_typed,
        "TrainingInThePast carries `first`, but TrainingInThePastError does not show it: declare it, or begin",
    ),
    Fault(
        "mail that is dropped since all of it has one key",
        mails('"trainings:planned"'),
        mail.each_has_its_key,
        "The mail 'Planned' to a@test.example is never sent: another has its key 'trainings:planned'.",
    ),
    Fault(
        "mail with a key that mail of others may have",
        mails('f"announced:{training}"'),
        mail.each_has_its_key,
        "The mail 'Planned' has the key 'announced:",
    ),
    Fault(
        "a scope that Python decides",
        (
            (
                "types.py",
                'return or_(training.announced, training.participant_id == given("participant"))',
                'return training.participant_id == given("participant") or training.announced',
            ),
        ),
        clauses.joined_in_sql,
        "has Python decide whether a comparison of columns is true",
    ),
    Fault(
        "a plugin that does not say for which face it is written",
        (("__init__.py", f'requires_face = "{FACE}"\n', ""),),
        declarations.imports_the_face_only,
        f'trainings does not say which version of the face it is written for: write requires_face = "{FACE}" in it.',
    ),
)  # fmt: skip
