"""A candidate is held against the database that is there, of either engine."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.authors.candidate import lines_of_statements, refusal_of
from core.authors.on_disk import versions_on_disk
from core.authors.outcome import Described, Outcome
from core.platform import Platform


@pytest.mark.parametrize(
    ("known", "is_refused"), [(["trainings_0001"], True), (["trainings_0001", "trainings_0002"], False), ([], True)]
)
def test_an_older_version_than_the_one_that_wrote_the_database_is_refused(
    platform: Platform, known: list[str], is_refused: bool
) -> None:
    _written_by(platform, "trainings", "trainings_0002")
    refused = refusal_of(_outcome("trainings", known, ["trainings", "0.1.0", "7"]), platform.database)
    assert (refused is not None and refused.startswith("DATABASE_NEWER: ")) == is_refused


def test_a_candidate_is_not_refused_for_what_others_have_written(platform: Platform) -> None:
    _written_by(platform, "voting", "voting_9999")
    outcome = _outcome("voting", [], versions_on_disk()["voting"])
    assert refusal_of(outcome, platform.database) is None


def test_what_has_changed_in_the_same_version_is_held_against_the_database(platform: Platform) -> None:
    _written_by(platform, "voting", "voting_9999")
    distribution, version, _ = versions_on_disk()["voting"]
    refused = refusal_of(_outcome("voting", [], [distribution, version, "7"]), platform.database)
    assert refused is not None
    assert refused.startswith("DATABASE_NEWER: ")


def test_statements_are_folded_and_none_that_alters_or_drops_is_left_out() -> None:
    made = [f"CREATE TABLE trainings_{number} (id INTEGER)" for number in range(45)]
    told = list(
        lines_of_statements(["INSERT INTO terms", *made, "drop table old", "INSERT INTO terms", "ALTER TABLE a"])
    )
    assert told == [
        "  INSERT INTO terms (2 times)",
        *(f"  {statement}" for statement in made[:39]),
        "  drop table old",
        "  ALTER TABLE a",
        "  and 6 more",
    ]
    assert list(lines_of_statements(made[:40])) == [f"  {statement}" for statement in made[:40]]


def _outcome(name: str, known: list[str], on_disk: list[str]) -> Outcome:
    described = Described(name, on_disk[0], on_disk[1], {})
    return Outcome(plugins=[described], on_disk={name: on_disk}, revisions={name: known})


def _written_by(platform: Platform, name: str, revision: str) -> None:
    with platform.database.transaction() as session:
        session.execute(text(f"DROP TABLE IF EXISTS alembic_version_{name}"))
        session.execute(text(f"CREATE TABLE alembic_version_{name} AS SELECT '{revision}' AS version_num"))
