"""The inputs of the writes of contributions."""

from __future__ import annotations

import strawberry

from core import at_most
from plugins.partnerships.enums import ContributionKind
from plugins.partnerships.lengths import LINE, TEXT


@strawberry.input
class RecordContributionInput:
    """A contribution to be recorded."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")
    kind: ContributionKind = strawberry.field(description="What kind of contribution it is.")
    by: str = strawberry.field(description=f"The name of the contributor. {at_most(LINE)}")
    description: str = strawberry.field(description=f"What was contributed. {at_most(TEXT)}")
    amount: str | None = strawberry.field(
        default=None, description="For money: an exact decimal such as 1500.50, with a currency."
    )
    currency: str | None = strawberry.field(default=None, description="For money: the ISO 4217 code, with an amount.")


@strawberry.input
class WithdrawContributionInput:
    """A contribution that was recorded by mistake, and why it is removed."""

    contribution: strawberry.ID = strawberry.field(description="The id of the Contribution.")
    reason: str = strawberry.field(
        description=f"Why it is removed; the journal keeps it, and everybody can read it. {at_most(TEXT)}"
    )
