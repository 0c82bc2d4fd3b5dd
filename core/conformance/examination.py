"""The examination of one plugin on one engine: with it and without it, on empty and on filled databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Self

from pluggy import PluginManager
from sqlalchemy import MetaData

from core.conformance.databases import Databases
from core.conformance.network import Network
from core.conformance.recording import Recording, Written
from core.conformance.sent_mail import SentMail, mail_sent_by
from core.database.database import Database
from core.migrations.upgrading import migrate
from core.platform import Platform
from core.plugins.finding import load_plugins, plugin_names
from core.plugins.hooks import call_all
from core.plugins.names import field_names, owner_of
from core.settings.settings import Settings
from schema.declaring.declarations import Declaration, declaration_of


class Subject:
    """The subject of an examination: a plugin's name, how plugins are loaded, and how a network is filled for it."""

    plugin: str
    """The name of the examined plugin, as in its entry point."""

    computed: frozenset[str] = frozenset()
    """Fields that are not queried, such as `Network.obligations`: Python computes them with its own statements."""

    without_id: frozenset[str] = frozenset()
    """Types that are paged through without being nodes, such as `Attendance`: parts of other objects."""

    known_to_exist: frozenset[str] = frozenset()
    """Types whose hidden rows everybody may know to exist, without their content: for instance, a ballot was cast."""

    of_all_rows: frozenset[str] = frozenset()
    """Fields added to types without an id, whose figures may count hidden rows, for everybody: how many there are."""

    earlier: Mapping[str, Any] = {}
    """Values for columns of earlier versions, by "table.column", if these take neither made-up nor present ones."""

    short: frozenset[str] = frozenset()
    """Types that always have few rows, such as `ReportedCommittee`: their orders need no index."""

    def fill(self, network: Network) -> None:
        """Carry out every mutation of the plugin, so that every type has rows, some of them hidden."""
        raise NotImplementedError(f"{type(self).__name__}.fill: carry out every mutation of {self.plugin!r} once.")

    def load(self, disabled: Iterable[str] = ()) -> PluginManager:
        """The installed plugins without disabled ones."""
        return load_plugins(disabled)


@dataclass(frozen=True)
class Filling:
    """A database that a plugin has filled, the mutations that did so, and the mail that was sent on the way."""

    address: str
    written: list[Written]
    mail: SentMail


class Preparations:
    """What the examinations of a plugin share: loaded plugins, migrated databases and filled ones."""

    def __init__(self, databases: Databases) -> None:
        self.databases = databases
        self.loaded: dict[tuple[type, frozenset[str]], PluginManager] = {}
        self.migrated: dict[tuple[tuple[tuple[str, Any], ...], str], str] = {}
        self.filled: dict[tuple[type, str], Filling] = {}
        self.not_started: dict[tuple[type, str], list[str]] = {}

    def plugins(self, subject: Subject, disabled: frozenset[str] = frozenset()) -> PluginManager:
        """The plugins that a subject loads, without disabled ones; loaded once."""
        key = type(subject), disabled
        if key not in self.loaded:
            self.loaded[key] = subject.load(disabled)
        return self.loaded[key]

    def template(self, plugins: PluginManager, engine: str, before: PluginManager | None = None) -> str:
        """The address of a database to copy, at the version of these plugins; migrated once.

        before: the plugins that were installed before the others.
        """
        key = tuple(plugins.list_name_plugin()), engine
        if key not in self.migrated:
            address = self.databases.new(engine, None if before is None else self.template(before, engine))
            database = Database(Settings(database_url=address).database)
            try:
                migrate(database, plugins)
            finally:
                database.dispose()
            self.migrated[key] = address
        return self.migrated[key]

    def filling(self, subject: Subject, engine: str, template: str) -> Filling:
        """A subject's filled database on an engine; filled once in a copy of a template, then copied."""
        key = type(subject), engine
        if key not in self.filled:
            address = self.databases.new(engine, template)
            plugins = self.plugins(subject)
            network = Recording(
                Platform(Settings(database_url=address), plugins),
                lambda table: owner_of(table, plugin_names(plugins)) == subject.plugin,
            )
            try:
                with mail_sent_by(plugins.get_plugin(subject.plugin)) as mail:
                    subject.fill(network)
            finally:
                network.close()
            self.filled[key] = Filling(address, network.written, mail)
        return self.filled[key]


class Examination:
    """What the checks can use."""

    def __init__(self, subject: Subject, engine: str, databases: Databases, prepared: Preparations) -> None:
        self.subject, self.engine, self.databases, self.prepared = subject, engine, databases, prepared
        self.name = subject.plugin
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def plugins(self) -> PluginManager:
        """All plugins, including the examined one."""
        return self.prepared.plugins(self.subject)

    @property
    def others(self) -> PluginManager:
        """All plugins except this one and those that require it."""
        gone = {self.name}
        for name in plugin_names(self.plugins):
            if gone & set(getattr(self.plugins.get_plugin(name), "requires", ())):
                gone.add(name)
        return self.prepared.plugins(self.subject, frozenset(gone))

    @property
    def module(self) -> ModuleType:
        """The plugin itself."""
        found: ModuleType | None = self.plugins.get_plugin(self.name)
        if found is None:
            raise LookupError(f"No plugin {self.name!r} is installed; `nmirf plugins` lists those that are.")
        return found

    def owns(self, table: str) -> bool:
        """Whether a table is the plugin's, by its name."""
        return owner_of(table, plugin_names(self.plugins)) == self.name

    def contributed(self, hook: str) -> Any:
        """What the plugin's implementation of a hook returns, or None if it has none."""
        return dict(call_all(self.plugins, hook)).get(self.name)

    @property
    def tables(self) -> MetaData:
        """The plugin's declared tables."""
        found: MetaData | None = self.contributed("register_tables")
        return found if found is not None else MetaData()

    @property
    def declarations(self) -> list[Declaration]:
        """The plugin's declared types."""
        found = [declaration_of(python) for python in self.contributed("register_types") or []]
        return [declaration for declaration in found if declaration is not None]

    @property
    def root_fields(self) -> list[str]:
        """The GraphQL names of the plugin's queries."""
        return field_names(self.contributed("register_queries"))

    @property
    def added_fields(self) -> dict[str, list[str]]:
        """The GraphQL names of the fields that the plugin adds to others' types, by type."""
        found: dict[str, list[str]] = {}
        for owner, python in self.contributed("register_fields") or []:
            declaration = declaration_of(owner)
            if declaration is not None:
                found.setdefault(declaration.name, []).extend(field_names(python))
        return found

    def platform(self, address: str, plugins: PluginManager | None = None) -> Platform:
        """A platform over a database, closed with the examination."""
        made = Platform(Settings(database_url=address), plugins or self.plugins)
        self._open.callback(made.database.dispose)
        return made

    def empty(self) -> Platform:
        """A platform over an empty database."""
        return self.platform(self.databases.new(self.engine))

    def migrated(self, plugins: PluginManager | None = None) -> str:
        """The address of a database at the version of these plugins, with reference data only."""
        if plugins is None or plugins is self.plugins:
            return self.databases.new(self.engine, self._template)
        return self.databases.new(self.engine, self.prepared.template(plugins, self.engine))

    @property
    def _template(self) -> str:
        """The database that is copied: one with the others, to which the plugin was then added."""
        return self.prepared.template(self.plugins, self.engine, before=self.others)

    @property
    def _filling(self) -> Filling:
        return self.prepared.filling(self.subject, self.engine, self._template)

    @property
    def written(self) -> list[Written]:
        """The mutations that have filled the plugin's database."""
        return self._filling.written

    @property
    def mail(self) -> SentMail:
        """The mail that the plugin sent while it filled its database."""
        return self._filling.mail

    def filled(
        self, plugins: PluginManager | None = None, change: Callable[[Platform], None] | None = None
    ) -> Recording:
        """A network over a copy of the filled database, after the change, if one is given."""
        platform = self.platform(self.databases.new(self.engine, self._filling.address), plugins)
        if change is not None:
            change(platform)
        network = Recording(platform, self.owns)
        self._open.callback(network.close)
        return network
