"""The number of contributions to a partnership, and their sum, stay within what can be stored and answered."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select

from core import Role, Viewer, new_id
from core.platform import Platform
from plugins.partnerships.enums import ContributionKind
from plugins.partnerships.errors import InvalidAmount, SumTooLarge, TooManyContributions
from plugins.partnerships.money import MOST, MOST_IN_ALL
from plugins.partnerships.rules import life
from plugins.partnerships.rules.contributions import MOST_CONTRIBUTIONS, record_contribution, withdraw_contribution
from plugins.partnerships.tables import contributions
from tests.conftest import Ask
from tests.factories import make_member, writing

PARTNER = Viewer(Role.PARTNER, partner=1, name="Fictitious")
RESOURCES = (
    "{ network { resources { kind currency amount } } partnerships { nodes { totals { kind currency amount } } } }"
)


@pytest.fixture
def partnership(platform: Platform) -> int:
    """The key of an active partnership with a partner."""
    paraguay = make_member(platform, "PRY")
    with writing(platform) as write:
        proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1])
        proposed = life.propose_partnership(write, proposal)
        life.activate_partnership(write, proposed)
    return proposed


def _give(platform: Platform, partnership: int, amount: str | None, currency: str | None) -> None:
    with writing(platform, PARTNER) as write:
        record_contribution(write, partnership, ContributionKind.FUNDING, "Somebody", "A gift", amount, currency)


def _given(platform: Platform, partnership: int, *minor_units: int | None) -> None:
    """Earlier contributions in euros, or without a sum."""
    said = {"partnership_id": partnership, "kind": "TRAINING", "by": "Somebody", "description": "A gift"}
    with platform.database.transaction() as session:
        for units in minor_units:
            money: dict[str, Any] = {"minor_units": units, "currency": "EUR", "decimals": 2, "amount": str(units)}
            session.execute(
                insert(contributions).values(
                    id=new_id(), recorded_at=platform.now(), **said, **(money if units is not None else {})
                )
            )


def test_a_sum_of_a_currency_is_exact_up_to_the_bound_and_no_contribution_exceeds_it(
    platform: Platform, ask: Ask, partnership: int
) -> None:
    _given(platform, partnership, MOST_IN_ALL - 10, 4)
    with pytest.raises(SumTooLarge) as refused:
        _give(platform, partnership, "0.07", "EUR")
    assert (refused.value.path, "in EUR" in refused.value.message) == (["amount"], True)
    _give(platform, partnership, "0.06", "EUR")
    _give(platform, partnership, "1", "USD")
    _give(platform, partnership, None, None)
    answer = ask(RESOURCES)
    assert "errors" not in answer
    sums = [
        {"kind": "FUNDING", "currency": "EUR", "amount": "0.06"},
        {"kind": "FUNDING", "currency": "USD", "amount": "1.00"},
        {"kind": "TRAINING", "currency": "EUR", "amount": "92233720368547758.01"},
    ]
    for found in (answer["data"]["network"]["resources"], answer["data"]["partnerships"]["nodes"][0]["totals"]):
        assert sorted(found, key=lambda one: (one["kind"], one["currency"])) == sums


def test_the_largest_contribution_fits_thousands_of_times_into_a_sum(platform: Platform, partnership: int) -> None:
    _give(platform, partnership, str(MOST), "JPY")
    with pytest.raises(InvalidAmount):
        _give(platform, partnership, str(MOST + 1), "JPY")
    assert 10_000 * MOST < MOST_IN_ALL


def test_a_partnership_with_the_most_contributions_can_replace_one(platform: Platform, partnership: int) -> None:
    _given(platform, partnership, *[None] * (MOST_CONTRIBUTIONS - 1))
    _give(platform, partnership, None, None)
    with pytest.raises(TooManyContributions) as refused:
        _give(platform, partnership, None, None)
    assert refused.value.path == ["partnership"]
    with platform.database.reading() as session:
        one = session.execute(select(contributions.c.id).limit(1)).scalar_one()
    with writing(platform, PARTNER) as write:
        withdraw_contribution(write, one, "A mistake")
    _give(platform, partnership, None, None)
