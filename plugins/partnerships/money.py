"""Sums of money: exact decimals in a currency of ISO 4217."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func

from plugins.partnerships.errors import InvalidAmount, UnknownCurrency

FOUNDED = date(2024, 5, 9)
WITHOUT_DECIMALS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF")
)
WITH_THREE = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
"""The currencies of ISO 4217 that do not have two decimals. CLDR has none for the Iraqi dinar, which has three."""

AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")
MOST, MOST_IN_ALL = 10**14, 2**63 - 1
"""The most smallest units in one sum, and in all sums of a currency: databases add within 64 bits."""


@dataclass(frozen=True, slots=True)
class Money:
    """A sum as it was written, and in the currency's smallest unit, 10 ** decimals of which make one.

    Its fields are columns of contributions.
    """

    amount: str
    currency: str
    minor_units: int
    decimals: int


@cache
def currencies(today: date) -> frozenset[str]:
    """The codes of the currencies that have been legal tender somewhere since the Network was founded."""
    from babel.core import get_global
    from babel.numbers import get_territory_currencies

    territories = get_global("territory_currencies")
    return frozenset(
        code for territory in territories for code in get_territory_currencies(territory, FOUNDED, today, tender=True)
    )


def decimals_of(currency: str) -> int:
    """How many decimals a currency has."""
    return 0 if currency in WITHOUT_DECIMALS else 3 if currency in WITH_THREE else 2


def money(amount: str | None, currency: str | None, today: date) -> Money | None:
    """A sum, or None if neither is given. Raises InvalidAmount, UnknownCurrency."""
    if amount is None and currency is None:
        return None
    if currency is None:
        raise UnknownCurrency("An amount has a currency: give its ISO 4217 code, for example EUR.")
    if currency not in currencies(today):
        raise UnknownCurrency(f"{currency[:20]!r} is not a currency in use: give its ISO 4217 code, for example EUR.")
    decimals = decimals_of(currency)
    if amount is None:
        raise InvalidAmount(f"Say how much in {currency}, or leave the currency out.", decimals)
    if not AMOUNT.fullmatch(amount):
        raise InvalidAmount(
            "Write an amount above zero in digits, with a decimal point, for example 1500.50.", decimals
        )
    whole, _, fraction = amount.partition(".")
    if len(fraction) > decimals:
        raise InvalidAmount(f"{currency} has {decimals} decimals; this has {len(fraction)}.", decimals)
    minor_units = int(whole + fraction.ljust(decimals, "0"))
    if not 0 < minor_units <= MOST:
        raise InvalidAmount(f"Give an amount above zero, and of at most {MOST:,} of the smallest unit.", decimals)
    return Money(f"{int(whole)}.{fraction}" if fraction else str(int(whole)), currency, minor_units, decimals)


def decimal_text(minor_units: ColumnElement[Any], decimals: ColumnElement[Any]) -> ColumnElement[Any]:
    """A sum of smallest units as exact decimal text: 150050 with 2 decimals is 1500.50."""

    def with_decimals(count: int) -> ColumnElement[Any]:
        unit = 10**count
        digits = func.substr(cast(minor_units % unit + unit, Text), 2)
        return cast(minor_units // unit, Text).concat(".").concat(digits)

    return case((decimals == 0, cast(minor_units, Text)), (decimals == 3, with_decimals(3)), else_=with_decimals(2))
