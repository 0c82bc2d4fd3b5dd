"""Faults to plant in tables, migrations and reference data: see `faults`."""

from __future__ import annotations

from core.conformance.checks import declarations, descriptions, migrations, reference_data
from tests.core.conformance.conftest import Fault

MIGRATION = "migrations/0001_trainings.py"
ADDS_A_ROOM = (
    "migrations/0002_rooms.py",
    "",
    'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "trainings_0002"\ndown_revision = "trainings_0001"\n\n\n'
    'def upgrade():\n    op.add_column("trainings_trainings", sa.Column("room", sa.String, nullable=False))\n\n\n'
    'def downgrade():\n    op.drop_column("trainings_trainings", "room")\n',
)
"""A second version, which cannot be reached where there are rows."""
KIND = """Column("kind", String, nullable=False), CheckConstraint("kind IN ('VISIT', 'COURSE')", name="trainings_kind"),\n"""
STORED = (
    Fault(
        "an unprefixed table",
        ((MIGRATION, "def upgrade() -> None:\n", 'def upgrade() -> None:\n    op.create_table("rooms", sa.Column("id", sa.Integer))\n'),),
        migrations.names_prefixed,
        "make a table rooms; its name must begin with trainings_",
    ),
    Fault(
        "an unprefixed index",
        ((MIGRATION, 'op.create_index("trainings_trainings_held_on"', 'op.create_index("held_on"'),),
        migrations.names_prefixed,
        "make an index held_on",
    ),
    Fault(
        "a plugin that, once removed, blocks the upgrades of others",
        ((MIGRATION, 'sa.Column("participant_id", Identifier, nullable', 'sa.Column("participant_id", Identifier, sa.ForeignKey("members_participants.id"), nullable'),),
        migrations.others_untouched,
        "has a foreign key into members_participants",
    ),
    Fault(
        "a migration that changes the table of another",
        ((MIGRATION, "def upgrade() -> None:\n", 'def upgrade() -> None:\n    op.add_column("members_states", sa.Column("motto", sa.String))\n'),),
        migrations.others_untouched,
        "change the table members_states",
    ),
    Fault(
        "a migration that cannot go down",
        ((MIGRATION, '    op.drop_table("trainings_trainings")', '    raise NotImplementedError("no way back")'),),
        migrations.go_up_and_down,
        "do not go down: NotImplementedError: no way back",
    ),
    Fault(
        "a column that no migration makes",
        (("tables.py", '    Column("title", String', '    Column("room", String),\n    Column("title", String'),),
        migrations.go_up_and_down,
        "other columns than the migrations make: room",
    ),
    Fault(
        "a column that the migrations let be null",
        ((MIGRATION, 'sa.Column("title", sa.String, nullable=False)', 'sa.Column("title", sa.String)'),),
        migrations.go_up_and_down,
        "The column trainings_trainings.title is declared so that it may not be null; as the migrations make it, it may be null.",
    ),
    Fault(
        "a column that the migrations make of another type",
        ((MIGRATION, 'sa.Column("title", sa.String,', 'sa.Column("title", sa.String(20),'),),
        migrations.go_up_and_down,
        "The column trainings_trainings.title is declared as VARCHAR; the migrations make it VARCHAR(20).",
    ),
    Fault(
        "a column that the migrations make of another collation",
        (
            ("tables.py", 'Column("title", String,', 'Column("title", String().with_variant(String(collation="C"), "postgresql").with_variant(String(collation="NOCASE"), "sqlite"),'),
        ),
        migrations.go_up_and_down,
        "; the migrations make it VARCHAR.",
    ),
    Fault(
        "a unique column that no migration makes so",
        (("tables.py", 'Column("title", String, nullable=False)', 'Column("title", String, nullable=False, unique=True)'),),
        migrations.go_up_and_down,
        "The table trainings_trainings is declared with a unique constraint that no migration makes: title.",
    ),
    Fault(
        "a check that no migration makes",
        (
            ("tables.py", "import Boolean, ", "import Boolean, CheckConstraint, "),
            ("tables.py", '    Column("title", String', '    CheckConstraint("title <> \'\'", name="title_there"),\n    Column("title", String'),
        ),
        migrations.go_up_and_down,
        "The table trainings_trainings is declared with a check that no migration makes: title_there.",
    ),
    Fault(
        "a foreign key that is not declared",
        ((MIGRATION, 'sa.Column("participant_id", Identifier, nullable', 'sa.Column("participant_id", Identifier, sa.ForeignKey("trainings_trainings.id"), nullable'),),
        migrations.go_up_and_down,
        "The migrations make a foreign key on trainings_trainings that is not declared: participant_id into trainings_trainings.",
    ),
    Fault(
        "a foreign key with another option",
        (
            ("tables.py", "import Boolean, ", "import Boolean, ForeignKey, "),
            ("tables.py", '    Column("title", String', '    Column("after_id", Identifier, ForeignKey("trainings_trainings.id", ondelete="CASCADE")),\n    Column("title", String'),
            (MIGRATION, '        sa.Column("title"', '        sa.Column("after_id", Identifier, sa.ForeignKey("trainings_trainings.id")),\n        sa.Column("title"'),
        ),
        migrations.go_up_and_down,
        "with a foreign key that no migration makes: after_id into trainings_trainings (ondelete=CASCADE).",
    ),
    Fault(
        "an upgrade that fails where there are rows",
        (
            ("tables.py", '    Column("title", String', '    Column("room", String, nullable=False),\n    Column("title", String'),
            ADDS_A_ROOM,
        ),
        migrations.migrates_from_each_version,
        "A database with rows at the version trainings_0001 cannot be upgraded to this one",
    ),
    Fault(
        "an upgrade that fails where there are rows that a check takes",
        (
            ("tables.py", "import Boolean, ", "import Boolean, CheckConstraint, "),
            ("tables.py", '    Column("title", String', f'    {KIND}    Column("room", String, nullable=False),\n    Column("title", String'),
            (MIGRATION, '        sa.Column("title"', f'        {KIND.replace("Ch", "sa.Ch").replace("Col", "sa.Col").replace("St", "sa.St")}        sa.Column("title"'),
            ("rules.py", "id=training,", 'id=training, room="Hall", kind="COURSE",'),
            ADDS_A_ROOM,
        ),
        migrations.migrates_from_each_version,
        "A database with rows at the version trainings_0001 cannot be upgraded to this one",
    ),
    Fault(
        "an earlier version that takes no row",
        (
            ("tables.py", '    Column("title", String', '    Column("room", String, nullable=False),\n    Column("title", String'),
            (MIGRATION, '        sa.Column("title"', '        sa.CheckConstraint("title IN (\'A\', \'B\')", name="trainings_title"),\n        sa.Column("title"'),
            ADDS_A_ROOM,
        ),
        migrations.migrates_from_each_version,
        "The table trainings_trainings of the version trainings_0001 takes no row",
    ),
    Fault(
        "an upgrade that fails where there are rows with texts",
        (
            ("tables.py", "from schema import Identifier", "from schema import HasOriginal, Identifier, Texts"),
            (
                "tables.py",
                '    Column("title", String',
                '    Column("words", Texts, nullable=False),\n    Column("written_in", String, nullable=False),\n'
                '    HasOriginal("words", "written_in"),\n    Column("room", String, nullable=False),\n    Column("title", String',
            ),
            (MIGRATION, "from schema import Identifier", "from schema import HasOriginal, Identifier, Texts"),
            (
                MIGRATION,
                '        sa.Column("title"',
                '        sa.Column("words", Texts, nullable=False),\n        sa.Column("written_in", sa.String, nullable=False),\n'
                '        HasOriginal("words", "written_in"),\n        sa.Column("title"',
            ),
            ADDS_A_ROOM,
        ),
        migrations.migrates_from_each_version,
        "A database with rows at the version trainings_0001 cannot be upgraded to this one",
    ),
    Fault(
        "reference data that is written again and again",
        (
            (
                "__init__.py",
                "",
                '\n\n@hookimpl\ndef register_reference_data(session):\n    from datetime import date\n\n    from core import new_id\n    from trainings.tables import trainings\n\n'
                '    session.execute(trainings.insert().values(id=new_id(), participant_id=1, title="First", held_on=date(2999, 1, 1), announced=False))\n',
            ),
        ),
        reference_data.repeats,
        "Reference data written again changes trainings_trainings: 3 rows before, 5 after",
    ),
    Fault(
        "reference data that cannot be written",
        (("__init__.py", "", "\n\n@hookimpl\ndef register_reference_data(session):\n    1 // 0\n"),),
        declarations.starts,
        "register_reference_data of the plugin 'trainings' failed: ZeroDivisionError",
    ),
    Fault(
        "labels that the second start takes away",
        (
            (
                "__init__.py",
                "",
                "\n\n@hookimpl\ndef register_reference_data(session):\n    from core import write_taxonomies\n    from sqlalchemy import text\n\n"
                "    there = session.scalar(text(\"SELECT count(*) FROM core_terms WHERE taxonomy = 'Size'\"))\n"
                '    write_taxonomies(session, b\'{"Size": []}\' if there else b\'{"Size": [{"value": "SMALL", "label": {"en": "Small"}}]}\')\n',
            ),
        ),
        reference_data.repeats,
        "Enums have other labels once the platform starts again",
    ),
    Fault(
        "labels of an enum of another",
        (
            (
                "__init__.py",
                "",
                "\n\n@hookimpl\ndef register_reference_data(session):\n    from core import members, write_shipped_taxonomies\n\n"
                "    write_shipped_taxonomies(session, members.__file__)\n",
            ),
        ),
        descriptions.labelled,
        "The plugin labels Capacity, which is in the schema without it",
    ),
)  # fmt: skip
