"""The platform: plugins, database and the engine of the schema, put together once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from pluggy import HookImpl, PluginManager

from core.assembly import assemble_schema
from core.database.database import Database
from core.database.revision import REVISION
from core.database.sessions.session import Session
from core.database.stores.choosing import store_of
from core.errors import Unavailable
from core.identity import PUBLIC, Viewer, facts_of
from core.journal.chain import Waits
from core.journal.stream import Stream
from core.members.obligations import Obligation
from core.migrations.reached import Known, known_revisions, require_current
from core.migrations.upgrading import migrate
from core.plugins.finding import load_plugins, versions
from core.plugins.hooks import call, implementations
from core.settings.settings import Settings
from core.sign_in.senders import SignIn
from core.writing.mutations import MutationWriter
from core.writing.rehearsals import rehearsal
from core.writing.rounds import Rounds
from core.writing.write import Write, writes
from schema.assemble import Assembled
from schema.declaring.errors import DeclarationError
from schema.execute import Engine
from schema.execution.whole_results import WholeResults
from schema.request.reading import Reading

logger = logging.getLogger("nmirf.platform")

WHOLE_RESULTS_SHARE = 8
"""Cached whole results, such as counts, may take an eighth of the room for answers, in addition to it."""


class Platform:
    """Settings, plugins, database and engine of one process: what plugins know as `core.Platform`, and more."""

    def __init__(self, settings: Settings, plugins: PluginManager | None = None) -> None:
        self.settings = settings
        self.plugins = plugins or load_plugins(settings.disabled_plugins)
        self.database = Database(settings.database)
        bounds = settings.statement_seconds, settings.max_answer_bytes
        self.store = store_of(settings.database, *bounds, settings.database_wait_seconds)
        self.replica = store_of(settings.read_database, *bounds) if settings.read_database else None
        self.stream = Stream(self.database)
        self.sign_in = SignIn(settings, self.database, self.plugins)
        self.public_facts: tuple[datetime, Mapping[str, Any]] | None = None

    @cached_property
    def revisions(self) -> Known:
        """The revisions of the tables that the loaded code knows, read once: its files may be replaced while it runs.

        Raises StartupError MIGRATION.
        """
        return known_revisions(self.plugins)

    @cached_property
    def assembled(self) -> Assembled:
        """The schema, assembled when first needed: most commands do not need it. Raises StartupError SCHEMA."""
        return assemble_schema(self.plugins)

    @cached_property
    def engine(self) -> Engine:
        """The engine that executes the schema. Raises StartupError SCHEMA."""
        rounds = Rounds(self.writes, in_event_loop=self.database.near)
        mutate = MutationWriter(rounds, self.store.settled, self.assembled.error_types, self._refused)
        whole_results = WholeResults(REVISION, self.settings.cache_bytes // WHOLE_RESULTS_SHARE)
        return Engine(self.assembled, self.store, mutate, self, self.settings.limits, whole_results)

    def migrate(self) -> list[str]:
        """Upgrade the database to this version and write the reference data; returns what was upgraded.

        Raises StartupError DATABASE_NEWER, DATABASE_MISSING, MIGRATION, REFERENCE_DATA; then nothing is changed.
        """
        return migrate(self.database, self.plugins, require_all_declared=True)

    def require_current(self) -> None:
        """Raises StartupError DATABASE_MISSING, MIGRATIONS, DATABASE_NEWER unless the database has this version."""
        self.database.require_there()
        with self.database.reading() as session:
            require_current(session, self.revisions)

    async def close(self) -> None:
        """Close every connection to the database: those of the stream, the stores and the writers."""
        await self.stream.close()
        await self.store.close()
        if self.replica is not None:
            await self.replica.close()
        self.database.dispose()

    def now(self) -> datetime:
        """The present moment, to the second."""
        return datetime.fromtimestamp(int(time.time()), UTC)

    def reading(self, viewer: Viewer = PUBLIC, languages: Sequence[str] = ()) -> Reading:
        """A reading of the schema for a viewer."""
        now = self.now()
        if viewer is not PUBLIC:
            facts = facts_of(viewer, now)
        elif self.public_facts is not None and self.public_facts[0] == now:
            facts = self.public_facts[1]
        else:
            facts = facts_of(PUBLIC, now)
            self.public_facts = now, facts
        return Reading(facts["role"], facts, languages, context=self, viewer=viewer, public=viewer == PUBLIC)

    @property
    def fingerprint(self) -> str:
        """What answers depend on besides the data: the schema, and the versions of the plugins."""
        loaded = ",".join(f"{name}={version}" for name, version in versions(self.plugins).items())
        return f"{loaded}\n{self.assembled.sdl}"

    @contextmanager
    def write(self, viewer: Viewer, now: datetime | None = None) -> Iterator[Write]:
        """A write: one transaction, at the moment at which its turn comes, or as of another."""
        with self.writes(now=now) as begin:
            yield begin(viewer)

    def rehearsal(self, viewer: Viewer) -> AbstractContextManager[Write]:
        """A write that is tried in a copy of the records: it delays nobody and leaves nothing.

        Raises StartupError DATABASE_MISSING, MIGRATIONS, DATABASE_NEWER.
        """
        self.require_current()
        return rehearsal(self.database, viewer, self.settings, self.now())

    def writes(
        self, waits: Waits = Waits.FOR_ALL, now: datetime | None = None
    ) -> AbstractContextManager[Callable[[Viewer], Write]]:
        """Writes of one viewer after another, in one transaction, at the moment at which its turn comes.

        now: another moment, as of which they are written. Raises Unavailable.
        """
        clock = self.now if now is None else lambda: now
        return writes(self.database, self.settings, self.plugins, clock, self.sign_in.as_of_now, waits)

    def obligations(self, today: date) -> list[Obligation]:
        """The obligations of core and of every plugin, checked against the records; none of a plugin that fails."""
        found: list[Obligation] = []
        for one in implementations(self.plugins, "register_obligations"):
            try:
                with self.database.reading() as session:
                    found += obligations_of(one, session, today)
            except Unavailable:
                raise
            except Exception:
                logger.exception("the plugin %r failed to check its obligations against the records", one.plugin_name)
        return found

    def _refused(self, code: str) -> None:
        self.engine.listener.refused(code)


def obligations_of(implementation: HookImpl, session: Session, today: date) -> list[Obligation]:
    """A plugin's obligations. Raises DeclarationError if it returned anything else than a list of them."""
    returned = call(implementation, session=session, today=today)
    kind = "None" if returned is None else type(returned).__name__
    if isinstance(returned, Iterable):
        found = list(returned)
        others = [type(one).__name__ for one in found if not isinstance(one, Obligation)]
        if not others:
            return found
        kind = f"a {kind} that holds {others[0]}"
    raise DeclarationError(f"register_obligations returns {kind}; it must return a list of Obligation.")
