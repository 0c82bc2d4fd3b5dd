"""How a history speaks to the platform: over HTTP as everybody does, and past everything that is kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson
from sqlalchemy import func, select
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from core.conformance.web import Got, send_request
from core.identity import Role, create_token
from core.journal.chain import verify
from core.platform import Platform
from core.server.app import create_app
from core.settings.settings import Settings
from core.tables import head, journal
from schema.request.languages import accepted_languages
from tests.histories.model.records import Actor

OFF: dict[str, Any] = {"rate_limit": "off", "token_rate_limit": "off", "max_cost": {"PUBLIC": 10**6}}
"""Limits that are not what histories are about."""


@dataclass(frozen=True)
class Question:
    """What is asked: a document with its variables, in a language or in any."""

    document: str
    variables: tuple[tuple[str, Any], ...] = ()
    language: str = ""

    def body(self, comment: str = "") -> dict[str, Any]:
        return {"query": self.document + comment, "variables": dict(self.variables)}


class ServedApp:
    """The platform as it is served: what can be answered as it arrives is, as on a connection of its own."""

    def __init__(self, platform: Platform) -> None:
        self.app = create_app(platform.settings, platform)
        self.known: dict[tuple[Any, bytes], Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        found = self._without_waiting(scope, message["body"])
        if found is None:

            async def received() -> Message:
                return message

            await self.app(scope, received, send)
            return
        status, headers, body = found
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _without_waiting(self, scope: Scope, body: bytes) -> Any:
        immediate = self.app.immediate
        if immediate is None:
            return None
        key = (tuple(scope["headers"]), body)
        asked = self.known.get(key) or immediate.read(scope, body)
        found = None if asked is None else immediate.answer(asked, scope)
        if found is not None:
            self.known[key] = asked
        return found


@dataclass
class Talks:
    """One platform, whom it knows, and what it has told the public so far, with its tags."""

    address: str
    tokens: dict[Actor, str]
    platform: Platform = field(init=False)
    told: dict[Question, tuple[str, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.platform = Platform(Settings(database_url=self.address, **OFF))
        self.server = ServedApp(self.platform)
        self.runner = asyncio.Runner()

    def close(self) -> None:
        self.runner.run(self.server.app.state.health.close())
        self.runner.run(self.platform.close())
        self.runner.close()

    def token_for(self, actor: Actor, key: int | None, partner: int | None) -> None:
        with self.platform.database.transaction() as session:
            self.tokens[actor] = create_token(
                session, self.platform.now(), Role[actor.granted], actor.name, key, partner
            )

    def headers(self, actor: Actor, language: str = "") -> dict[str, str]:
        headers = {"content-type": "application/json"}
        if actor in self.tokens:
            headers["authorization"] = f"Bearer {self.tokens[actor]}"
        if language:
            headers["accept-language"] = language
        return headers

    def ask(self, actor: Actor, question: Question) -> bytes:
        """What is answered to a POST."""
        return self.post(actor, question.body(), question.language).body

    def post(self, actor: Actor, body: dict[str, Any], language: str = "") -> Got:
        headers = self.headers(actor, language)
        got = self.runner.run(send_request(self.server, "POST", "/graphql", headers, orjson.dumps(body)))
        assert got.status == 200, (got.status, got.body)
        return got

    def get(self, path: str, actor: Actor, headers: dict[str, str] | None = None) -> Got:
        sent = {**self.headers(actor), **(headers or {})}
        return self.runner.run(send_request(self.server, "GET", path, sent))

    def ask_again(self, actor: Actor, question: Question) -> bytes:
        """What the public has by now, where it asks by GET whether what it was told before still holds."""
        tag, known = self.told.get(question, ("", b""))
        parameters = {"query": question.document, "variables": orjson.dumps(dict(question.variables)).decode()}
        headers = {"if-none-match": tag} if tag else {}
        if question.language:
            headers["accept-language"] = question.language
        got = self.get(f"/graphql?{urlencode(parameters)}", actor, headers)
        if got.status == 304:
            return known
        assert got.status == 200, (got.status, got.body)
        if "etag" in got.headers:
            self.told[question] = got.headers["etag"], got.body
        return got.body

    def revision(self) -> tuple[int, int]:
        """What every cache goes by, and how many entries the journal has."""
        with self.platform.database.reading() as session:
            entries = session.execute(select(func.count()).select_from(journal)).scalar_one()
            return session.execute(select(head.c.revision)).scalar_one(), entries

    def faults(self) -> list[str]:
        with self.platform.database.reading() as session:
            return list(verify(session))


class Fresh:
    """A platform that was made this moment, over the same database, and has kept nothing."""

    def __init__(self, talks: Talks) -> None:
        self.talks = talks
        self.platform = Platform(Settings(database_url=talks.address, **OFF), talks.platform.plugins)

    def close(self) -> None:
        self.talks.runner.run(self.platform.close())

    def role(self, actor: Actor) -> str:
        return self._viewer(actor).role.name

    def ask(self, actor: Actor, question: Question) -> bytes:
        """The answer of a document that nobody else sends: planned and read anew."""
        languages = accepted_languages(question.language.encode()) if question.language else ()
        reading = self.platform.reading(self._viewer(actor), languages)
        engine, body = self.platform.engine, question.body(" # anew")
        document = engine.documents.get(body["query"])
        for operation in document.operations.values() if document else ():
            operation.plans.clear()
        answer = engine.answer(body["query"], None, body["variables"], reading)
        return self.talks.runner.run(_body(answer))

    def _viewer(self, actor: Actor) -> Any:
        headers = [(name.encode(), value.encode()) for name, value in self.talks.headers(actor).items()]
        request = HTTPConnection({"type": "http", "headers": headers})
        return self.platform.sign_in.viewer(request, self.platform.now().date())


async def _body(answer: Any) -> bytes:
    return bytes((await answer).body)
