"""The operations by hand: which is asked, the parameters of its statement, the bytes that the database made."""

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
class Asked:
    """An operation that was sent, with all that is the same whenever it is: its parameters but for the day's.

    without_waiting: what answers it where nothing is written or waited for; role: whose answer that is.
    """

    name: str
    sql: str
    parameters: list[Any]
    place_of_day: int | None
    without_waiting: Callable[[], bytes] | None
    day: date | None = None
    role: str = "PUBLIC"


class Operations:
    """Answers the operations by their documents."""

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
        """The whole answer to one of the operations. token: of whoever casts a ballot."""
        asked = self.asked(query, variables)
        if asked.name == "mutation":
            await self.rounds.cast(Cast.of(variables["input"], token))
        self.on(asked, datetime.now(UTC).date())
        return await self.database.fetch(asked.sql, asked.parameters)

    def asked(self, query: str, variables: Mapping[str, Any]) -> Asked:
        """What is asked."""
        name = self.names[query]
        (sql, names), values = self.statements[name], self._values(name, variables)
        place_of_day = names.index("today") if "today" in names else None
        parameters = [values.get(each) for each in names]
        without_waiting = None if name == "mutation" else self.database.without_waiting(sql, parameters)
        return Asked(name, sql, parameters, place_of_day, without_waiting)

    def on(self, asked: Asked, day: date) -> None:
        """Have the parameters be those of a day, which is one object for all requests of the same second."""
        asked.day = day
        if asked.place_of_day is not None:
            asked.parameters[asked.place_of_day] = self.database.day(day)

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
