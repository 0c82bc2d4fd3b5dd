"""A write: by whom, when, and what it records; and the transaction that one or several share."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from pluggy import PluginManager
from sqlalchemy import ColumnElement, Table, literal, true

from core.database.database import Database
from core.database.sessions.session import Session
from core.identity import Viewer, facts_of
from core.journal.chain import Entry, JournalEnd, Waits, advance, append, wait_for_turn
from core.mail.outbox import Message, enqueue, sent, withdraw
from core.plugins.hooks import call, call_all, implementations
from core.settings.settings import Settings
from schema.declaring.errors import DeclarationError
from schema.declaring.facts import FACTS, with_facts
from schema.declaring.scopes import Scope

ID = re.compile(r"[A-Z]\w*:\d+")
"""The form of an id."""

logger = logging.getLogger("nmirf.platform")


@dataclass(slots=True)
class Write:
    """What every rule that writes gets.

    end: the end of the journal before it; entries: those that it appended; roles: the number of the last entry, of its
    own or before it, that may have changed somebody's role.
    """

    session: Session
    viewer: Viewer
    now: datetime
    settings: Settings
    end: JournalEnd | Entry
    roles: int
    entries: list[Entry] = field(default_factory=list)
    _changes_before: int = field(init=False)

    def __post_init__(self) -> None:
        self._changes_before = self.session.changes.so_far

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self.now.date()

    @property
    def changed(self) -> bool:
        """Whether it has, or may have, changed anything so far."""
        return self.session.changes.so_far > self._changes_before

    @property
    def _new_end(self) -> JournalEnd | Entry:
        """The end of the journal with its own entries."""
        return self.entries[-1] if self.entries else self.end

    def seen(self, scope: Scope, table: Table) -> ColumnElement[bool]:
        """The condition for rows of a table that a scope shows to this viewer; rules add it to their selects."""
        clause = scope(table.c, self.viewer.role.name)
        if clause is None:
            return true()
        facts = facts_of(self.viewer, self.now)
        found: ColumnElement[bool] = with_facts(clause, {name: literal(facts[name], FACTS[name]) for name in FACTS})
        return found

    def record(
        self,
        action: str,
        subject: str | None,
        payload: Mapping[str, Any],
        public: bool = True,
        changes_roles: bool = True,
    ) -> None:
        """Append an entry to the journal. payload: its facts, JSON values, nothing secret.

        subject: the id of the thing concerned, as in `Training:5`; public: false if outsiders may not see the entry;
        changes_roles: false if what it records changes nobody's role for certain: then those whose writes wait for it
        are not looked up again.
        Raises DeclarationError for a subject that is not an id.
        """
        if subject is not None and (not isinstance(subject, str) or ID.fullmatch(subject) is None):
            raise DeclarationError(
                f"The subject of {action} is a {type(subject).__name__} that is not an id: write the type and the key, "
                'as in f"Training:{training}", or None.'
            )
        actor = f"{self.viewer.role.name} {self.viewer.name or ''}".strip()
        entry = append(self.session, self._new_end, self.now, actor, action, subject, payload, public)
        self.entries.append(entry)
        if changes_roles:
            self.roles = entry.sequence

    def send(self, *messages: Message) -> int:
        """Send mails once this is committed, without those whose key one sent before, or about to be, already has.

        Returns how many are sent. Many in one call are queued as fast as one.
        """
        return enqueue(self.session, messages, self.now)

    def withdraw(self, key: str, but: str | None = None, but_to: Iterable[str] = ()) -> None:
        """Stop sending the mails whose keys begin with `key`: this write has made them obsolete.

        Mails whose keys begin with `but`, and those to the addresses `but_to`, are still sent.
        """
        withdraw(self.session, key, self.now, but, but_to)

    def sent(self, key: str) -> list[Message]:
        """All mails, sent or about to be, whose keys begin with `key`, in the order in which they were queued."""
        return sent(self.session, key)

    def sent_to(self, key: str) -> set[str]:
        """The addresses of all mails, sent or about to be, whose keys begin with `key`."""
        return {message.recipient for message in self.sent(key)}


@contextmanager
def writes(
    database: Database,
    settings: Settings,
    plugins: PluginManager,
    clock: Callable[[], datetime],
    as_of_now: Callable[[Session, Viewer, date], Viewer],
    waits: Waits = Waits.FOR_ALL,
) -> Iterator[Callable[[Viewer], Write]]:
    """Open one transaction, for the writes of one viewer after another: whole or not at all.

    Plugins write what follows from its entries, and are notified of each once it is committed. Raises Unavailable.
    clock: read once its turn has come, so that the moments of the journal follow its numbers; as_of_now: gives a viewer
    the role that it has after everything that was written before, or in a backup that was restored meanwhile.
    """
    begun: list[Write] = []
    with database.transaction(wait=waits is not Waits.FOR_NOTHING) as session:
        before = wait_for_turn(session, waits)
        moment = clock().astimezone(UTC).replace(microsecond=0)

        def begin(viewer: Viewer) -> Write:
            end, roles = (begun[-1]._new_end, begun[-1].roles) if begun else (before, before.roles)
            if viewer.as_of is not None and not roles <= viewer.as_of <= end.sequence:
                viewer = as_of_now(session, viewer, moment.date())
            begun.append(Write(session, viewer, moment, settings, end, roles))
            return begun[-1]

        yield begin
        entries = [entry for one in begun for entry in one.entries]
        if entries:
            call_all(plugins, "before_commit", session=session, entries=entries)
            advance(session, entries[-1], begun[-1].roles)
    if plugins.hook.after_commit.get_hookimpls():
        for entry in entries:
            _call_after_commit(plugins, entry)


def _call_after_commit(plugins: PluginManager, entry: Entry) -> None:
    """Notify each plugin of an entry, also if one of them fails."""
    for implementation in implementations(plugins, "after_commit"):
        try:
            call(implementation, entry=entry)
        except Exception:
            failed = "the plugin %r failed in after_commit for entry %s, which is written all the same"
            logger.exception(failed, implementation.plugin_name, entry.sequence)
