"""The writes that the rules allow and refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from trainings.enums import TrainingTopic
from trainings.errors import EnrolmentClosed, TrainingFull, TrainingInThePast
from trainings.rules import Plan, announce_training, cancel_training, draft_training, enrol

from core import Conflict, Invalid, NotAllowed, NotFound
from core.conformance import Made, Network
from schema import Language

PLAN = Plan(
    state=404,
    title={Language.EN: "Fictitious"},
    topic=TrainingTopic.STATISTICS,
    starts_on=date(2999, 1, 1),
    ends_on=date(2999, 1, 3),
    enrol_until=date(2998, 12, 1),
    places=2,
    languages=[Language.EN],
)


def announced(network: Network, host: Made, plan: Plan = PLAN) -> int:
    with network.writing(host.viewer) as write:
        training = draft_training(write, host.key, plan)
        announce_training(write, training)
    return training


def test_only_the_host_drafts_announces_and_cancels(network: Network) -> None:
    kenya, ghana = network.member("KEN"), network.member("GHA")
    with pytest.raises(NotAllowed), network.writing(ghana.viewer) as write:
        draft_training(write, kenya.key, PLAN)
    with network.writing(kenya.viewer) as write:
        draft = draft_training(write, kenya.key, PLAN)
    with pytest.raises(NotFound), network.writing(ghana.viewer) as write:
        announce_training(write, draft)
    shown = announced(network, kenya)
    with pytest.raises(NotAllowed), network.writing(ghana.viewer) as write:
        cancel_training(write, shown)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"title": {}}, Invalid),
        ({"title": {Language.EN: " "}}, Invalid),
        ({"starts_on": date(2001, 1, 1)}, TrainingInThePast),
        ({"ends_on": date(2998, 12, 31)}, Invalid),
        ({"enrol_until": date(2999, 1, 4)}, Invalid),
        ({"places": 0}, Invalid),
        ({"languages": []}, Invalid),
    ],
)
def test_what_cannot_be_meant_is_refused(
    network: Network, changed: dict[str, object], refusal: type[Exception]
) -> None:
    kenya = network.member("KEN")
    with pytest.raises(refusal), network.writing(kenya.viewer) as write:
        draft_training(write, kenya.key, replace(PLAN, **changed))  # type: ignore[arg-type]


def test_enrolment_ends_with_its_last_day_or_its_last_place(network: Network) -> None:
    kenya, ghana, togo = (network.member(code) for code in ("KEN", "GHA", "TGO"))
    training = announced(network, kenya, replace(PLAN, places=1))
    with pytest.raises(EnrolmentClosed), network.writing(ghana.viewer, datetime(2998, 12, 2, tzinfo=UTC)) as write:
        enrol(write, training, ghana.key)
    with network.writing(ghana.viewer, datetime(2998, 12, 1, 23, tzinfo=UTC)) as write:
        enrol(write, training, ghana.key)
    with pytest.raises(Conflict), network.writing(ghana.viewer) as write:
        enrol(write, training, ghana.key)
    with pytest.raises(TrainingFull), network.writing(togo.viewer) as write:
        enrol(write, training, togo.key)


def test_nobody_enrols_where_there_is_nothing_to_go_to(network: Network) -> None:
    kenya, ghana = network.member("KEN"), network.member("GHA")
    with network.writing(kenya.viewer) as write:
        draft = draft_training(write, kenya.key, PLAN)
    with pytest.raises(NotFound), network.writing(ghana.viewer) as write:
        enrol(write, draft, ghana.key)
    cancelled = announced(network, kenya)
    with network.writing(kenya.viewer) as write:
        cancel_training(write, cancelled)
    with pytest.raises(Conflict), network.writing(ghana.viewer) as write:
        enrol(write, cancelled, ghana.key)
