"""(Membership) On which days a state accedes, and on which somebody is designated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import Invalid
from core.members.enums import MechanismType, Standing
from core.members.rules import accessions, focal_points, mechanisms
from core.platform import Platform
from tests.conftest import Ask
from tests.core.members.test_rules import ACKNOWLEDGE, COMMUNICATE, NOON
from tests.factories import make_member, writing


@pytest.mark.parametrize("on", ["2024-05-31", "2999-01-01"])
def test_an_accession_is_acknowledged_between_the_day_it_was_communicated_and_today(
    ask: Ask, administrator: object, on: str
) -> None:
    accession = ask(COMMUNICATE, {"iso": "PRY"}, administrator)["data"]["communicateAccession"]["accession"]
    refused = ask(ACKNOWLEDGE, {"id": accession["id"], "on": on}, administrator)["data"]["acknowledgeAccession"]
    assert refused["errors"] == [{"code": "INVALID", "path": ["on"]}]
    joined = ask(ACKNOWLEDGE, {"id": accession["id"], "on": "2024-06-01"}, administrator)["data"]
    assert joined["acknowledgeAccession"]["accession"] == {"acknowledgedOn": "2024-06-01"}


def test_a_designation_that_was_entered_with_too_late_a_day_is_moved_back_to_the_one_before(
    platform: Platform, ask: Ask
) -> None:
    member = make_member(platform, "PRY")

    def designate(name: str, since: date) -> None:
        with writing(platform, member.viewer) as current:
            focal_points.designate_focal_point(current, member.key, name, None, "a@test.example", since)

    def named(on: str) -> Any:
        query = "query($on: Date!) { members(on: $on) { nodes { focalPoint { name since until } } } }"
        return ask(query, {"on": on})["data"]["members"]["nodes"][0]["focalPoint"]

    for name, since in (("Second", date(2025, 2, 3)), ("Third", date(2025, 4, 3)), ("Third", date(2025, 3, 3))):
        designate(name, since)
    assert named("2025-03-02") == {"name": "Second", "since": "2025-02-03", "until": "2025-03-03"}
    assert [named(day) for day in ("2025-03-03", "2025-04-03")] == [
        {"name": "Third", "since": "2025-03-03", "until": None}
    ] * 2
    with pytest.raises(Invalid, match="before the present one began on 2025-02-03") as refused:
        designate("Third", date(2025, 2, 2))
    assert refused.value.path == ["since"]
    designate("Third", date(2025, 2, 3))
    assert named("2025-02-02") == {"name": "Fictitious PRY", "since": "2024-06-03", "until": "2025-02-03"}
    assert named("2025-02-03") == {"name": "Third", "since": "2025-02-03", "until": None}


@pytest.mark.parametrize(("hour", "days"), [(9, 0), (10, 1)])
def test_a_day_that_has_come_somewhere_on_earth_is_not_in_the_future(platform: Platform, hour: int, days: int) -> None:
    """At ten in the morning of UTC the next day begins on Kiritimati, and is a day on which states accede there."""
    now = NOON.replace(hour=hour)
    latest = now.date() + timedelta(days=days)
    too_late, member = latest + timedelta(days=1), make_member(platform, "PRY")

    def on(day: date) -> None:
        with writing(platform, now=now) as current:
            accession = accessions.communicate_accession(current, "KIR", Standing.OBSERVER, True, day)
            accessions.acknowledge_accession(current, accession, day)
            described = mechanisms.MechanismDescription("en", "Fictitious", MechanismType.AD_HOC, established_on=day)
            mechanisms.register_mechanism(current, member.key, described)

    with pytest.raises(Invalid, match="cannot have been communicated in the future"):
        on(too_late)
    with pytest.raises(Invalid, match=f"between {NOON.date()} and {latest}"), writing(platform, now=now) as it:
        accession = accessions.communicate_accession(it, "KIR", Standing.OBSERVER, True, NOON.date())
        accessions.acknowledge_accession(it, accession, too_late)
    with pytest.raises(Invalid, match="cannot have been established in the future"), writing(platform, now=now) as it:
        described = mechanisms.MechanismDescription("en", "Fictitious", MechanismType.AD_HOC, established_on=too_late)
        mechanisms.register_mechanism(it, member.key, described)
    on(latest)
