"""What the rules allow and refuse."""

from __future__ import annotations

from datetime import date

import pytest
from trainings.rules import TrainingInThePast, plan_training

from core import Invalid, NotAllowed
from core.conformance import Network

SOON = date(2999, 1, 1)


def test_only_the_participant_itself_plans(network: Network) -> None:
    kenya, ghana = network.member("KEN"), network.member("GHA")
    with pytest.raises(NotAllowed), network.writing(ghana.viewer) as write:
        plan_training(write, kenya.key, "Not ours", SOON, announced=True)


def test_nothing_is_planned_for_a_day_that_is_over(network: Network) -> None:
    kenya = network.member("KEN")
    with pytest.raises(TrainingInThePast) as refused, network.writing(kenya.viewer) as write:
        plan_training(write, kenya.key, "Too late", date(2001, 1, 1), announced=True)
    assert refused.value.earliest > date(2001, 1, 1)


def test_a_title_is_needed(network: Network) -> None:
    kenya = network.member("KEN")
    with pytest.raises(Invalid), network.writing(kenya.viewer) as write:
        plan_training(write, kenya.key, " ", SOON, announced=True)
