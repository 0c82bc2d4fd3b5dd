"""What happens in a partnership: contributions and activities."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import func, insert, select

from core import Invalid, Mistakes, Session, Write, new_id, one_line, one_line_or_none, worded, worded_or_none
from plugins.partnerships import content
from plugins.partnerships.enums import DECLINED, PROPOSED, ContributionKind
from plugins.partnerships.errors import SumTooLarge, TooManyContributions, WrongPartnershipStatus
from plugins.partnerships.lengths import LINE, TEXT
from plugins.partnerships.money import MOST_IN_ALL, Money, money
from plugins.partnerships.rules.parties import first_day
from plugins.partnerships.rules.partnership_rows import Life, lock_as_party
from plugins.partnerships.tables import activities, contributions

BEFORE = (PROPOSED, DECLINED)
MOST_CONTRIBUTIONS = 1_000
"""The most contributions to one partnership, without those that were withdrawn."""
FAR_AHEAD = timedelta(days=366)
"""How long before it is held an activity may be recorded."""


def record_contribution(
    write: Write,
    partnership: int,
    kind: ContributionKind,
    by: str,
    description: str,
    amount: str | None,
    currency: str | None,
) -> int:
    """Record what was contributed. For the parties and the secretariat. Returns the partnership.

    Raises NotAllowed, NotFound, WrongStatus, TooManyContributions, SumTooLarge, InvalidAmount, UnknownCurrency,
    Invalid.
    """
    _require_begun(write, partnership, "Contributions")
    _require_place(write.session, partnership)
    with Mistakes() as check:
        giver = check(one_line, by, LINE, "name of who gives", "by")
        description = check(worded, description, TEXT, "description", "description")
        given = check(money, amount, currency, write.today)
    if given:
        _require_exact_sum(write.session, given)
    contribution = new_id()
    write.session.execute(
        insert(contributions).values(
            id=contribution,
            partnership_id=partnership,
            kind=kind.name,
            by=giver,
            description=description,
            recorded_at=write.now,
            **(asdict(given) if given else {}),
        )
    )
    sum_of_money = {"amount": given.amount, "currency": given.currency} if given else {}
    facts = {"contribution": f"Contribution:{contribution}", "kind": kind.name, "by": giver, **sum_of_money}
    write.record("partnership.contribution_recorded", f"Partnership:{partnership}", facts)
    return partnership


@dataclass(frozen=True, slots=True)
class ActivityDescription:
    """What is said of an activity. language: a code in lower case; until: its last day."""

    language: str
    title: str
    on: date
    until: date | None = None
    place: str | None = None
    report: str | None = None


def record_activity(write: Write, partnership: int, described: ActivityDescription) -> int:
    """Record an activity, at most 366 days ahead. For the parties and the secretariat. Returns the activity.

    From the first day of the partnership's parties on, and until that of its end at the latest. Raises NotAllowed,
    NotFound, WrongStatus, EndBeforeStart, Invalid.
    """
    life = _require_begun(write, partnership, "Activities")
    with Mistakes() as check:
        title = check(one_line, described.title, LINE, "title", "title")
        check(_require_days_within, write, life, described)
        place = check(one_line_or_none, described.place, LINE, "place", "place")
        report = check(worded_or_none, described.report, TEXT, "report", "report")
    activity = new_id()
    write.session.execute(
        insert(activities).values(
            id=activity,
            partnership_id=partnership,
            title={described.language: title},
            original_language=described.language,
            held_on=described.on,
            held_until=described.until,
            place=place,
            report=report,
        )
    )
    facts = {"partnership": f"Partnership:{partnership}", "on": described.on.isoformat()}
    write.record("activity.recorded", f"Activity:{activity}", facts)
    return activity


def _require_days_within(write: Write, life: Life, described: ActivityDescription) -> None:
    """Raises EndBeforeStart or Invalid unless the days of an activity are some of its partnership."""
    content.require_plausible_day(described.on, "on")
    content.require_period(described.on, described.until, "until")
    if described.on < (first := first_day(write.session, life.id)):
        raise Invalid(f"The partnership has parties since {first}: its activities are on that day or later.", "on")
    last, path = (described.on, "on") if described.until is None else (described.until, "until")
    if life.ends_on is not None and last > life.ends_on:
        raise Invalid(f"The partnership ends on {life.ends_on}: its activities are on that day or before.", path)
    if last > write.today + FAR_AHEAD:
        raise Invalid(f"An activity is recorded within a year before it, until {write.today + FAR_AHEAD}.", path)


def _require_begun(write: Write, partnership: int, what: str) -> Life:
    """The partnership, locked, for one of its parties. Raises WrongStatus for one that never began."""
    life = lock_as_party(write, partnership, "partnership")
    if life.status in BEFORE:
        raise WrongPartnershipStatus(
            life.status, f"{what} are recorded once a partnership is active; it is {life.status.name}."
        )
    return life


def _require_place(session: Session, partnership: int) -> None:
    """Raises TooManyContributions where a partnership has as many as it may have."""
    there = select(func.count()).where(contributions.c.partnership_id == partnership)
    if session.execute(there).scalar_one() >= MOST_CONTRIBUTIONS:
        raise TooManyContributions(
            f"The partnership has {MOST_CONTRIBUTIONS:,} contributions, the most that are recorded of one. Withdraw "
            "those that were recorded by mistake, and record what belongs together as one.",
            "partnership",
        )


def _require_exact_sum(session: Session, given: Money) -> None:
    """Raises SumTooLarge where all contributions in a currency would add up to more than databases can hold."""
    so_far = select(func.sum(contributions.c.minor_units)).where(contributions.c.currency == given.currency)
    if int(session.execute(so_far).scalar() or 0) + given.minor_units > MOST_IN_ALL:
        raise SumTooLarge(
            f"With this, all contributions in {given.currency} add up to more than can be told exactly. Withdraw those "
            "that were recorded by mistake, or describe this one without an amount.",
            "amount",
        )
