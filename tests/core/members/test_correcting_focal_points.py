"""(Membership) The person of a designation is corrected, also of one that has ended; who speaks on which day stays."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.identity import PUBLIC, Role, Viewer
from core.mail.outbox import Message
from core.platform import Platform
from core.tables import outbox
from tests.conftest import Ask
from tests.core.members.test_erasing import ERASE, designate
from tests.factories import SECRETARIAT, Made, make_member, writing

CORRECT = """mutation($input: CorrectFocalPointInput!) { correctFocalPoint(input: $input) {
  focalPoint { name title email language since until } errors { code path message } } }"""
WHO = "query($on: Date) { members(on: $on) { nodes { focalPoint { name } } } observers(on: $on) { totalCount } }"


@pytest.fixture
def costa_rica(platform: Platform) -> Made:
    return make_member(platform, "CRI")


def correct(ask: Ask, viewer: Viewer, point: str, **given: Any) -> Any:
    return ask(CORRECT, {"input": {"focalPoint": point, **given}}, viewer)["data"]["correctFocalPoint"]


def refusal(ask: Ask, viewer: Viewer, point: str, **given: Any) -> tuple[str, list[str]]:
    answer = correct(ask, viewer, point, **given)
    assert answer["focalPoint"] is None
    (error,) = answer["errors"]
    return error["code"], error["path"]


def who(ask: Ask, *days: date) -> list[str]:
    seen = (ask(WHO, {"on": day.isoformat()})["data"]["members"]["nodes"] for day in days)
    return [node["focalPoint"]["name"] for (node,) in seen]


def test_a_former_focal_point_is_corrected_and_the_present_one_stays(
    platform: Platform, ask: Ask, costa_rica: Made
) -> None:
    begun, today, day = date(2025, 1, 1), platform.now().date(), timedelta(days=1)
    first = designate(platform, costa_rica, "Person-Elvn", begun)
    designate(platform, costa_rica, "Second", begun + 90 * day)
    designate(platform, costa_rica, "Holder", today)
    corrected = correct(ask, costa_rica.viewer, first, name="Person Eleven", title=None)
    until = (begun + 90 * day).isoformat()
    assert corrected == {
        "focalPoint": {
            "name": "Person Eleven", "title": None, "email": "person-elvn@test.example", "language": "FR",
            "since": "2025-01-01", "until": until,
        },
        "errors": [],
    }  # fmt: skip
    assert who(ask, begun - day, begun, begun + 90 * day, today) == [
        "Fictitious CRI", "Person Eleven", "Second", "Holder",
    ]  # fmt: skip


def test_the_journal_says_what_was_corrected_and_names_nobody(platform: Platform, ask: Ask, costa_rica: Made) -> None:
    point = designate(platform, costa_rica, "Misspelt", date(2025, 1, 1))
    given = {"name": "Right-Name", "title": "Director", "language": "ES"}
    assert correct(ask, SECRETARIAT, point, **given)["errors"] == []
    (entry,) = ask("{ journal(last: 1) { nodes { action subject payload } } }")["data"]["journal"]["nodes"]
    assert (entry["action"], entry["subject"]) == ("focal_point.corrected", point)
    assert json.loads(entry["payload"]) == {"participant": costa_rica.id, "corrected": ["language", "name"]}


def test_what_is_left_out_stays_and_null_removes_a_title_or_a_language(
    platform: Platform, ask: Ask, costa_rica: Made
) -> None:
    point = designate(platform, costa_rica, "Present", date(2025, 1, 1))
    known = {
        "name": "Present", "title": "Director", "email": "present@test.example", "language": "FR",
        "since": "2025-01-01", "until": None,
    }  # fmt: skip
    viewer, nulls = costa_rica.viewer, {"name": None, "email": None}
    assert correct(ask, viewer, point, **nulls, title=" Minister ")["focalPoint"] == {**known, "title": "Minister"}
    assert correct(ask, viewer, point, language="AR")["focalPoint"] == {**known, "title": "Minister", "language": "AR"}
    bare = {**known, "title": None, "language": None}
    assert correct(ask, viewer, point, title=None, language=None)["focalPoint"] == bare
    assert refusal(ask, viewer, point, name="Present", title=None) == ("INVALID", ["focalPoint"])


def test_it_is_corrected_by_the_participant_and_the_secretariat_and_only_while_it_is_known(
    platform: Platform, ask: Ask, costa_rica: Made
) -> None:
    other = make_member(platform, "KEN")
    former = designate(platform, costa_rica, "Former", date(2025, 1, 1))
    designate(platform, costa_rica, "Present", platform.now().date())
    for viewer in (PUBLIC, other.viewer, Viewer(Role.COORDINATOR, other.key)):
        assert refusal(ask, viewer, former, name="Another")[0] == "NOT_ALLOWED"
    assert refusal(ask, SECRETARIAT, "FocalPoint:1", name="Another") == ("NOT_FOUND", ["focalPoint"])
    for field, wrong in (("name", " "), ("name", "a\nb"), ("title", "a" * 301), ("email", "no address")):
        assert refusal(ask, costa_rica.viewer, former, **{field: wrong}) == ("INVALID", [field])
    assert ask(ERASE, {"id": former}, SECRETARIAT)["data"]["eraseFocalPoint"]["errors"] == []
    assert refusal(ask, SECRETARIAT, former, name="Former") == ("CONFLICT", ["focalPoint"])


def test_the_address_of_one_that_has_not_ended_is_that_of_another_designation(
    platform: Platform, ask: Ask, costa_rica: Made
) -> None:
    """Those who are to be notified are notified again at the address of a new designation."""
    present = designate(platform, costa_rica, "Present", date(2025, 1, 1))
    ahead = designate(platform, costa_rica, "Ahead", platform.now().date() + timedelta(days=9))
    for point, same in ((present, "present@test.example"), (ahead, "ahead@test.example")):
        assert refusal(ask, SECRETARIAT, point, email="new@test.example") == ("WRONG_STATUS", ["email"])
        assert correct(ask, SECRETARIAT, point, email=same, title="Same address")["errors"] == []


def test_mail_to_a_corrected_address_is_neither_kept_nor_sent(platform: Platform, ask: Ask, costa_rica: Made) -> None:
    office = "office@test.example"
    misspelt, former = (designate(platform, costa_rica, name, date(2025, 1, 1), office) for name in ("A", "B"))
    designate(platform, costa_rica, "Present", platform.now().date())
    with writing(platform) as write:
        write.send(Message("meeting:1:office", office, "Meeting", "Dear"))
    for point, recipient in ((misspelt, office), (former, "")):
        assert correct(ask, costa_rica.viewer, point, email="right@test.example")["errors"] == []
        with platform.database.reading() as session:
            kept = session.execute(select(outbox)).one()
        assert (kept.recipient, kept.withdrawn_at is None) == (recipient, recipient == office)
