"""A network to test against: a platform over a database of its own, asked without HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

import orjson

from core.conformance.participants import JOINED, SECRETARIAT, Made, make_member, make_observer, writing
from core.identity import PUBLIC, Viewer
from core.platform import Platform
from core.write import Write


class Network:
    """A platform with what tests need of it: fictitious participants, writes, answers."""

    secretariat = SECRETARIAT
    """An administrator."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._runner = asyncio.Runner()
        self._runner.run(platform.store.open())

    def ask(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        viewer: Viewer = PUBLIC,
        languages: Sequence[str] = (),
        operation_name: str | None = None,
    ) -> dict[str, Any]:
        """The decoded answer to an operation, as it goes over the wire: `data`, `errors`."""
        reading = self.platform.reading(viewer, tuple(languages))
        answer = self._runner.run(self.platform.engine.answer(document, operation_name, variables, reading))
        decoded: dict[str, Any] = orjson.loads(answer.body)
        return decoded

    def member(self, iso_alpha3: str, joined_on: date = JOINED) -> Made:
        """A fictitious member of a state's code: its `id`, its `key`, and its focal point, the `viewer`."""
        return make_member(self.platform, iso_alpha3, joined_on)

    def observer(self, iso_alpha3: str, joined_on: date = JOINED) -> Made:
        """A fictitious observer, with its contact as the viewer."""
        return make_observer(self.platform, iso_alpha3, joined_on)

    def writing(self, viewer: Viewer = SECRETARIAT, now: datetime | None = None) -> AbstractContextManager[Write]:
        """A write, for calling rules as the viewer at a moment; committed at the end of the `with`."""
        return writing(self.platform, viewer, now)

    def close(self) -> None:
        """Let go of the database."""
        self._runner.run(self.platform.store.close())
        self._runner.close()
        self.platform.database.dispose()
