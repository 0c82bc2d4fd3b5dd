"""The suite finds what it is there to find: faults in what a plugin declares, stores, reads and writes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.conformance.checks import declared, read, served, stored, told, written
from core.conformance.examination import Examination
from tests.core.conformance.conftest import Check, Fault
from tests.core.conformance.faults import FAULTS

CHECKS: tuple[Check, ...] = (
    declared.starts, declared.schema_compatible, declared.imports_the_face_only, told.described, told.labelled, stored.names_prefixed,
    stored.others_untouched, stored.migrations_go_up_and_down, stored.migrates_from_each_version,
    stored.reference_data_repeats, stored.removal_blocks_nobody, read.types_reachable_through_node,
    read.one_statement_each, read.scopes_hold, written.mutations_journaled, written.journal_keeps_scopes, written.refusals_typed,
    served.routes_reached, served.routes_answer, served.routes_keep_scopes, served.subscriptions_begin_and_end, written.demonstration_journaled,
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_planted_fault_is_found_and_told(planted: Callable[..., Examination], fault: Fault) -> None:
    found = list(fault.found_by(planted(fault)))
    assert any(fault.said in told for told in found), found


@pytest.mark.long(10)
def test_in_a_sound_plugin_nothing_is_found(planted: Callable[..., Examination]) -> None:
    examination = planted()
    assert {check.__name__: list(check(examination)) for check in CHECKS} == {check.__name__: [] for check in CHECKS}
