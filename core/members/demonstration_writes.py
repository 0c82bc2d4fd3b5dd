"""The writes that fill a demonstration: by a participant or the secretariat, on one of the last days, without mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from core.identity import Role, Viewer
from core.mail.outbox import Message
from core.members.directory import Party, parties
from core.members.enums import SPOKEN_FOR_AS
from core.writing.write import Write

NAME = "Demonstration"
"""The name that the journal shows for these writes."""
SECRETARIAT = Viewer(Role.ADMINISTRATOR, name=NAME)
DAYS = 200
"""How long the participants that plugins get have taken part, at least."""


class _Unsent(Write):
    """A write whose mail is not sent: its recipients are invented."""

    def send(self, *messages: Message) -> int:
        """Send nothing."""
        return len(messages)


class Demonstration:
    """Helps a plugin to fill its tables: fictitious participants, and writes by any of them on any of the last days.

    All writes are one transaction, and go through the rules. No mail is sent.
    """

    def __init__(self, current: Write) -> None:
        self._current = current

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self._current.today

    @property
    def members(self) -> Sequence[Party]:
        """The members that have taken part for 200 days or more, by code."""
        return [party for party in self._parties() if party.is_member]

    @property
    def observers(self) -> Sequence[Party]:
        """The observers that have taken part for 200 days or more, by code."""
        return [party for party in self._parties() if not party.is_member]

    def speaking_for(self, party: Party, days_ago: float = 0) -> Write:
        """A write as the focal point or contact of a participant, as of some days ago."""
        viewer = Viewer(SPOKEN_FOR_AS[party.standing], participant=party.participant, name=NAME)
        return self._write(viewer, days_ago)

    def secretariat(self, days_ago: float = 0) -> Write:
        """A write as the secretariat, as of some days ago."""
        return self._write(SECRETARIAT, days_ago)

    def _write(self, viewer: Viewer, days_ago: float) -> Write:
        current = self._current
        moment = (current.now - timedelta(days=days_ago)).replace(microsecond=0)
        return _Unsent(current.session, viewer, moment, current.settings, current.end, current.roles, current.entries)

    def _parties(self) -> Sequence[Party]:
        then = {party.participant for party in parties(self._current.session, self.today - timedelta(days=DAYS))}
        return [party for party in parties(self._current.session, self.today) if party.participant in then]
