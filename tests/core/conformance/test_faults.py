"""The suite finds what it is there to find: faults in what a plugin declares, stores, reads and writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import SkipTest

import pytest
from sqlalchemy import text

from core.conformance.checks import (
    clauses,
    declarations,
    descriptions,
    enums,
    mail,
    migrations,
    mutations,
    nulls,
    obligations,
    orders,
    queries,
    reference_data,
    refusals,
    removal,
    routes,
    subscriptions,
)
from core.conformance.database_without import without
from core.conformance.examination import Examination
from core.conformance.hidden import Hidden
from core.identity import PUBLIC
from core.platform import Platform
from tests.core.conformance.conftest import Check, Fault, Sound
from tests.core.conformance.faults import FAULTS
from tests.core.conformance.stored_faults import MIGRATION

CHECKS: tuple[Check, ...] = (
    declarations.starts, declarations.schema_compatible, declarations.imports_the_face_only, descriptions.described, descriptions.labelled, migrations.names_prefixed,
    migrations.others_untouched, migrations.go_up_and_down, migrations.migrates_from_each_version,
    reference_data.repeats, removal.blocks_nobody, queries.types_reachable_through_node,
    queries.one_statement_each, queries.scopes_hold, mutations.journaled, mutations.journal_keeps_scopes, mutations.refusals_typed,
    nulls.answer_as_annotated, orders.indexed, routes.reached, routes.answer, routes.keep_scopes, subscriptions.begin_and_end, mutations.demonstration_journaled,
    clauses.joined_in_sql, enums.answered_as_the_schema_has_them, obligations.count_what_all_may_see, refusals.reveal_nothing_hidden, mail.each_has_its_key,
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_planted_fault_is_found_and_reported(planted: Callable[..., Examination], fault: Fault) -> None:
    found = list(fault.found_by(planted(fault)))
    assert any(fault.said in told for told in found), found


@pytest.mark.long(10)
def test_in_a_sound_plugin_nothing_is_found(planted: Callable[..., Examination]) -> None:
    examination = planted()
    assert {check.__name__: list(check(examination)) for check in CHECKS} == {check.__name__: [] for check in CHECKS}


CONSTRAINED = Fault(
    "none: cells that are hidden, of columns that do not take any value",
    (
        ("tables.py", "from schema import Identifier", "from schema import Identifier, PresentWhere"),
        ("tables.py", "import Boolean, ", "import Boolean, CheckConstraint, Float, "),
        (
            "tables.py",
            '    Column("title", String',
            '    Column("status", String, nullable=False),\n    Column("report", String),\n    PresentWhere("report", "status", "DONE"),\n'
            '    Column("code", String(2), nullable=False, unique=True),\n    Column("cost", Float, nullable=False),\n'
            '    Column("rating", String, nullable=False),\n    CheckConstraint("rating IN (\'GOOD\', \'FAIR\')", name="rating_known"),\n    Column("title", String',
        ),
        (MIGRATION, "from schema import Identifier", "from schema import Identifier, PresentWhere"),
        (
            MIGRATION,
            '        sa.Column("title"',
            '        sa.Column("status", sa.String, nullable=False),\n        sa.Column("report", sa.String),\n        PresentWhere("report", "status", "DONE"),\n'
            '        sa.Column("code", sa.String(2), nullable=False, unique=True),\n        sa.Column("cost", sa.Float, nullable=False),\n'
            '        sa.Column("rating", sa.String, nullable=False),\n        sa.CheckConstraint("rating IN (\'GOOD\', \'FAIR\')", name="rating_known"),\n        sa.Column("title"',
        ),
        (
            "types.py",
            '    title: str =',
            '    report: str | None = column(trainings.c.report, visible_when=lambda training, role: training.participant_id == given("participant"), description="How it went.")\n'
            '    code: str | None = column(trainings.c.code, restricted_to=["ADMINISTRATOR"], description="Its code.")\n'
            '    cost: float | None = column(trainings.c.cost, restricted_to=["ADMINISTRATOR"], description="What it cost.")\n'
            '    rating: str | None = column(trainings.c.rating, restricted_to=["ADMINISTRATOR"], description="How good it was.")\n'
            '    title: str =',
        ),
        ("rules.py", "id=training,", 'id=training, status="DONE", report="It went well.", code=title[:2], cost=1.5, rating="GOOD" if announced else "FAIR",'),
    ),
    queries.scopes_hold,
    "",
)  # fmt: skip


def test_hidden_cells_get_values_that_their_columns_take(planted: Callable[..., Examination]) -> None:
    examination = planted(CONSTRAINED)
    assert list(queries.scopes_hold(examination)) == []
    network = examination.filled()
    shown, others = (
        _announced(made.platform) for made in (network, without(Hidden(examination, network.platform, PUBLIC)))
    )
    unhidden = ["id", "participant_id", "status", "title", "held_on", "announced"]
    assert [key for key, value in shown.items() if value == others[key]] == unhidden


def _announced(platform: Platform) -> dict[str, Any]:
    """The columns of the training that all may see."""
    with platform.database.reading() as session:
        return dict(session.execute(text("SELECT * FROM trainings_trainings WHERE announced")).mappings().one())


OF_OTHER_TYPES = Fault(
    "columns that the migrations make of types of which only PostgreSQL tells",
    (
        ("tables.py", "import Boolean, ", "import Boolean, DateTime, Enum, "),
        ("tables.py", '    Column("title", String', '    Column("noted", DateTime(timezone=True)),\n    Column("kind", Enum("ONE", "TWO", name="trainings_kind")),\n    Column("title", String'),
        (MIGRATION, '        sa.Column("title"', '        sa.Column("noted", sa.DateTime),\n        sa.Column("kind", sa.Enum("ONE", name="trainings_kind")),\n        sa.Column("title"'),
    ),
    migrations.go_up_and_down,
    "",
)  # fmt: skip


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_column_is_of_the_type_that_is_declared(planted: Callable[..., Examination]) -> None:
    """SQLite has neither times with their zones nor enumerations."""
    kind, noted, *_ = migrations.go_up_and_down(planted(OF_OTHER_TYPES))
    assert kind.endswith("is declared as trainings_kind of ONE, TWO; the migrations make it trainings_kind of ONE.")
    assert noted.endswith("as TIMESTAMP WITH TIME ZONE; the migrations make it TIMESTAMP WITHOUT TIME ZONE.")


BY_TITLE_OR_DAY = Fault(
    "none: an index over an expression, as orders by what may be null have it",
    (
        ("tables.py", "import Boolean, ", "import func, literal_column, Boolean, "),
        ("tables.py", "metadata = MetaData()", 'metadata = MetaData()\nPLACE = func.coalesce(literal_column("title"), literal_column("\'\'"))'),
        ("tables.py", '    Index("trainings_trainings_held_on"', '    Index("trainings_trainings_place", PLACE, "id"),\n    Index("trainings_trainings_held_on"'),
        (MIGRATION, '    op.create_index("trainings_trainings_held_on"', '    op.create_index("trainings_trainings_place", "trainings_trainings", [sa.text("coalesce(title, \'\')"), "id"])\n    op.create_index("trainings_trainings_held_on"'),
    ),
    migrations.go_up_and_down,
    "",
)  # fmt: skip


@pytest.mark.filterwarnings("error")
def test_an_index_over_an_expression_is_found_if_the_migrations_made_it(planted: Callable[..., Examination]) -> None:
    examination = planted(BY_TITLE_OR_DAY)
    for check in (
        migrations.names_prefixed,
        migrations.go_up_and_down,
        migrations.migrates_from_each_version,
    ):
        assert list(check(examination)) == []


def test_if_nothing_starts_nothing_else_is_examined(planted: Callable[..., Examination]) -> None:
    examination = planted(next(fault for fault in FAULTS if fault.found_by is declarations.starts))
    suite = examination.subject
    assert isinstance(suite, Sound)
    with pytest.raises(AssertionError, match=r"^1 faults"):
        suite.test_the_platform_starts_with_it(examination)
    with pytest.raises(SkipTest, match=r"^The platform does not start with it: "):
        suite.test_every_query_is_one_statement(examination)
