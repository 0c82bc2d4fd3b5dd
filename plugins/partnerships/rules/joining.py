"""Parties join and leave, and the scope of the partnership follows; S1 holds on every day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import insert, update

from core import Invalid, NotFound, Role, Write
from plugins.partnerships import plausibility
from plugins.partnerships.enums import PROPOSED, RUNNING
from plugins.partnerships.errors import PartyTwice, WrongPartnershipStatus
from plugins.partnerships.rules.parties import (
    Stay,
    parties_of,
    require_enough_parties,
    require_known,
    row_of,
    speaks_for_party,
)
from plugins.partnerships.rules.partnership_rows import LockedPartnership, lock_to_steer, lock_up_to_date
from plugins.partnerships.tables import parties

OPEN = (PROPOSED, *RUNNING)


def join_partnership(write: Write, partnership: int, stay: Stay) -> int:
    """Let a party join from `stay.since` on. For the participants of the partnership, the Committee, the secretariat.

    Raises NotAllowed, NotFound, WrongStatus, UnknownParty, PartyTwice, Invalid.
    """
    locked = lock_to_steer(write, partnership)
    _require_open(locked)
    require_known(write.session, stay, "party")
    present = parties_of(write.session, partnership)
    if any(known.identifier == stay.identifier and _overlap(known, stay) for known in present):
        raise PartyTwice(stay.identifier, "party")
    plausibility.require_plausible_day(stay.since, "on")
    if stay.since < min(known.since for known in present):
        raise Invalid("A party cannot join a partnership before its first day.", "on")
    if locked.ends_on is not None and stay.since >= locked.ends_on:
        raise Invalid(f"The partnership ends on {locked.ends_on}: give an earlier day.", "on")
    write.session.execute(insert(parties).values(**row_of(partnership, stay)))
    _record(write, "joined", partnership, stay, stay.since)
    return partnership


def leave_partnership(write: Write, partnership: int, party: Stay, on: date) -> int:
    """Let a party leave; `on` is the first day without it. For the party itself, the Committee and the secretariat.

    A departure that is still ahead may be moved to an earlier or a later day, one that has come to an earlier day. The
    participants may also record that a partner leaves. Raises NotAllowed, WrongStatus, NotFound, TooFewParties,
    Invalid.
    """
    leaves_itself = speaks_for_party(write.viewer, party)
    if party.participant is not None and not leaves_itself:
        write.viewer.require(Role.COMMITTEE, Role.ADMINISTRATOR)
    locked = lock_up_to_date(write, partnership) if leaves_itself else lock_to_steer(write, partnership)
    _require_open(locked)
    present = parties_of(write.session, partnership)
    known = _stay_that_ends([one for one in present if one.identifier == party.identifier], write.today)
    if known is None:
        raise NotFound(f"{party.identifier} is not a party to this partnership.", "party")
    if known.until is not None and known.until <= write.today and on >= known.until:
        earlier = f"It left on {known.until}: if that is wrong, give an earlier day."
        raise NotFound(f"{party.identifier} is not a party to this partnership. {earlier}", "party")
    plausibility.require_plausible_day(on, "on")
    if on < known.since:
        raise Invalid(f"It has been a party since {known.since}: give that day or a later one.", "on")
    if locked.ends_on is not None and on > locked.ends_on:
        raise Invalid(f"The partnership ends on {locked.ends_on}: give that day or an earlier one.", "on")
    left = replace(known, until=on)
    instead = "Decline it instead." if locked.status is PROPOSED else "Conclude it instead."
    require_enough_parties([left if one is known else one for one in present], instead)
    write.session.execute(update(parties).where(parties.c.id == known.id).values(until=on))
    _record(write, "left", partnership, party, on)
    return partnership


def _stay_that_ends(stays: Sequence[Stay], today: date) -> Stay | None:
    """The last stay of a party that continues after today; without one, the last that lasted at least a day."""
    held = [one for one in stays if one.until != one.since]
    going = [one for one in held if one.until is None or one.until > today]
    return max(going or held, key=lambda one: one.since, default=None)


def _overlap(one: Stay, other: Stay) -> bool:
    """Whether two stays have a day in common; a stay that ended on its first day has no days."""
    if one.since == one.until:
        return False
    return (one.until is None or other.since < one.until) and (other.until is None or one.since < other.until)


def _require_open(locked: LockedPartnership) -> None:
    if locked.status not in OPEN:
        raise WrongPartnershipStatus(
            locked.status, f"Parties cannot join or leave a partnership that is {locked.status.name}."
        )


def _record(write: Write, change: str, partnership: int, stay: Stay, on: date) -> None:
    facts = {"party": stay.identifier, "on": on.isoformat()}
    write.record(f"partnership.party_{change}", f"Partnership:{partnership}", facts)
