"""(Membership) After a designation has ended its address is neither used nor shown, and its person can be erased."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from core.identity import PUBLIC, Role, Viewer
from core.journal.chain import verify
from core.mail.outbox import Message
from core.members.directory import contacts
from core.members.rules.focal_points import designate_focal_point
from core.members.tables import focal_points
from core.migrations.sources import config_of, sources
from core.platform import Platform
from core.tables import outbox
from tests.conftest import Ask
from tests.factories import SECRETARIAT, Made, make_member, make_observer, writing

ERASE = """mutation($id: ID!, $reason: String) { eraseFocalPoint(input: {focalPoint: $id, reason: $reason}) {
  focalPoint { name title email language until } errors { code path message } } }"""
ADDRESS = "query($id: ID!) { node(id: $id) { ... on FocalPoint { email } } }"
ERASED = {"name": "Erased", "title": None, "email": None, "language": None}


def designate(platform: Platform, made: Made, name: str, since: date, email: str = "") -> str:
    with writing(platform) as write:
        address = email or f"{name.lower()}@test.example"
        return f"FocalPoint:{designate_focal_point(write, made.key, name, 'Director', address, since, 'fr')}"


def replaced(platform: Platform, made: Made, name: str = "Former", email: str = "") -> str:
    """A designation that somebody else's has ended today."""
    former = designate(platform, made, name, date(2025, 1, 1), email)
    designate(platform, made, "Present", platform.now().date())
    return former


def shown(ask: Ask, point: str, viewer: Viewer) -> Any:
    return ask(ADDRESS, {"id": point}, viewer)["data"]["node"]["email"]


def test_an_address_is_shown_to_participants_until_the_designation_ends(platform: Platform, ask: Ask) -> None:
    member, other = make_member(platform, "PRY"), make_observer(platform, "KEN")
    today, day = platform.now().date(), timedelta(days=1)
    former = designate(platform, member, "Former", date(2025, 1, 1))
    ahead = designate(platform, member, "Mistaken", today + 9 * day)
    everybody = (member.viewer, other.viewer, SECRETARIAT, PUBLIC)
    for point, email in ((former, "former@test.example"), (ahead, "mistaken@test.example")):
        assert [shown(ask, point, viewer) for viewer in everybody] == [email, email, email, None]
    designate(platform, member, "Next", today + 9 * day)
    designate(platform, member, "Present", today)
    for point, email in ((former, "former@test.example"), (ahead, "mistaken@test.example")):
        assert [shown(ask, point, viewer) for viewer in everybody] == [email, None, email, None]


def test_a_query_for_an_earlier_day_does_not_show_an_earlier_address(platform: Platform, ask: Ask) -> None:
    member, other = make_member(platform, "PRY"), make_observer(platform, "KEN")
    replaced(platform, member)
    then = '{ members(on: "2025-06-01") { nodes { focalPoint { name email } } } }'
    for viewer, email in ((other.viewer, None), (SECRETARIAT, "former@test.example")):
        (node,) = ask(then, viewer=viewer)["data"]["members"]["nodes"]
        assert node["focalPoint"] == {"name": "Former", "email": email}


def test_of_an_erased_person_only_the_fact_of_the_designation_is_left(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    former, today = replaced(platform, member), platform.now().date().isoformat()
    answer = ask(ERASE, {"id": former, "reason": "Asked for."}, SECRETARIAT)["data"]["eraseFocalPoint"]
    assert answer == {"focalPoint": {**ERASED, "until": today}, "errors": []}
    entry = ask("{ journal(last: 1) { nodes { action subject payload } } }")["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("focal_point.erased", former)
    assert json.loads(entry["payload"]) == {"participant": member.id, "reason": "Asked for."}
    with platform.database.reading() as session:
        assert list(verify(session)) == []
    everything = "{ journal(first: 100) { nodes { payload } } }"
    assert "Former" not in json.dumps(ask(everything)), "the journal has never named the person"
    again = ask(ERASE, {"id": former}, SECRETARIAT)["data"]["eraseFocalPoint"]
    assert (again["focalPoint"], again["errors"][0]["code"]) == (None, "CONFLICT")


def test_erasing_is_refused_for_a_current_focal_point_by_others_and_with_a_name_in_the_reason(
    platform: Platform, ask: Ask
) -> None:
    member = make_member(platform, "PRY")
    former, today = replaced(platform, member, "Élise Lu", "el@test.example"), platform.now().date()
    present = ask('{ participant(isoAlpha3: "PRY") { focalPoint { id } } }')["data"]["participant"]["focalPoint"]["id"]

    def refused(viewer: Viewer, point: str, code: str, says: str = "", reason: str | None = None) -> None:
        answer = ask(ERASE, {"id": point, "reason": reason}, viewer)["data"]["eraseFocalPoint"]
        assert answer["focalPoint"] is None
        assert answer["errors"][0]["code"] == code
        assert says in answer["errors"][0]["message"]

    refused(SECRETARIAT, present, "WRONG_STATUS", "designate a successor first")
    ahead = designate(platform, member, "Ahead", today + timedelta(days=3))
    refused(SECRETARIAT, ahead, "WRONG_STATUS", "designate a successor first")
    refused(SECRETARIAT, present, "WRONG_STATUS", f"it ends on {today + timedelta(days=3)}")
    refused(member.viewer, former, "NOT_ALLOWED")
    refused(Viewer(Role.COORDINATOR, member.key), former, "NOT_ALLOWED")
    refused(SECRETARIAT, "FocalPoint:1", "NOT_FOUND")
    refused(SECRETARIAT, former, "INVALID", "names the person", "elise lu has left")
    refused(SECRETARIAT, former, "INVALID", "names the person", "No more EL@test.example.")
    assert ask(ERASE, {"id": former, "reason": "Luckily gone."}, SECRETARIAT)["data"]["eraseFocalPoint"]["errors"] == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("O\u2019Neil", "O'Neil left."),
        ("O'Neil", "It was O\u02bcneil\u2019s wish."),
        ("Jean-Pierre Lu", "Jean Pierre Lu left"),
        ("Jean Pierre Lu", "Jean\u2011Pierre\nLu left"),
        ("Amélie  Du Pont", "Amélie Du Pont has left"),
        ("Lu Wei", f"{'Long ago. ' * 99} Lu  Wei left."),
    ],
)
def test_a_reason_names_a_person_however_it_is_typed(platform: Platform, ask: Ask, name: str, reason: str) -> None:
    former = replaced(platform, make_member(platform, "PRY"), name, "fictitious@test.example")
    (error,) = ask(ERASE, {"id": former, "reason": reason}, SECRETARIAT)["data"]["eraseFocalPoint"]["errors"]
    assert (error["code"], error["path"]) == ("INVALID", ["reason"])


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("Ms Wanjiru asked for it.", "wanjiru"),
        ("WANJIR\u00dc-Otieno, Amina, has left.", "amina"),
        ("It was Ng'ang'a\u2019s wish.", "ng'ang'a"),
        ("Dowd has left.", "dowd"),
        ("Write to a.wanjiru2(at)kenya.example.", "a.wanjiru2"),
        ("Write to a.wanjiru2@kenya.example.", "a.wanjiru2@kenya.example"),
    ],
)
def test_a_reason_has_no_longer_word_of_a_name_and_not_the_name_of_a_mailbox(
    platform: Platform, ask: Ask, reason: str, word: str
) -> None:
    name = "Amina Wanjiru-Otieno O\u2019Dowd Ng\u2019ang\u2019a Lu"
    former = replaced(platform, make_member(platform, "PRY"), name, "a.wanjiru2@kenya.example")
    (error,) = ask(ERASE, {"id": former, "reason": reason}, SECRETARIAT)["data"]["eraseFocalPoint"]["errors"]
    assert (error["code"], error["path"]) == ("INVALID", ["reason"])
    assert f'"{word}"' in error["message"]
    fine = "Lu left: laminar, Kenya.example, wanjiru2."
    assert ask(ERASE, {"id": former, "reason": fine}, SECRETARIAT)["data"]["eraseFocalPoint"]["errors"] == []


def test_a_stranger_who_was_designated_by_mistake_is_erased_without_a_successor(platform: Platform, ask: Ask) -> None:
    observer, today = make_observer(platform, "KEN"), platform.now().date()
    mistaken = ERASE.replace("reason: $reason", "reason: $reason, mistaken: true")
    contact = '{ participant(isoAlpha3: "KEN") { focalPoint { id name until } } }'
    fine = ask(contact)
    ahead = designate(platform, observer, "Ahead", today + timedelta(days=9))
    answer = ask(mistaken, {"id": ahead}, SECRETARIAT)["data"]["eraseFocalPoint"]
    assert answer["focalPoint"] == {**ERASED, "until": (today + timedelta(days=9)).isoformat()}
    assert ask(contact) == fine, "it goes on"
    present = fine["data"]["participant"]["focalPoint"]["id"]
    answer = ask(mistaken, {"id": present}, SECRETARIAT)["data"]["eraseFocalPoint"]
    assert answer == {"focalPoint": {**ERASED, "until": today.isoformat()}, "errors": []}
    assert ask(contact)["data"]["participant"]["focalPoint"] is None
    with platform.database.reading() as session:
        assert contacts(session, today) == []
    entry = ask("{ journal(last: 1) { nodes { payload } } }")["data"]["journal"]["nodes"][0]
    assert json.loads(entry["payload"]) == {"participant": observer.id, "endedOn": today.isoformat()}
    designate(platform, observer, "Right", today)
    assert ask(contact)["data"]["participant"]["focalPoint"]["name"] == "Right"


def test_mail_to_an_erased_person_is_neither_kept_nor_sent(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    former, now = replaced(platform, member), platform.now()
    with writing(platform, now=now) as write:
        for number, to in enumerate(("former", "former", "present")):
            address = f"{to}@test.example"
            write.send(
                Message(f"meeting:1:{number}:{address}", address, "Meeting", "Dear", f"ATTENDEE:{to}", "REQUEST", "fr")
            )
    with platform.database.transaction() as session:
        session.execute(text("UPDATE core_outbox SET sent_at = queued_at WHERE key LIKE 'meeting:1:0:%'"))
    assert ask(ERASE, {"id": former}, SECRETARIAT)["data"]["eraseFocalPoint"]["errors"] == []
    with platform.database.reading() as session:
        kept = session.execute(select(outbox).order_by(outbox.c.recipient, outbox.c.sent_at.is_(None))).all()
    assert "former" not in str([tuple(row) for row in kept])
    assert [(row.recipient, row.body, row.calendar, row.language) for row in kept] == [
        ("", "", None, None), ("", "", None, None), ("present@test.example", "Dear", "ATTENDEE:present", "fr"),
    ]  # fmt: skip
    assert [bool(row.message_id) for row in kept] == [False, False, True], (
        "it is made of the address, and would tell it"
    )
    assert [row.withdrawn_at for row in kept][::2] == [None, None]
    assert kept[1].withdrawn_at is not None, "it waited, and is not sent"
    with writing(platform, now=now) as write:
        assert write.sent_to("meeting:1:") == {"present@test.example"}
        assert write.send(Message("meeting:1:0:former@test.example", "former@test.example", "Meeting", "Dear"))


def test_mail_to_an_address_that_another_designation_has_is_kept_until_that_is_erased_too(
    platform: Platform, ask: Ask
) -> None:
    member, office = make_member(platform, "PRY"), "office@test.example"
    points = [designate(platform, member, name, date(2025, 1, 1), office) for name in ("Misspelt", "Former")]
    designate(platform, member, "Present", platform.now().date())
    with writing(platform) as write:
        write.send(Message("meeting:1:office", office, "Meeting", "Dear"))
    for point, recipient in zip(points, (office, ""), strict=True):
        assert ask(ERASE, {"id": point}, SECRETARIAT)["data"]["eraseFocalPoint"]["errors"] == []
        with platform.database.reading() as session:
            assert session.execute(select(outbox.c.recipient)).scalar_one() == recipient


def test_with_a_person_go_the_mistaken_designations_that_were_corrected_by_the_same_first_day(
    platform: Platform, ask: Ask
) -> None:
    member, begun, today = make_member(platform, "PRY"), date(2025, 1, 1), platform.now().date()
    misspelt = designate(platform, member, "Jon-Smiht", begun)
    former = designate(platform, member, "Jon-Smith", begun)
    postponed = designate(platform, member, "Next", today + timedelta(days=9), "jon-smith@test.example")
    other = designate(platform, member, "Other", today + timedelta(days=12))
    designate(platform, member, "Present", today)
    refused = ask(ERASE, {"id": former, "reason": "Jon-Smiht left."}, SECRETARIAT)["data"]["eraseFocalPoint"]
    assert refused["errors"][0]["code"] == "INVALID"
    assert ask(ERASE, {"id": former, "reason": "Asked for."}, SECRETARIAT)["data"]["eraseFocalPoint"]["errors"] == []
    name = "query($id: ID!) { node(id: $id) { ... on FocalPoint { name } } }"
    names = [ask(name, {"id": point})["data"]["node"]["name"] for point in (misspelt, former, postponed, other)]
    assert names == ["Erased", "Erased", "Erased", "Other"]
    entries = ask("{ journal(last: 3) { nodes { action subject payload } } }")["data"]["journal"]["nodes"]
    assert {entry["action"] for entry in entries} == {"focal_point.erased"}
    assert {entry["subject"] for entry in entries} == {misspelt, former, postponed}
    facts = {"participant": member.id, "reason": "Asked for."}
    assert [json.loads(entry["payload"]) for entry in entries] == [facts] * 3
    with platform.database.reading() as session:
        assert "jon" not in str(session.execute(select(focal_points)).all()).lower()


def test_an_earlier_database_keeps_its_addresses(platform: Platform) -> None:
    from alembic import command

    make_member(platform, "PRY")
    addresses = select(focal_points.c.email)
    for step, revision in ((command.downgrade, "members_0008"), (command.upgrade, "members_0009")):
        with platform.database.transaction() as session:
            step(config_of("members", *sources(platform.plugins)["members"], session.connection()), revision)
        with platform.database.reading() as session:
            assert session.execute(addresses).scalars().all() == ["pry@test.example"]
            columns = inspect(session.connection()).get_columns(focal_points.name)
        nullable = {one["name"]: one["nullable"] for one in columns}
        assert nullable["email"] is (revision == "members_0009")


def test_a_message_id_of_mail_that_an_earlier_version_forgot_is_deleted(platform: Platform) -> None:
    from alembic import command

    with writing(platform) as write:
        for name in ("former", "present"):
            write.send(Message(f"meeting:1:{name}", f"{name}@test.example", "Meeting", "Dear"))
    with platform.database.transaction() as session:
        session.execute(text("UPDATE core_outbox SET key = 'forgotten:1' WHERE key = 'meeting:1:former'"))
        core = config_of("core", *sources(platform.plugins)["core"], session.connection())
        command.downgrade(core, "core_0013")
        command.upgrade(core, "core_0014")
    with platform.database.reading() as session:
        kept = session.execute(select(outbox.c.message_id).order_by(outbox.c.key)).scalars().all()
    assert [bool(each) for each in kept] == [False, True]
