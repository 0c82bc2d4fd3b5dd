"""The operations by hand: which is asked, the parameters of its statement, the bytes that the database made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from bench.operations import NAMES, document
from bench.servers.handwritten.postgresql import PostgreSQL
from bench.servers.handwritten.sqlite import SQLite
from core.settings import Settings
from plugins.practices.search import queries


class Operations:
    """Answers the operations by their documents."""

    def __init__(self, settings: Settings) -> None:
        engine = SQLite if settings.database.startswith("sqlite") else PostgreSQL
        self.database = engine(settings.database)
        folder = Path(__file__).parent / "sql" / self.database.dialect
        self.names = {document(name): name for name in NAMES}
        self.statements: dict[str, Any] = {
            name: self.database.prepared((folder / f"{name}.sql").read_text()) for name in NAMES
        }

    async def answer(self, query: str, variables: Mapping[str, Any], token: bytes) -> bytes:
        """The whole answer to one of the operations. token: of whoever casts a ballot."""
        name = self.names[query]
        if name == "mutation":
            await self.database.cast(variables["input"], token)
        return await self.database.fetch(self.statements[name], self.parameters(name, variables))

    def answer_at_once(self, query: str, variables: Mapping[str, Any]) -> bytes | None:
        """The same, where nothing is written or waited for; else None."""
        name = self.names[query]
        if name == "mutation":
            return None
        return self.database.fetch_at_once(self.statements[name], self.parameters(name, variables))

    def parameters(self, name: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        today = self.database.today()
        match name:
            case "node" | "decision":
                return {"id": int(variables["id"].partition(":")[2])}
            case "mutation":
                return {"id": int(variables["input"]["decision"].partition(":")[2])}
            case "filtered":
                wanted = variables["filter"]
                return {"today": today, "capacity": wanted["capacities"][0], "language": wanted["language"]}
            case "search":
                return _searched(variables["search"], self.database.dialect)
        return {"today": today}


@lru_cache(100)
def _searched(written: str, dialect: str) -> dict[str, Any]:
    """The queries of a search; the platform keeps them with a request that is known as well."""
    return orjson.loads(queries(written, dialect))  # type: ignore[no-any-return]
