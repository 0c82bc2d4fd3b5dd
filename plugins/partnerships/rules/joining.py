"""Parties join and leave; the scope of the partnership follows. S1 holds on every day."""

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
from plugins.partnerships.rules.partnership_rows import Life, lock_to_steer, lock_up_to_date
from plugins.partnerships.tables import parties

OPEN = (PROPOSED, *RUNNING)


def join_partnership(write: Write, partnership: int, party: Stay) -> int:
    """A party joins from `party.since` on. For the participants of the partnership, the Committee, the secretariat.

    Raises NotAllowed, NotFound, WrongStatus, UnknownParty, PartyTwice, Invalid.
    """
    life = lock_to_steer(write, partnership)
    _expect_open(life)
    require_known(write.session, party, "party")
    present = parties_of(write.session, partnership)
    if any(known.identifier == party.identifier and _meet(known, party) for known in present):
        raise PartyTwice(party.identifier, "party")
    plausibility.require_plausible_day(party.since, "on")
    if party.since < min(known.since for known in present):
        raise Invalid("Nobody joins a partnership before its first day.", "on")
    if life.ends_on is not None and party.since >= life.ends_on:
        raise Invalid(f"The partnership ends on {life.ends_on}: nobody joins it then or later.", "on")
    write.session.execute(insert(parties).values(**row_of(partnership, party)))
    _record(write, "joined", partnership, party, party.since)
    return partnership


def leave_partnership(write: Write, partnership: int, party: Stay, on: date) -> int:
    """A party leaves: `on` is the first day without it. For itself, the Committee, the secretariat.

    One that is to leave may do so earlier or later; of one that has left, an earlier day corrects the last.
    That a partner leaves is recorded by the participants as well. Raises NotAllowed,
    WrongStatus, NotFound, TooFewParties, Invalid.
    """
    leaves_itself = speaks_for_party(write.viewer, party)
    if party.participant is not None and not leaves_itself:
        write.viewer.require(Role.COMMITTEE, Role.ADMINISTRATOR)
    life = lock_up_to_date(write, partnership) if leaves_itself else lock_to_steer(write, partnership)
    _expect_open(life)
    present = parties_of(write.session, partnership)
    known = _stay_to_end([one for one in present if one.identifier == party.identifier], write.today)
    if known is None:
        raise NotFound(f"{party.identifier} is no party of this partnership.", "party")
    if known.until is not None and known.until <= write.today and on >= known.until:
        earlier = f"It left on {known.until}: name an earlier day where that is wrong."
        raise NotFound(f"{party.identifier} is no party of this partnership. {earlier}", "party")
    plausibility.require_plausible_day(on, "on")
    if on < known.since:
        raise Invalid(f"It has been a party since {known.since} and cannot leave before.", "on")
    if life.ends_on is not None and on > life.ends_on:
        raise Invalid(f"The partnership ends on {life.ends_on}: nobody leaves it later.", "on")
    left = replace(known, until=on)
    instead = "Decline it instead." if life.status is PROPOSED else "Conclude it instead."
    require_enough_parties([left if one is known else one for one in present], instead)
    write.session.execute(update(parties).where(parties.c.id == known.id).values(until=on))
    _record(write, "left", partnership, party, on)
    return partnership


def _stay_to_end(stays: Sequence[Stay], today: date) -> Stay | None:
    """The last stay of a party that goes on after today; without one, the last that had a day."""
    held = [one for one in stays if one.until != one.since]
    going = [one for one in held if one.until is None or one.until > today]
    return max(going or held, key=lambda one: one.since, default=None)


def _meet(one: Stay, other: Stay) -> bool:
    """Whether two stays have a day in common; one that was ended as it began has none."""
    if one.since == one.until:
        return False
    return (one.until is None or other.since < one.until) and (other.until is None or one.since < other.until)


def _expect_open(life: Life) -> None:
    if life.status not in OPEN:
        raise WrongPartnershipStatus(life.status, f"Nobody joins or leaves a partnership that is {life.status.name}.")


def _record(write: Write, done: str, partnership: int, party: Stay, on: date) -> None:
    facts = {"party": party.identifier, "on": on.isoformat()}
    write.record(f"partnership.party_{done}", f"Partnership:{partnership}", facts)
