"""Answers operations with hand-written statements: finds the statement and its parameters; the database makes the bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench.operations import NAMES, document
from bench.servers.handwritten.journaling import Cast
from bench.servers.handwritten.postgresql import PostgreSQL
from bench.servers.handwritten.rounds import Rounds
from bench.servers.handwritten.sqlite import SQLite
from core.settings.settings import Settings
from plugins.practices.searching.finding import queries

NAMED = re.compile(r"(?<!:):([a-z_]+)")


@dataclass(slots=True)
class PreparedOperation:
    """An operation with everything that does not change when it is sent again: all parameters except the day.

    place_of_day: the index of the day in the parameters, if it has one. without_waiting: answers it, unless it writes or
    has to wait for the database. role: for which the answer is made.
    """

    name: str
    sql: str
    parameters: list[Any]
    place_of_day: int | None
    without_waiting: Callable[[], bytes] | None
    day: date | None = None
    role: str = "PUBLIC"


class Operations:
    """Answers the operations, which it recognises by their documents."""

    def __init__(self, settings: Settings) -> None:
        engine = SQLite if settings.database.startswith("sqlite") else PostgreSQL
        self.database = engine(settings.database)
        self.rounds = Rounds(self.database.cast)
        folder = Path(__file__).parent / "sql" / self.database.dialect
        self.names = {document(name): name for name in NAMES}
        self.statements = {name: self._numbered((folder / f"{name}.sql").read_text()) for name in NAMES}

    def _numbered(self, statement: str) -> tuple[str, list[str]]:
        """The statement with numbered parameters, and their names."""
        names = list(dict.fromkeys(NAMED.findall(statement)))
        return NAMED.sub(lambda found: f"{self.database.sign}{names.index(found[1]) + 1}", statement), names

    async def answer(self, query: str, variables: Mapping[str, Any], token: bytes) -> bytes:
        """The whole answer to an operation. token: of the participant that casts a ballot."""
        prepared = self.prepare(query, variables)
        if prepared.name == "mutation":
            await self.rounds.cast(Cast.of(variables["input"], token))
        self.set_day(prepared, datetime.now(UTC).date())
        return await self.database.fetch(prepared.sql, prepared.parameters)

    def prepare(self, query: str, variables: Mapping[str, Any]) -> PreparedOperation:
        """The operation of a document, with its parameters."""
        name = self.names[query]
        (sql, names), values = self.statements[name], self._values(name, variables)
        place_of_day = names.index("today") if "today" in names else None
        parameters = [values.get(each) for each in names]
        without_waiting = None if name == "mutation" else self.database.without_waiting(sql, parameters)
        return PreparedOperation(name, sql, parameters, place_of_day, without_waiting)

    def set_day(self, prepared: PreparedOperation, day: date) -> None:
        """Set the day in the parameters; it is the same object for all requests of one second."""
        prepared.day = day
        if prepared.place_of_day is not None:
            prepared.parameters[prepared.place_of_day] = self.database.day(day)

    def _values(self, name: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        match name:
            case "node" | "decision":
                return {"id": int(variables["id"].partition(":")[2])}
            case "mutation":
                return {"id": int(variables["input"]["decision"].partition(":")[2])}
            case "filtered":
                wanted = variables["filter"]
                return {"capacity": wanted["capacities"][0], "language": wanted["language"]}
            case "search":
                return queries(variables["search"], self.database.dialect)
        return {}
