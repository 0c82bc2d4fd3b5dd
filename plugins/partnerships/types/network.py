"""Figures of the Network as a whole: its resources."""

from __future__ import annotations

from plugins.partnerships import clauses
from plugins.partnerships.enums import ContributionKind
from schema import column, record


@record(clauses.resources, order=(lambda total: total.kind, lambda total: total.currency))
class ResourceTotal:
    """The money of one kind and currency in all partnerships."""

    kind: ContributionKind = column(lambda total: total.kind, description="The kind of these contributions.")
    currency: str = column(lambda total: total.currency, description="ISO 4217.")
    amount: str = column(lambda total: total.amount, description="An exact decimal.")
    contributions: int = column(lambda total: total.contributions, description="How many there are.")
    partnerships: int = column(
        lambda total: total.partnerships, description="How many partnerships they were given to."
    )


TYPES: list[type] = [ResourceTotal]
