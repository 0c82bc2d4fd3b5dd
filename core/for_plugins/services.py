"""The platform for plugins, in routes, commands, background work and subscriptions."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from core.database.sessions.session import Session
from core.identity import Viewer
from core.journal.stream import Appended
from core.settings.settings import Settings
from core.writing.write import Write


class Records(Protocol):
    """The database, for reading."""

    def reading(self) -> AbstractContextManager[Session]:
        """A session that reads: `with platform.database.reading() as session`; without viewer and scopes."""
        ...


class Journal(Protocol):
    """The journal as it grows."""

    def appended(self, subject: str | None = None) -> AsyncGenerator[Appended, None]:
        """New entries from now on, all or those about one subject such as `Training:1`, written by any server.

        The first call in a subscription gives those since that arrived.
        """
        ...


class Platform(Protocol):
    """The platform: `request.app.state.platform` in a route, `platform()` in a command, `context.services` in a
    subscription.
    """

    @property
    def settings(self) -> Settings:
        """The settings of the environment."""
        ...

    @property
    def database(self) -> Records:
        """The database: `with platform.database.reading() as session`."""
        ...

    @property
    def stream(self) -> Journal:
        """The journal as it grows: `platform.stream.appended(subject)`."""
        ...

    def migrate(self) -> list[str]:
        """Migrate the database to this version, as `nmirf migrate` does; returns what was upgraded."""
        ...

    def now(self) -> datetime:
        """The present moment in UTC, to the second."""
        ...

    def write(self, viewer: Viewer, now: datetime | None = None) -> AbstractContextManager[Write]:
        """A write as a viewer, for calling rules: one transaction, whole or not at all.

        now: as of which moment; otherwise it is the one at which the turn of the write comes.
        """
        ...

    def rehearsal(self, viewer: Viewer) -> AbstractContextManager[Write]:
        """A write that is tried in a copy of the records: it delays nobody and leaves nothing."""
        ...
