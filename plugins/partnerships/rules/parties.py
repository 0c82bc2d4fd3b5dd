"""The parties to a partnership and their stays in it: S1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select

from core import Mistakes, NotAllowed, Role, Session, Viewer, new_id
from core.members import participant_state
from plugins.partnerships.errors import PartyTwice, TooFewParties, UnknownParty
from plugins.partnerships.tables import parties, partners


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """The time during which a participant or a partner is a party to a partnership. until: the first day without it.

    participant, partner: primary keys, one of them. id: that of its row, if it has one already.
    """

    id: int | None = None
    participant: int | None = None
    partner: int | None = None
    since: date
    until: date | None = None

    @property
    def identifier(self) -> str:
        return f"Participant:{self.participant}" if self.participant is not None else f"Partner:{self.partner}"

    def is_in(self, day: date) -> bool:
        """Whether it is a party on a day."""
        return self.since <= day and (self.until is None or day < self.until)


def require_enough_parties(stays: Sequence[Stay], instead: str = "") -> None:
    """(S1) Raises TooFewParties unless there are a participant and another party on every day from the first on.

    instead: what to do if a party cannot leave.
    """
    days = {stay.since for stay in stays} | {stay.until for stay in stays if stay.until is not None}
    for day in sorted(days) or [date.min]:
        present = {stay.identifier for stay in stays if stay.is_in(day)}
        if len(present) < 2 or not any(name.startswith("Participant") for name in present):
            raise TooFewParties(
                "A partnership has at least two parties, one of them a participant of the Network"
                + (f": from {day} on it would not. {instead}" if instead else "."),
                "participants",
            )


def require_parties(session: Session, stays: Sequence[Stay]) -> None:
    """(S1) Raises TooFewParties, PartyTwice, UnknownParty unless these can be the parties to a new partnership.

    All mistakes are reported at once, except that only the first unknown party is: looking one up takes a query.
    """
    seen: set[str] = set()
    participants = [stay for stay in stays if stay.participant is not None]
    partners = [stay for stay in stays if stay.participant is None]
    with Mistakes() as check:
        check(require_enough_parties, stays)
        for path, listed in (("participants", participants), ("partners", partners)):
            for place, stay in enumerate(listed):
                if stay.identifier in seen:
                    check.note(PartyTwice(stay.identifier, path, str(place)))
                else:
                    require_known(session, stay, path, str(place))
                seen.add(stay.identifier)


def add_parties(session: Session, partnership: int, stays: Sequence[Stay]) -> None:
    """Enter the parties of a new partnership."""
    session.execute(insert(parties), [row_of(partnership, stay) for stay in stays])


def row_of(partnership: int, stay: Stay) -> dict[str, object]:
    """A stay as a new row."""
    return {
        "id": new_id(),
        "partnership_id": partnership,
        "participant_id": stay.participant,
        "partner_id": stay.partner,
        "since": stay.since,
        "until": stay.until,
    }


def require_known(session: Session, stay: Stay, *path: str) -> None:
    """Raises UnknownParty if no participant or partner has this id."""
    if stay.participant is not None:
        known = participant_state(session, stay.participant) is not None
    else:
        known = session.execute(select(partners.c.id).where(partners.c.id == stay.partner)).first() is not None
    if not known:
        raise UnknownParty(stay.identifier, *path)


def parties_of(session: Session, partnership: int) -> list[Stay]:
    """The stays of all present, past and future parties to a partnership."""
    rows = session.execute(select(parties).where(parties.c.partnership_id == partnership))
    return [
        Stay(id=row.id, participant=row.participant_id, partner=row.partner_id, since=row.since, until=row.until)
        for row in rows
    ]


def first_day(session: Session, partnership: int) -> date:
    """The first day on which a partnership has parties."""
    since = select(func.min(parties.c.since)).where(parties.c.partnership_id == partnership)
    first: date = session.execute(since).scalar_one()
    return first


def is_party(viewer: Viewer, stays: Iterable[Stay], day: date) -> bool:
    """Whether the viewer speaks for a party on that day."""
    return any(stay.is_in(day) and speaks_for_party(viewer, stay) for stay in stays)


def speaks_for_party(viewer: Viewer, stay: Stay) -> bool:
    """Whether the viewer speaks for a party: for a participant, or with a partner's own token."""
    if stay.participant is not None:
        return viewer.speaks_for(stay.participant)
    return viewer.role is Role.PARTNER and viewer.partner == stay.partner


def require_party(viewer: Viewer, stays: Sequence[Stay], day: date, *path: str) -> None:
    """Raises NotAllowed unless the viewer speaks for a party on that day, or is the secretariat."""
    if not viewer.has(Role.ADMINISTRATOR) and not is_party(viewer, stays, day):
        raise NotAllowed("This takes a token of one of the parties.", *path)
