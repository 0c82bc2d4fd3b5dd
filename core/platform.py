"""The platform at work: plugins, database and the engine of the schema, put together once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import Any

from pluggy import PluginManager

from core.database import Database
from core.errors import Refusal, StartupError, Unavailable
from core.ground_types import RECORDS, GroundQueries, GroundSubscriptions, JournalEntry
from core.hosting.hooks import call, contributions_to, implementations
from core.identity import HELD_BY, PUBLIC, Role, Viewer, facts_of
from core.members.obligations import Obligation
from core.migrations import migrate
from core.plugins import available, load_plugins
from core.settings import Settings
from core.sign_in.senders import SignIn
from core.stores import REVISION, store_of
from core.stream import Stream
from core.writing.mutations import MutationWriter
from core.writing.rounds import Rounds
from core.writing.write import Write, write, writes
from schema.answering.wholes import Wholes
from schema.asking.reading import Reading
from schema.assemble import Assembled, assemble
from schema.assembling.contributions import Contributions
from schema.declaring.declarations import DeclarationError
from schema.execute import Engine

logger = logging.getLogger("nmirf.platform")

WHOLES_SHARE = 8
"""What is kept of whole results may take this part of the room that answers have, in addition to it."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Plugins as the key of a cache: equal to others of the same names and modules."""

    manager: PluginManager = field(compare=False)
    plugins: tuple[tuple[str, Any], ...]


def assemble_schema(plugins: PluginManager) -> Assembled:
    """The schema of core and these plugins, made once for all platforms that stand on them.

    Raises StartupError SCHEMA where two clash.
    """
    return _assembled(_Loaded(plugins, tuple(plugins.list_name_plugin())))


@lru_cache(maxsize=8)
def _assembled(loaded: _Loaded) -> Assembled:
    plugins = loaded.manager
    contributions = Contributions(types=[JournalEntry, *RECORDS], queries=[GroundQueries], roles=HELD_BY)
    contributions.subscriptions.append(GroundSubscriptions)
    contributions.types += [made for _, found in contributions_to(plugins, "register_types") for made in found]
    contributions.fields += [pair for _, found in contributions_to(plugins, "register_fields") for pair in found]
    contributions.queries += [found for _, found in contributions_to(plugins, "register_queries")]
    contributions.mutations += [found for _, found in contributions_to(plugins, "register_mutations")]
    contributions.subscriptions += [found for _, found in contributions_to(plugins, "register_subscriptions")]
    contributions.error_types.update(_error_types(plugins))
    try:
        return assemble(contributions)
    except DeclarationError as error:
        raise StartupError("SCHEMA", str(error)) from None


def _error_types(plugins: PluginManager) -> dict[type[Exception], type]:
    """Which type shows which refusal. Raises StartupError PLUGIN_CLASH where that of another would be shown anew."""
    owners: dict[type[Exception], str] = {}
    shown: dict[type[Exception], type] = {}
    for name, found in contributions_to(plugins, "register_error_types"):
        for refusal in found:
            other = "core" if refusal.__module__ == Refusal.__module__ else owners.setdefault(refusal, name)
            if other != name:
                raise StartupError(
                    "PLUGIN_CLASH",
                    f"The plugin {name!r} shows {refusal.__name__} of {other!r} as a type of its own; a plugin shows "
                    "its own: make a subclass.",
                )
        shown.update(found)
    return shown


class Platform:
    """Settings, plugins, database and engine of one server process: what plugins have as `core.Platform`, and more."""

    def __init__(self, settings: Settings, plugins: PluginManager | None = None) -> None:
        self.settings = settings
        self.plugins = plugins or load_plugins(settings.disabled_plugins)
        self.database = Database(settings.database)
        bounds = settings.statement_seconds, settings.max_answer_bytes
        self.store = store_of(settings.database, *bounds, settings.database_wait_seconds)
        self.replica = store_of(settings.read_database, *bounds) if settings.read_database else None
        self.stream = Stream(self.database)
        self.sign_in = SignIn(settings, self.database, self.plugins)
        self.known: tuple[datetime, Mapping[str, Any]] | None = None

    @cached_property
    def assembled(self) -> Assembled:
        """The schema, assembled where it is first asked for: most commands do without. Raises StartupError SCHEMA."""
        return assemble_schema(self.plugins)

    @cached_property
    def engine(self) -> Engine:
        """The schema at work. Raises StartupError SCHEMA."""
        rounds = Rounds(self.writes, at_once=self.database.near)
        mutate = MutationWriter(rounds, self.store.settled, self.assembled.error_types, self._refused)
        wholes = Wholes(REVISION, self.settings.cache_bytes // WHOLES_SHARE)
        return Engine(self.assembled, self.store, mutate, self, self.settings.limits, wholes)

    def migrate(self) -> list[str]:
        """Bring the database to this version and write the reference data; returns what was upgraded.

        Raises StartupError DATABASE_NEWER, MIGRATION, REFERENCE_DATA. Nothing is then touched.
        """
        return migrate(self.database, self.plugins, whole=True)

    def now(self) -> datetime:
        """The present moment, to the second."""
        return datetime.fromtimestamp(int(time.time()), UTC)

    def reading(self, viewer: Viewer = PUBLIC, languages: Sequence[str] = ()) -> Reading:
        """A reading of the schema for a viewer."""
        now = self.now()
        if viewer is not PUBLIC:
            facts = facts_of(viewer, now)
        elif self.known is not None and self.known[0] == now:
            facts = self.known[1]
        else:
            facts = facts_of(PUBLIC, now)
            self.known = now, facts
        public = viewer.role is Role.PUBLIC
        return Reading(facts["role"], facts, languages, context=self, viewer=viewer, public=public)

    @property
    def fingerprint(self) -> str:
        """What answers depend on besides the data: the schema, and the versions that made it."""
        versions = ",".join(f"{found.name}={found.version}" for found in available().values())
        return f"{versions}\n{self.assembled.sdl}"

    def write(self, viewer: Viewer, now: datetime | None = None) -> AbstractContextManager[Write]:
        """A write: one transaction, now or as of a moment."""
        return write(self.database, viewer, self.settings, self.plugins, now or self.now())

    def writes(self, wait: bool, settled: bool) -> AbstractContextManager[Callable[[Viewer], Write]]:
        """Writes of one viewer after another, in one transaction.

        wait: for others who write, else Unavailable; settled: until they are on disk, else by the store's `settled`.
        """
        return writes(self.database, self.settings, self.plugins, self.now(), wait, settled)

    def obligations(self, today: date) -> list[Obligation]:
        """The obligations of core and of every plugin, held against the records; of a plugin that fails to, none."""
        found: list[Obligation] = []
        for one in implementations(self.plugins, "register_obligations"):
            try:
                with self.database.reading() as session:
                    found += call(one, session=session, today=today)
            except Unavailable:
                raise
            except Exception:
                logger.exception("the plugin %r failed to hold its obligations against the records", one.plugin_name)
        return found

    def _refused(self, code: str) -> None:
        self.engine.listener.refused(code)
