"""The journal only grows, and tells where somebody tampered with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core import canonical
from core.journal import chain
from core.platform import Platform
from schema.declaring.errors import DeclarationError
from tests.conftest import Ask
from tests.factories import make_member, writing

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def _faults(platform: Platform) -> list[str]:
    with platform.database.reading() as session:
        return list(chain.verify(session))


@pytest.fixture
def filled(platform: Platform) -> Platform:
    for code in ("PRY", "MAR", "PRT"):
        make_member(platform, code)
    assert _faults(platform) == []
    return platform


def _tamper(platform: Platform, *statements: str) -> None:
    """What somebody with the keys of the database could do."""
    with platform.database.transaction() as session:
        if platform.database.dialect == "sqlite":
            session.execute(text("DROP TRIGGER core_journal_no_update"))
            session.execute(text("DROP TRIGGER core_journal_no_delete"))
            session.execute(text("DROP TRIGGER core_journal_no_replacement"))
        else:
            session.execute(text("ALTER TABLE core_journal DISABLE TRIGGER ALL"))
        for statement in statements:
            session.execute(text(statement))


def test_each_entry_stands_after_the_one_before_it(filled: Platform) -> None:
    """So a write changes the end of the table, however long the journal is."""
    with filled.database.reading() as session:
        keys = session.execute(text("SELECT id FROM core_journal ORDER BY sequence")).scalars().all()
    assert len(keys) > 3
    assert keys == sorted(keys)


@pytest.mark.parametrize("statement", ["UPDATE core_journal SET actor = 'nobody'", "DELETE FROM core_journal"])
def test_the_database_refuses_to_change_the_journal(filled: Platform, statement: str) -> None:
    with pytest.raises(DBAPIError, match="the journal only grows"), filled.database.transaction() as session:
        session.execute(text(statement))
    assert _faults(filled) == []


@pytest.mark.parametrize("numbers", ["3, 100", "100, 3"], ids=["id", "sequence"])
def test_the_database_refuses_an_entry_in_the_place_of_another(filled: Platform, numbers: str) -> None:
    """SQLite can be told to delete what is in the way of a row: no trigger on DELETE hears of that."""
    insert = "INSERT OR REPLACE" if filled.database.dialect == "sqlite" else "INSERT"
    columns = "at, actor, action, subject, payload, public, previous_hash, hash"
    with pytest.raises(DBAPIError), filled.database.transaction() as session:
        session.execute(
            text(
                f"{insert} INTO core_journal (id, sequence, {columns}) "
                f"SELECT {numbers}, {columns} FROM core_journal WHERE sequence = 4"
            )
        )
    assert _faults(filled) == []


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["UPDATE core_journal SET payload = '{}' WHERE sequence = 3"], "Entry 3 was changed after it was written."),
        (["UPDATE core_journal SET actor = 'X' WHERE sequence = 6"], "Entry 6 was changed after it was written."),
        (["DELETE FROM core_journal WHERE sequence = 4"], "Entry 4 is missing."),
        (["DELETE FROM core_journal WHERE sequence > 4"], "Entries 5 to 6 are missing at the end."),
        (["DELETE FROM core_journal WHERE sequence > 5"], "Entry 6 is missing at the end."),
        ([f"UPDATE core_head SET hash = '{'f' * 64}'"], "The journal's end does not match entry 6."),
        (
            [
                "UPDATE core_journal SET sequence = 100 WHERE sequence = 2",
                "UPDATE core_journal SET sequence = 2 WHERE sequence = 3",
                "UPDATE core_journal SET sequence = 3 WHERE sequence = 100",
            ],
            "Entry 2 does not follow entry 1",
        ),
    ],
)
def test_what_was_tampered_with_is_named(filled: Platform, statements: list[str], fault: str) -> None:
    _tamper(filled, *statements)
    assert any(fault in found for found in _faults(filled)), _faults(filled)


def test_a_refused_write_leaves_no_trace(platform: Platform) -> None:
    with pytest.raises(RuntimeError), writing(platform) as current:
        current.record("test.done", None, {"a": 1})
        raise RuntimeError
    with platform.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM core_journal")).scalar() == 0


@given(
    actor=TEXTS,
    subject=st.none() | TEXTS,
    payload=st.dictionaries(TEXTS, st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS),
    public=st.booleans(),
)
def test_the_hash_is_over_canonical_json(
    actor: str, subject: str | None, payload: dict[str, Any], public: bool
) -> None:
    at = datetime(2024, 5, 9, 14, 0, tzinfo=UTC)
    entry = {"sequence": 1, "at": "2024-05-09T14:00:00Z", "actor": actor, "action": "b", "subject": subject}
    content = rfc8785.dumps({**entry, "payload": payload, "public": public})
    if not public:
        content = rfc8785.dumps({"digest": sha256(content).hexdigest(), "public": False, "sequence": 1})
    anybodys = sha256(b"0" * 64 + content).hexdigest()
    ours = chain.Entry(1, at, actor, "b", subject, canonical(payload).decode(), public, "", "").content
    assert anybodys == chain.hash_of("0" * 64, 1, ours, public)
    assert anybodys != chain.hash_of("1" * 64, 1, ours, public)


def test_the_public_can_compute_each_hash_from_what_it_can_read(
    filled: Platform, asking: Callable[[Platform], Ask]
) -> None:
    told = "sequence at actor action subject payload previousHash hash"
    entries = asking(filled)(f"{{ journal {{ nodes {{ {told} }} }} }}")["data"]["journal"]["nodes"]
    assert entries
    for entry in entries:
        previous, found = entry.pop("previousHash"), entry.pop("hash")
        whole = {**entry, "payload": json.loads(entry["payload"]), "public": True}
        assert sha256(previous.encode() + rfc8785.dumps(whole)).hexdigest() == found


def test_the_hashes_beside_an_entry_that_is_not_open_tell_nothing_of_it(platform: Platform) -> None:
    """Whoever knows or guesses all else of it still lacks its nonce."""
    with writing(platform) as write:
        write.record("practice.approved", "Practice:1", {}, public=False)
        write.record("practice.approved", "Practice:1", {}, public=False)
        write.record("practice.published", "Practice:1", {})
    hidden, again, opened = write.entries
    nonces = {json.loads(entry.payload)["nonce"] for entry in (hidden, again)}
    assert [len(nonce) for nonce in nonces] == [32, 32]
    assert opened.payload == "{}"
    guessed = chain.hash_of(again.previous_hash, again.sequence, again._replace(payload="{}").content, False)
    assert guessed != opened.previous_hash == again.hash


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ('{action: "test.done"}', [1, 3]),
        ('{action: "test"}', []),
        ('{from: "2027-03-02"}', [2, 3, 4]),
        ('{until: "2027-03-02"}', [1, 2, 3]),
        ('{from: "2027-03-02", until: "2027-03-02", action: "test.done"}', [3]),
        ('{from: "2027-03-03", until: "2027-03-02"}', []),
    ],
)
def test_the_entries_of_an_action_and_of_some_days_are_found(
    platform: Platform, ask: Ask, filter: str, found: list[int]
) -> None:
    for action, *moment in (
        ("test.done", 1, 23, 59, 59), ("test.undone", 2, 0, 0, 0), ("test.done", 2, 23, 59, 59), ("test.undone", 3, 0, 0, 0),
    ):  # fmt: skip
        with writing(platform, now=datetime(2027, 3, *moment, tzinfo=UTC)) as write:
            write.record(action, None, {})
    entries = ask(f"{{ journal(filter: {filter}) {{ totalCount nodes {{ sequence }} }} }}")["data"]["journal"]
    assert entries == {"totalCount": len(found), "nodes": [{"sequence": number} for number in found]}


@pytest.mark.parametrize("subject", [5, "5", "Practices/5", "Practice:", "practice:5", "Practice:5 "])
def test_the_subject_of_an_entry_is_an_id(platform: Platform, subject: Any) -> None:
    said = "The subject of test.done is a (int|str) that is not an id: write the type"
    with pytest.raises(DeclarationError, match=said), writing(platform) as write:
        write.record("test.done", subject, {})
    with platform.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM core_journal")).scalar() == 0
