"""SQL clauses as of the day of the reading: status, parties, scope; sums by kind and currency."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Table, and_, case, cast, exists, func, or_, select

from core.members import holds
from plugins.partnerships.enums import ACTIVE, CONCLUDED, PROPOSED, SUSPENDED, PartnershipScope, SupportStatus
from plugins.partnerships.money import decimal_text
from plugins.partnerships.tables import aims, contributions, parties, partners, stages, support_requests
from schema import given


def any_row(table: Table, *clauses: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a table has a row that meets all clauses; they may refer to rows outside the subquery."""
    return exists(select(table.c.id).where(*clauses).correlate_except(table))


def status_of(partnership: Any) -> ColumnElement[Any]:
    """(S3) The status of a partnership on the day of the reading: from its end date on, it is concluded."""
    runs = or_(stages.c.status == ACTIVE.name, stages.c.status == SUSPENDED.name)
    ended = and_(runs, partnership.ends_on <= given("today"))
    found = (
        select(case((ended, CONCLUDED.name), else_=stages.c.status))
        .where(stages.c.partnership_id == partnership.id, holds(stages.c, given("today")))
        .limit(1)
        .correlate_except(stages)
        .scalar_subquery()
    )
    return func.coalesce(found, PROPOSED.name)


def active_on(partnership: Any, day: Any) -> ColumnElement[bool]:
    """(S3) Whether a partnership was or will be active on a day, as far as is known today."""
    was = any_row(
        stages,
        stages.c.partnership_id == partnership.id,
        stages.c.status == ACTIVE.name,
        holds(stages.c, day),
    )
    return and_(
        was,
        or_(partnership.starts_on.is_(None), partnership.starts_on <= day),
        or_(partnership.ends_on.is_(None), partnership.ends_on > day),
    )


def began_by(partnership: Any, day: Any) -> ColumnElement[bool]:
    """(S3) Whether a partnership was active on a day or an earlier one."""
    first = case((partnership.starts_on > stages.c.since, partnership.starts_on), else_=stages.c.since)
    return any_row(
        stages,
        stages.c.partnership_id == partnership.id,
        stages.c.status == ACTIVE.name,
        first <= day,
        holds(stages.c, first),
        or_(partnership.ends_on.is_(None), partnership.ends_on > first),
    )


def has_party(partnership: Any, *clauses: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a partnership has a party that meets all clauses on the day of the reading."""
    return _one_of(partnership.id, parties.c.partnership_id, holds(parties.c, given("today")), *clauses)


def is_among_parties(column: ColumnElement[Any], key: Any, partnership: Any) -> ColumnElement[bool]:
    """Whether a key is in a column of the parties to a partnership on the day of the reading."""
    return _one_of(key, column, parties.c.partnership_id == partnership.id, holds(parties.c, given("today")))


def _one_of(key: Any, column: ColumnElement[Any], *clauses: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a key is in a column of the parties that meet all clauses, of which there are few."""
    found: ColumnElement[bool] = key.in_(select(column).where(*clauses).correlate_except(parties))
    return found


def took_part(activity: Any, party: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a party was in the partnership on a day of an activity. A stay that ended as it began has no days."""
    of_partnership = parties.c.partnership_id == activity.partnership_id
    ever = _one_of(activity.partnership_id, parties.c.partnership_id, party)
    begun = parties.c.since <= func.coalesce(activity.held_until, activity.held_on)
    continued = and_(parties.c.until > activity.held_on, parties.c.until > parties.c.since)
    return and_(ever, any_row(parties, of_partnership, begun, or_(parties.c.until.is_(None), continued), party))


def with_partner_of_kind(kind: Any) -> Select[Any]:
    """The keys of the partnerships with a partner of a kind on the day of the reading."""
    of_partners = select(parties.c.partnership_id).join(partners, partners.c.id == parties.c.partner_id)
    return of_partners.where(partners.c.kind == kind, holds(parties.c, given("today")))


def scope_of(partnership: Any) -> ColumnElement[Any]:
    """(S2) Bilateral with two parties, multilateral with more."""
    count = (
        select(func.count())
        .select_from(parties)
        .where(parties.c.partnership_id == partnership.id, holds(parties.c, given("today")))
        .correlate_except(parties)
        .scalar_subquery()
    )
    return case((count > 2, PartnershipScope.MULTILATERAL.name), else_=PartnershipScope.BILATERAL.name)


def supports(partnership: Any, objective: Any) -> ColumnElement[bool]:
    """(S1) Whether a partnership supports an objective. objective: its key, which is its number."""
    return any_row(aims, aims.c.partnership_id == partnership.id, aims.c.objective_id == objective)


_MINOR_UNITS = cast(func.sum(contributions.c.minor_units), BigInteger)

money = (
    select(*(contributions.c[name] for name in ("id", "partnership_id", "kind", "currency", "decimals")))
    .where(contributions.c.minor_units.is_not(None))
    .subquery("partnerships_money")
)
"""The contributions of money."""


def stands_for_total(one: Any, partnership: Any) -> ColumnElement[bool]:
    """Whether a contribution stands for all money of its kind and currency in a partnership: the one with the least id.

    SQLite would add up the contributions to all partnerships if they were grouped before one is chosen.
    """
    first = (
        select(func.min(contributions.c.id))
        .where(contributions.c.partnership_id == partnership.id, contributions.c.minor_units.is_not(None))
        .group_by(contributions.c.kind, contributions.c.currency)
    )
    found: ColumnElement[bool] = one.id.in_(first.correlate_except(contributions))
    return found


def total_amount(one: Any) -> ColumnElement[Any]:
    """The exact sum of the money of a contribution's kind and currency in its partnership."""
    return _of_total(one, decimal_text(_MINOR_UNITS, one.decimals))


def total_count(one: Any) -> ColumnElement[Any]:
    """The number of contributions of a contribution's kind and currency to its partnership."""
    return _of_total(one, func.count())


def _of_total(one: Any, number: ColumnElement[Any]) -> ColumnElement[Any]:
    alike = [contributions.c[name] == one[name] for name in ("partnership_id", "kind", "currency")]
    return select(number).select_from(contributions).where(*alike).correlate_except(contributions).scalar_subquery()


resources = (
    select(
        contributions.c.kind,
        contributions.c.currency,
        decimal_text(_MINOR_UNITS, contributions.c.decimals).label("amount"),
        func.count().label("contributions"),
        func.count(contributions.c.partnership_id.distinct()).label("partnerships"),
    )
    .where(contributions.c.minor_units.is_not(None))
    .group_by(contributions.c.kind, contributions.c.currency, contributions.c.decimals)
    .subquery("partnerships_resources")
)
"""Exact sums of money by kind and currency; nothing is added across currencies."""


def requests_with(status: SupportStatus) -> Any:
    """The number of support requests with this status; the number is public, the requests are not."""
    return lambda _: (
        select(func.count())
        .select_from(support_requests)
        .where(support_requests.c.status == status.name)
        .scalar_subquery()
    )
