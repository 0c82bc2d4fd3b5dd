"""Refusals of partnerships, with the facts that a form needs."""

from __future__ import annotations

from datetime import date

import strawberry

from core import Conflict, Invalid, InvalidText, NotFound, Refusal, WrongStatus
from plugins.partnerships.enums import PartnershipStatus
from schema import UserError


class UnknownParty(NotFound):
    """(S1) A party that is neither a participant of the Network nor a registered partner."""

    code = "UNKNOWN_PARTY"

    def __init__(self, party: str, *path: str) -> None:
        super().__init__(f"{party} is neither a participant of the Network nor a registered partner.", *path)
        self.party = party


class PartyTwice(Conflict):
    """A party that would be in a partnership twice."""

    code = "PARTY_TWICE"

    def __init__(self, party: str, *path: str) -> None:
        super().__init__(f"{party} is already in the partnership: name each party once.", *path)
        self.party = party


class TooFewParties(Refusal):
    """(S1) A partnership has at least two parties, one of them a participant, on every day of its life."""

    code = "TOO_FEW_PARTIES"


class ObjectiveRequired(Refusal):
    """(S1) A partnership supports at least one of the Network's six objectives."""

    code = "OBJECTIVE_REQUIRED"


class EndBeforeStart(Invalid):
    """An end that lies before its start."""

    code = "END_BEFORE_START"

    def __init__(self, starts_on: date, *path: str) -> None:
        super().__init__(f"It cannot end before it starts, on {starts_on}.", *path)
        self.starts_on = starts_on


class InvalidAmount(Invalid):
    """An amount that is not an exact sum of its currency. decimals: how many the currency has."""

    code = "INVALID_AMOUNT"

    def __init__(self, message: str, decimals: int) -> None:
        super().__init__(message, "amount")
        self.decimals = decimals


class UnknownCurrency(Invalid):
    """A code that is not the ISO 4217 code of a currency in use."""

    code = "UNKNOWN_CURRENCY"

    def __init__(self, message: str) -> None:
        super().__init__(message, "currency")


class SumTooLarge(Refusal):
    """An amount with which all contributions in its currency would add up to more than can be stored exactly."""

    code = "SUM_TOO_LARGE"


class TooManyContributions(Refusal):
    """A contribution to a partnership that has as many as it may have."""

    code = "TOO_MANY_CONTRIBUTIONS"


class UnsafeLink(InvalidText):
    """A link that is not an address on the web."""

    code = "UNSAFE_LINK"


class WrongPartnershipStatus(WrongStatus):
    """(S3) The partnership does not have the status that this requires."""

    code = "WRONG_STATUS"

    def __init__(self, status: PartnershipStatus, message: str) -> None:
        super().__init__(message, "partnership")
        self.status = status


class RequestClosed(Refusal):
    """A support request that is closed."""

    code = "REQUEST_CLOSED"


@strawberry.type(name="UnknownParty")
class UnknownPartyError(UserError):
    """A party that is neither a participant of the Network nor a registered partner."""

    party: strawberry.ID = strawberry.field(description="The id that was given.")


@strawberry.type(name="PartyTwice")
class PartyTwiceError(UserError):
    """A party that would be in a partnership twice."""

    party: strawberry.ID = strawberry.field(description="The id of the party.")


@strawberry.type(name="EndBeforeStart")
class EndBeforeStartError(UserError):
    """An end that lies before its start."""

    starts_on: date = strawberry.field(description="The day on which it starts.")


@strawberry.type(name="InvalidAmount")
class InvalidAmountError(UserError):
    """An amount that is not an exact sum of its currency."""

    decimals: int | None = strawberry.field(description="How many decimals the currency has.")


@strawberry.type(name="WrongPartnershipStatus")
class WrongPartnershipStatusError(UserError):
    """The partnership does not have the status that this requires."""

    status: PartnershipStatus = strawberry.field(description="The status that it has.")


ERROR_TYPES: dict[type[Exception], type] = {
    UnknownParty: UnknownPartyError,
    PartyTwice: PartyTwiceError,
    EndBeforeStart: EndBeforeStartError,
    InvalidAmount: InvalidAmountError,
    WrongPartnershipStatus: WrongPartnershipStatusError,
}
