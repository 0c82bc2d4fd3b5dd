"""Contributions to a partnership are recorded, within limits, and withdrawn if they were recorded by mistake."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, insert, select

from core import Mistakes, Session, Write, new_id, one_line, worded
from plugins.partnerships.enums import ContributionKind
from plugins.partnerships.errors import SumTooLarge, TooManyContributions
from plugins.partnerships.lengths import LINE, TEXT
from plugins.partnerships.money import MOST_IN_ALL, Money, money
from plugins.partnerships.rules.partnership_rows import lock_begun, lock_recorded
from plugins.partnerships.tables import contributions

MOST_CONTRIBUTIONS = 1_000
"""The most contributions to one partnership, without those that were withdrawn."""


def record_contribution(
    write: Write,
    partnership: int,
    kind: ContributionKind,
    by: str,
    description: str,
    amount: str | None,
    currency: str | None,
) -> int:
    """Record a contribution. For the parties and the secretariat. Returns the partnership.

    Raises NotAllowed, NotFound, WrongStatus, TooManyContributions, SumTooLarge, InvalidAmount, UnknownCurrency,
    Invalid.
    """
    lock_begun(write, partnership, "Contributions")
    _require_room(write.session, partnership)
    with Mistakes() as check:
        giver = check(one_line, by, LINE, "name of the contributor", "by")
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


def _require_room(session: Session, partnership: int) -> None:
    """Raises TooManyContributions if a partnership has as many as it may have."""
    there = select(func.count()).where(contributions.c.partnership_id == partnership)
    if session.execute(there).scalar_one() >= MOST_CONTRIBUTIONS:
        raise TooManyContributions(
            f"The partnership has {MOST_CONTRIBUTIONS:,} contributions, the most that one may have. Withdraw those "
            "that were recorded by mistake, and record those that belong together as one.",
            "partnership",
        )


def _require_exact_sum(session: Session, given: Money) -> None:
    """Raises SumTooLarge if all contributions in a currency would add up to more than databases can hold."""
    so_far = select(func.sum(contributions.c.minor_units)).where(contributions.c.currency == given.currency)
    if int(session.execute(so_far).scalar() or 0) + given.minor_units > MOST_IN_ALL:
        raise SumTooLarge(
            f"With this, all contributions in {given.currency} would add up to more than can be stored exactly. "
            "Withdraw those that were recorded by mistake, or describe this one without an amount.",
            "amount",
        )


def withdraw_contribution(write: Write, contribution: int, reason: str) -> int:
    """Remove a contribution that was recorded by mistake. For the parties and the secretariat.

    Returns the partnership. Raises NotAllowed, NotFound, Invalid.
    """
    row, _ = lock_recorded(write, contributions, contribution, "contribution")
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(contributions).where(contributions.c.id == contribution))
    facts = {"contribution": f"Contribution:{contribution}", **_facts_of(row), "reason": reason}
    write.record("partnership.contribution_withdrawn", f"Partnership:{row.partnership_id}", facts)
    partnership: int = row.partnership_id
    return partnership


def _facts_of(row: Any) -> dict[str, Any]:
    """A contribution as the journal keeps it: without its description."""
    sum_of_money = {"amount": row.amount, "currency": row.currency} if row.amount is not None else {}
    return {"kind": row.kind, "by": row.by, **sum_of_money}
