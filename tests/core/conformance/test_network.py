"""The participants that a network has at hand for tests."""

from __future__ import annotations

import pytest

from core.conformance import Network


def test_a_participant_that_is_asked_for_twice_is_made_once(network: Network) -> None:
    kenya, ghana = network.member("KEN"), network.observer("GHA")
    assert network.member("KEN") == kenya
    assert network.observer("GHA") == ghana
    asked = "{ members { totalCount } observers { totalCount } }"
    assert network.ask(asked)["data"] == {"members": {"totalCount": 1}, "observers": {"totalCount": 1}}


def test_a_participant_that_is_there_stands_as_it_was_made(network: Network) -> None:
    network.observer("KEN")
    with pytest.raises(ValueError, match="KEN takes part already, as OBSERVER, and not as MEMBER"):
        network.member("KEN")
