"""The endpoint: which operation is asked, the parameters of its statement, the bytes that the database made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from bench.operations import NAMES, document
from bench.servers.handwritten.postgresql import PostgreSQL
from bench.servers.handwritten.sqlite import SQLite
from core.app import create_app
from core.settings import Settings
from plugins.practices.search import queries

HEADERS = (b"content-type", b"application/json; charset=utf-8")


class Endpoint:
    """Answers the operations by their documents."""

    def __init__(self, settings: Settings) -> None:
        engine = SQLite if settings.database.startswith("sqlite") else PostgreSQL
        self.database = engine(settings.database)
        folder = Path(__file__).parent / "sql" / self.database.dialect
        self.names = {document(name): name for name in NAMES}
        self.statements = {name: self.database.prepared((folder / f"{name}.sql").read_text()) for name in NAMES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        body = message.get("body", b"")
        while message.get("more_body"):
            message = await receive()
            body += message.get("body", b"")
        request = orjson.loads(body)
        name = self.names[request["query"]]
        variables = request.get("variables") or {}
        if name == "mutation":
            token = dict(scope["headers"])[b"authorization"].removeprefix(b"Bearer ")
            await self.database.cast(variables["input"], token)
        found = await self.database.fetch(self.statements[name], self.parameters(name, variables))
        length = (b"content-length", str(len(found)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [HEADERS, length]})
        await send({"type": "http.response.body", "body": found})

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
                return orjson.loads(queries(variables["search"], self.database.dialect))
        return {"today": today}


settings = Settings.from_environment()
endpoint = Endpoint(settings)
app = create_app(settings, graphql=endpoint)
"""The platform's own app, and with it its HTTP layer: request ids, headers, metrics, lines of the log."""
_inner = app.router.lifespan_context


@asynccontextmanager
async def _lifespan(running: Starlette) -> AsyncIterator[None]:
    await endpoint.database.open()
    async with _inner(running):
        yield
    await endpoint.database.close()


app.router.lifespan_context = _lifespan
