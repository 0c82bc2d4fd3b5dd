"""The bench compares like with like: its servers give the platform's own answers to all eight operations."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from bench.fiction.filling import Size, fill
from bench.operations import NAMES, Operation, operations
from bench.proof import prove_equal
from bench.roster import BUILT_IN, HAND_SQLITE, OURS_SQLITE, Server
from bench.running import run_all
from core.database.database import Database
from core.journal.chain import verify
from core.settings.settings import Settings
from core.tables import journal


def test_all_servers_give_the_same_answers(empty_database_url: str, engine_name: str) -> None:
    fill(empty_database_url, Size(practices=120, decisions=20))
    servers = [server for server in BUILT_IN if server.engine == engine_name]
    asked = operations(empty_database_url)
    with run_all(dict.fromkeys(servers, empty_database_url)) as running:
        assert list(prove_equal(running, {server.name: asked for server in servers})) == list(NAMES)
    assert_written_alike(empty_database_url, len(servers))


def assert_written_alike(address: str, ballots: int) -> None:
    """Each server's ballot is in the journal, whose chain holds."""
    database = Database(Settings(database_url=address).database)
    with database.reading() as session:
        assert list(verify(session)) == []
        assert session.execute(select(func.count()).select_from(journal)).scalar() == ballots
    database.dispose()


def _answering(server: Server, data: Mapping[str, Any]) -> Any:
    return SimpleNamespace(server=server, ask=lambda _: {"data": data})


def test_another_answer_ends_the_run() -> None:
    asked = {"viewer": Operation("viewer", "{ viewer { role } }", {})}
    servers = [_answering(one, {"viewer": {"role": one.name}}) for one in (OURS_SQLITE, HAND_SQLITE)]
    with pytest.raises(SystemExit, match="hand-written on SQLite answers viewer differently"):
        prove_equal(servers, {one.server.name: asked for one in servers})


def test_a_write_that_is_refused_by_all_alike_ends_the_run() -> None:
    refused = {"castBallot": {"decision": None, "errors": [{"code": "VOTE_OVER"}]}}
    asked = {"mutation": Operation("mutation", "mutation { castBallot { errors { code } } }", {})}
    with pytest.raises(SystemExit, match=r"ours on SQLite refuses mutation: .*VOTE_OVER"):
        prove_equal([_answering(OURS_SQLITE, refused)], {OURS_SQLITE.name: asked})
