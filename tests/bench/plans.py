"""What the engines plan for the statements of an operation: which indexes serve it, and what is read whole."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from bench.operations import Operation
from core.database.drivers.sqlite import connect
from core.database.sessions import prepared
from core.identity import PUBLIC, Viewer
from core.platform import Platform

ALIAS = re.compile(r"(\w+) AS (\w+)")
STEP = re.compile(
    r"(?P<how>SCAN|SEARCH) (?P<table>\w+)(?: EXISTS)?(?P<virtual> VIRTUAL)?"
    r"(?: USING (?P<alone>COVERING )?(?:\w+ )*?INDEX (?P<index>\w+))?"
)
WHOLE = re.compile(r"SCAN \w+( EXISTS)?$")
LOSABLE_ON_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
LOSABLE_ON_POSTGRESQL = """
SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid
WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""
"""Indexes that are no part of their table, as those of its constraints are."""


@dataclass(frozen=True)
class Statement:
    """SQL with its numbered parameters."""

    sql: str
    parameters: Sequence[Any]


@dataclass(frozen=True)
class Plan:
    """indexes: the names of those that are read, a virtual table's own; sought: those in which keys are looked up; alone:
    those that are read without their table; whole: the tables that are read without any.
    """

    indexes: frozenset[str]
    sought: frozenset[str]
    alone: frozenset[str]
    whole: frozenset[str]


def statements_of(platform: Platform, operation: Operation, viewer: Viewer = PUBLIC) -> list[Statement]:
    """What is sent to the database for an operation, by a mutation's rules as well."""
    sent: list[Statement] = []
    reading = platform.reading(viewer)
    fetch, parameters_of = platform.store.fetch, prepared._Ready.parameters

    async def noted(sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        sent.append(Statement(sql, parameters))
        return await fetch(sql, parameters, heavy)

    async def ask() -> bytes:
        answer = await platform.engine.answer(operation.query, None, operation.variables, reading)
        await platform.store.close()
        return answer.body

    def noted_write(ready: prepared._Ready, values: dict[str, Any]) -> list[Any]:
        sent.append(Statement(ready.sql, parameters_of(ready, values)))
        return parameters_of(ready, values)

    with patch.object(prepared._Ready, "parameters", noted_write), patch.object(platform.store, "fetch", noted):
        answer = json.loads(asyncio.run(ask()))
    assert "errors" not in answer, answer
    return sent


@contextmanager
def planner(address: str, without: Collection[str] = ()) -> Iterator[SQLitePlanner | PostgreSQLPlanner]:
    """Explains statements over a database, as if it had no indexes of the names `without`."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        connection = connect(url.database or "")
        connection.execute("BEGIN")
        for name in {name for (name,) in connection.execute(LOSABLE_ON_SQLITE)} & set(without):
            connection.execute(f"DROP INDEX {name}")
        yield SQLitePlanner(connection)
        connection.execute("ROLLBACK")
        connection.close()
        return
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, cursor_factory=psycopg.ClientCursor) as session:
        session.execute("SET plan_cache_mode = force_generic_plan")
        session.execute("SET enable_seqscan = off")
        for name in {name for (name,) in session.execute(LOSABLE_ON_POSTGRESQL)} & set(without):
            session.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        yield PostgreSQLPlanner(session)
        session.rollback()


class SQLitePlanner:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def plan(self, statements: Sequence[Statement]) -> Plan:
        indexes, sought, alone, whole = set(), set(), set(), set()
        for statement in statements:
            named = {alias: table for table, alias in ALIAS.findall(statement.sql)}
            for row in self.connection.execute("EXPLAIN QUERY PLAN " + statement.sql, statement.parameters):
                found = STEP.match(row[3])
                if found is None:
                    continue
                table = named.get(found["table"], found["table"])
                if found["virtual"]:
                    indexes.add(table)
                elif found["index"]:
                    indexes.add(found["index"])
                    if found["how"] == "SEARCH":
                        sought.add(found["index"])
                    if found["alone"]:
                        alone.add(found["index"])
                elif WHOLE.match(row[3]):
                    whole.add(table)
        return Plan(frozenset(indexes), frozenset(sought), frozenset(alone), frozenset(whole))

    def steps(self, statements: Sequence[Statement]) -> int:
        """How many times ten instructions of SQLite's machine they take."""
        taken = 0

        def count() -> bool:
            nonlocal taken
            taken += 1
            return False

        self.connection.set_progress_handler(count, 10)
        for statement in statements:
            list(self.connection.execute(statement.sql, statement.parameters))
        self.connection.set_progress_handler(None)
        return taken


class PostgreSQLPlanner:
    """The plans are those that the platform's connections have, made once for any parameters, but for small tables: no
    table is read whole for being small, only where no index serves.
    """

    def __init__(self, session: psycopg.Connection[Any]) -> None:
        self.session = session

    def plan(self, statements: Sequence[Statement]) -> Plan:
        nodes = [node for statement in statements for node in _nodes(self._explained(statement))]
        return Plan(
            frozenset(node["Index Name"] for node in nodes if "Index Name" in node),
            frozenset(node["Index Name"] for node in nodes if "Index Name" in node and "Index Cond" in node),
            frozenset(node["Index Name"] for node in nodes if node["Node Type"] == "Index Only Scan"),
            frozenset(node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"),
        )

    def searched(self, statements: Sequence[Statement]) -> list[str]:
        """What is searched for in indexes."""
        nodes = (node for statement in statements for node in _nodes(self._explained(statement)))
        return [node["Index Cond"] for node in nodes if "Index Cond" in node]

    def _explained(self, statement: Statement) -> Any:
        self.session.execute(f"PREPARE asked AS {statement.sql}")  # type: ignore[call-overload]
        values = sql.SQL(", ").join(map(sql.Literal, statement.parameters))
        given = sql.SQL("({})").format(values) if statement.parameters else sql.SQL("")
        rows = list(self.session.execute(sql.SQL("EXPLAIN (FORMAT JSON) EXECUTE asked") + given))
        self.session.execute("DEALLOCATE asked")
        [(found,)] = rows
        return found[0]["Plan"]


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)
