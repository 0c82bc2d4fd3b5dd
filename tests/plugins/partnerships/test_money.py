"""Sums are exact, to the last decimal of their currency."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from sqlalchemy import BigInteger, Integer, cast, literal, select

from core.platform import Platform
from plugins.partnerships.money import MOST, currencies, decimal_text, decimals_of, money
from tests.plugins.partnerships.steps import DAY


def test_a_sum_is_stored_to_the_last_decimal() -> None:
    random = Random(1)
    for _ in range(2_000):
        currency = random.choice(sorted(currencies(DAY)))
        decimals = decimals_of(currency)
        units = random.choice([random.randint(1, 10**6), random.randint(1, MOST)])
        amount = f"{Decimal(units).scaleb(-decimals):.{decimals}f}"
        found = money(amount, currency, DAY)
        assert found is not None
        assert (found.minor_units, found.amount) == (units, amount)


def test_sums_are_written_by_both_engines_as_decimals(platform: Platform) -> None:
    random = Random(2)
    units = [0, 1, 9, 10, 99, 100, 1_005, MOST * 5_000, *(random.randint(1, MOST) for _ in range(50))]
    with platform.database.reading() as session:
        for unit in units:
            for decimals in (0, 2, 3):
                text = decimal_text(cast(literal(unit), BigInteger), literal(decimals, Integer))
                expected = f"{Decimal(unit).scaleb(-decimals):.{decimals}f}"
                assert session.execute(select(text)).scalar() == expected
