"""A network for tests: a platform over a database of its own, used without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

import orjson
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from core.conformance.participants import JOINED, SECRETARIAT, Made, make_member, make_observer, writing
from core.conformance.web import Got, send_request
from core.identity import PUBLIC, Viewer
from core.platform import Platform
from core.server.app import create_app
from core.writing.write import Write
from schema.request.reading import Reading

T = TypeVar("T")


class _Let:
    """Admits every request as the viewer of a test."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    async def enter(self, connection: HTTPConnection, headers: dict[bytes, bytes]) -> Reading:
        return self.reading


class Network:
    """A platform with what tests need: fictitious participants, writes and answers."""

    secretariat = SECRETARIAT
    """An administrator."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._runner = asyncio.Runner()

    def ask(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        viewer: Viewer = PUBLIC,
        languages: Sequence[str] = (),
        operation_name: str | None = None,
    ) -> dict[str, Any]:
        """The decoded answer to an operation, as clients get it: `data`, `errors`."""
        reading = self.platform.reading(viewer, tuple(languages))
        answer = self._runner.run(self.platform.engine.answer(document, operation_name, variables, reading))
        decoded: dict[str, Any] = orjson.loads(answer.body)
        return decoded

    @cached_property
    def app(self) -> Starlette:
        """The platform behind HTTP."""
        return create_app(self.platform.settings, self.platform)

    def get(self, path: str, viewer: Viewer = PUBLIC, languages: Sequence[str] = ()) -> Got:
        """The answer of a route to a viewer: `network.get("/trainings/trainings.csv").text`."""
        return self.send("GET", path, viewer, languages)

    def send(
        self, method: str, path: str, viewer: Viewer = PUBLIC, languages: Sequence[str] = (), body: bytes = b""
    ) -> Got:
        """The answer of a route to a request with any method."""

        self.app.state.admission = _Let(self.platform.reading(viewer, tuple(languages)))
        return self._runner.run(send_request(self.app, method, path, {"content-type": "application/json"}, body))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine, run in the event loop of this network."""
        return self._runner.run(work)

    def member(self, iso_alpha3: str, joined_on: date = JOINED) -> Made:
        """A fictitious member for a state, made once: its `id`, its `key`, and its focal point as the `viewer`."""
        return make_member(self.platform, iso_alpha3, joined_on)

    def observer(self, iso_alpha3: str, joined_on: date = JOINED) -> Made:
        """A fictitious observer for a state, with its contact as the `viewer`."""
        return make_observer(self.platform, iso_alpha3, joined_on)

    def writing(self, viewer: Viewer = SECRETARIAT, now: datetime | None = None) -> AbstractContextManager[Write]:
        """A write for calling rules as a viewer, at a moment; committed at the end of the `with`."""
        return writing(self.platform, viewer, now)

    def close(self) -> None:
        """Close the database."""
        if "app" in self.__dict__:
            self._runner.run(self.app.state.health.close())
        self._runner.run(self.platform.close())
        self._runner.close()
