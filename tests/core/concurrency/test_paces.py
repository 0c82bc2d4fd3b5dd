"""Statements that were slow once are tried again; those that stay slow are tried ever less often."""

from __future__ import annotations

from core.concurrency.paces import Paces


def _proven(paces: Paces, sql: str) -> int:
    """How often a statement has to be short in a thread before it is tried at once again."""
    count = 0
    while not paces.may_run_inline(sql):
        paces.was_short(sql)
        count += 1
    return count


def test_a_statement_that_was_slow_once_is_tried_again_and_after_each_fault_later() -> None:
    paces = Paces()
    assert paces.may_run_inline("SELECT 1")
    proofs = []
    for _ in range(4):
        paces.too_long("SELECT 1")
        proofs.append(_proven(paces, "SELECT 1"))
    assert proofs == [4, 8, 16, 32]
    assert paces.may_run_inline("SELECT 2")


def test_one_that_was_never_seen_may_have_to_prove_itself_first() -> None:
    paces = Paces(trusting=False)
    assert not paces.may_run_inline("cast")
    assert _proven(paces, "cast") == 4
    assert not paces.may_run_inline("import")
    paces.too_long("cast")
    assert _proven(paces, "cast") == 8


def test_only_so_many_statements_are_remembered() -> None:
    paces = Paces()
    for number in range(2_500):
        paces.too_long(f"SELECT {number}")
    assert len(paces.faults) <= 1_000
    assert len(paces.proofs_left) <= 1_000


def test_old_faults_no_longer_count() -> None:
    now = 0.0
    paces = Paces(clock=lambda: now)
    for _ in range(12):
        paces.too_long("SELECT 1")
    now += 601
    assert not paces.may_run_inline("SELECT 1")
    assert _proven(paces, "SELECT 1") == 1
    paces.too_long("SELECT 1")
    assert _proven(paces, "SELECT 1") == 4
    now += 599
    paces.too_long("SELECT 1")
    assert _proven(paces, "SELECT 1") == 8
