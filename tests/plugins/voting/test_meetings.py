"""A meeting from plan to report, its mail and its calendars."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select, update
from starlette.testclient import TestClient

from core.members.tables import mechanisms
from core.platform import Platform
from core.tables import outbox
from plugins.voting import tables
from plugins.voting.enums import MeetingKind
from plugins.voting.errors import AgendaTooLate
from plugins.voting.rules import agendas, meetings
from plugins.voting.rules.schedules import Schedule
from tests.conftest import Ask
from tests.factories import SECRETARIAT, writing
from tests.plugins.voting.steps import START, change, codes, make_members, open_meeting

MEETING = """meeting { id status startsAt timeZone onlineUrl agenda { latestSendDate sentAt items { position title
  decision { id } } } attendance { totalCount nodes { presentUntil participant { state { isoAlpha3 } } } } report }"""
PLAN = """kind: ANNUAL, language: ES, title: "Reunión ficticia", startsAt: "{start}", endsAt: "{end}",
  timeZone: "America/Asuncion", place: "Sala ficticia", onlineUrl: "https://meeting.example/room" """
MANY = ", ".join(f'"Participant:{number}"' for number in range(251))
"""More participants than one write may name."""


def _plan(ask: Ask, days: int, kind: str = "ANNUAL") -> str:
    start = datetime.now(UTC) + timedelta(days=days)
    fields = PLAN.format(start=f"{start:%Y-%m-%dT%H:%M:%SZ}", end=f"{start + timedelta(hours=5):%Y-%m-%dT%H:%M:%SZ}")
    payload = change(ask, "planMeeting", fields.replace("ANNUAL", kind), answer=MEETING)
    assert payload["errors"] == []
    assert payload["meeting"]["agenda"] is None
    return f'meeting: "{payload["meeting"]["id"]}"'


def test_the_life_of_a_meeting(platform: Platform, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    members = make_members(platform)
    by = _plan(ask, 60)
    assert codes(change(ask, "sendAgenda", by, answer=MEETING)) == ["NO_AGENDA"]
    items = 'items: [{language: ES, title: "Apertura"}, {language: ES, title: "Cierre", description: "Fin"}]'
    assert codes(change(ask, "prepareAgenda", f"{by}, {items}", members[0].viewer, MEETING)) == ["NOT_ALLOWED"]
    prepared = change(ask, "prepareAgenda", f"{by}, {items}", answer=MEETING)["meeting"]
    assert [item["title"] for item in prepared["agenda"]["items"]] == ["Apertura", "Cierre"]
    assert codes(change(ask, "openMeeting", by, answer=MEETING)) == ["WRONG_STATUS"]
    sent = change(ask, "sendAgenda", by, answer=MEETING)["meeting"]
    assert sent["status"] == "CONVENED"
    assert sent["agenda"]["sentAt"]
    assert codes(change(ask, "sendAgenda", by, answer=MEETING)) == ["CONFLICT"]
    assert codes(change(ask, "openMeeting", by, answer=MEETING)) == ["WRONG_STATUS"]
    first_day = platform.now() + timedelta(days=60)
    monkeypatch.setattr(platform, "now", lambda: first_day)
    assert change(ask, "openMeeting", by, answer=MEETING)["meeting"]["status"] == "OPEN"
    who = f'participants: ["{members[0].id}", "{members[1].id}"]'
    for present in ("true", "false", "true"):
        here = change(ask, "recordAttendance", f"{by}, {who}, present: {present}", answer=MEETING)["meeting"]
    assert here["attendance"]["totalCount"] == 4
    assert sum(row["presentUntil"] is None for row in here["attendance"]["nodes"]) == 2
    report = f'{by}, language: ES, report: "# Informe"'
    assert codes(change(ask, "publishReport", report, answer=MEETING)) == ["WRONG_STATUS"]
    closed = change(ask, "closeMeeting", by, answer=MEETING)["meeting"]
    assert all(row["presentUntil"] for row in closed["attendance"]["nodes"])
    assert change(ask, "publishReport", report, answer=MEETING)["meeting"]["report"] == "# Informe"


def test_the_address_of_the_room_is_for_participants(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    by = _plan(ask, 60)
    query = "{ meetings(filter: {kind: ANNUAL}) { nodes { onlineUrl } } }"
    assert ask(query)["data"]["meetings"]["nodes"] == [{"onlineUrl": None}]
    seen = ask(query, viewer=members[0].viewer)["data"]["meetings"]["nodes"]
    assert seen == [{"onlineUrl": "https://meeting.example/room"}]
    with platform.database.reading() as session:
        from core.tables import journal

        assert not any("meeting.example" in row.payload for row in session.execute(select(journal)))
    assert by


@pytest.mark.parametrize(
    ("meant", "instead", "path"),
    [
        *(
            ("https://meeting.example/room", address, "onlineUrl")
            for address in (
                "https://", "http://meeting.example/", "https://meeting.example/\\nX:1", "https://meeting.example/a b",
            )
        ),
        ("2099-03-02T12", "2099-03-02T09", "endsAt"),
        *(("America/Asuncion", zone, "timeZone") for zone in ("localtime", "Factory", "America/Nowhere", "", "../UTC")),
    ],
)  # fmt: skip
def test_an_unreachable_room_and_an_unknown_time_zone_are_refused(
    ask: Ask, meant: str, instead: str, path: str
) -> None:
    fields = PLAN.format(start="2099-03-02T09:00:00Z", end="2099-03-02T12:00:00Z")
    planned = change(ask, "planMeeting", fields.replace(meant, instead), answer=MEETING)
    assert [(error["code"], error["path"]) for error in planned["errors"]] == [("INVALID", [path])]


@pytest.mark.parametrize(
    ("name", "listed", "code", "path"),
    [
        (
            "prepareAgenda",
            'items: [{language: EN, title: "Opening"}, {language: EN, title: " "}]',
            "INVALID",
            ["items", "1", "title"],
        ),
        (
            "prepareAgenda",
            'items: [{language: EN, title: "A", description: "\\u0001"}]',
            "INVALID",
            ["items", "0", "description"],
        ),
        (
            "prepareAgenda",
            'items: [{language: EN, title: "A", decision: "Decision:5"}]',
            "NOT_FOUND",
            ["items", "0", "decision"],
        ),
        (
            "prepareAgenda",
            'items: [{language: EN, title: "A", decision: "Meeting:5"}]',
            "INVALID_ID",
            ["items", "0", "decision"],
        ),
        ("prepareAgenda", "items: []", "INVALID", ["items"]),
        ("recordAttendance", f"present: true, participants: [{MANY}]", "INVALID", ["participants"]),
        ("recordAttendance", "present: true, participants: []", "INVALID", ["participants"]),
        ("strikeAttendance", f"participants: [{MANY}]", "INVALID", ["participants"]),
        ("strikeAttendance", "participants: []", "INVALID", ["participants"]),
        ("recordAttendance", 'present: true, participants: ["{member}", "5"]', "INVALID_ID", ["participants", "1"]),
        (
            "recordAttendance",
            'present: true, participants: ["{member}", "{member}", "Participant:5"]',
            "NOT_FOUND",
            ["participants", "2"],
        ),
    ],
)
def test_a_refusal_names_the_place_in_a_list(
    platform: Platform, ask: Ask, name: str, listed: str, code: str, path: list[str]
) -> None:
    members = make_members(platform)
    if name == "prepareAgenda":
        by = _plan(ask, 60)
    else:
        opened = open_meeting(platform, members, now=platform.now() - timedelta(days=60))
        by = f'meeting: "Meeting:{opened}"'
    fields = f"{by}, {listed.replace('{member}', members[0].id)}"
    refused = change(ask, name, fields, answer=MEETING)
    assert refused["meeting"] is None
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [(code, path)]


def test_a_blank_place_and_a_blank_address_are_null(ask: Ask) -> None:
    fields = PLAN.format(start="2099-03-02T09:00:00Z", end="2099-03-02T12:00:00Z")
    blank = fields.replace("https://meeting.example/room", " ").replace("Sala ficticia", " ")
    planned = change(ask, "planMeeting", blank, answer="meeting { place onlineUrl }")
    assert planned == {"meeting": {"place": None, "onlineUrl": None}, "errors": []}
    (entry,) = ask("{ journal(last: 1) { nodes { payload } } }", viewer=SECRETARIAT)["data"]["journal"]["nodes"]
    assert json.loads(entry["payload"])["place"] is None


@pytest.mark.parametrize(("kind", "refused"), [("ANNUAL", True), ("EXTRAORDINARY", True), ("SEMINAR", False)])
def test_an_agenda_too_late_names_the_last_possible_day(platform: Platform, ask: Ask, kind: str, refused: bool) -> None:
    make_members(platform)
    by = _plan(ask, 20, kind)
    change(ask, "prepareAgenda", f'{by}, items: [{{language: EN, title: "Opening"}}]', answer=MEETING)
    document = f"""mutation {{ sendAgenda(input: {{{by}}}) {{ meeting {{ status agenda {{ latestSendDate }} }}
      errors {{ code ... on AgendaTooLate {{ latestSendDate }} }} }} }}"""
    payload = ask(document, viewer=SECRETARIAT)["data"]["sendAgenda"]
    with platform.database.reading() as session:
        queued = len(session.execute(select(outbox)).all())
    if refused:
        assert payload["meeting"] is None
        assert payload["errors"][0]["code"] == "AGENDA_TOO_LATE"
        assert date.fromisoformat(payload["errors"][0]["latestSendDate"]) < date.today()
        assert queued == 0
    else:
        assert payload["meeting"]["status"] == "CONVENED"
        assert queued == 4


def test_the_invitation_goes_once_to_each_and_updates_and_cancels_one_entry(platform: Platform) -> None:
    members = make_members(platform)
    with platform.database.transaction() as session:
        french = mechanisms.c.participant_id == members[1].key
        name = {"fr": "Un mécanisme fictif"}
        session.execute(mechanisms.update().where(french).values(original_language="fr", name=name))
    starts = START + timedelta(days=60)
    first = Schedule(starts, starts + timedelta(hours=3), "America/Asuncion", "Hall", "https://room.example")
    later = {"starts_at": starts + timedelta(days=7), "ends_at": starts + timedelta(days=7, hours=3)}
    sooner = {"starts_at": START + timedelta(days=8), "ends_at": START + timedelta(days=9)}
    with writing(platform, now=START) as write:
        meeting = meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", first)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Opening", "Welcome")])
        agendas.send_agenda(write, meeting)
    with pytest.raises(AgendaTooLate), writing(platform, now=START) as write:
        meetings.reschedule_meeting(write, meeting, sooner)
    with platform.database.transaction() as session:
        session.execute(update(outbox).values(sent_at=START))
    with writing(platform, now=START + timedelta(days=1)) as write:
        meetings.reschedule_meeting(write, meeting, later)
        meetings.cancel_meeting(write, meeting, "A reason")
    with platform.database.reading() as session:
        mails = session.execute(select(outbox)).all()
    assert len(mails) == 3 * len(members)
    assert len({mail.message_id for mail in mails}) == len(mails)
    subjects = {mail.subject for mail in mails if mail.recipient == "mar@test.example"}
    assert subjects == {"Ordre du jour : A fictitious meeting", "Annulée : A fictitious meeting"}
    events = [
        (mail.calendar_method, next(iter(Calendar.from_ical(mail.calendar).walk("VEVENT"))))
        for mail in mails
        if mail.recipient == "pry@test.example"
    ]
    assert len({str(event["UID"]) for _, event in events}) == 1
    assert sorted((int(event["SEQUENCE"]), method, str(event["STATUS"])) for method, event in events) == [
        (0, "REQUEST", "CONFIRMED"),
        (1, "REQUEST", "CONFIRMED"),
        (2, "CANCEL", "CANCELLED"),
    ]
    invited = next(event for _, event in events if event["SEQUENCE"] == 0)
    assert invited.decoded("DTSTART") == starts
    assert invited["DTSTART"].params["TZID"] == "America/Asuncion"
    assert str(invited["ATTENDEE"]) == "mailto:pry@test.example"


def test_calendars_and_lists(platform: Platform, client: TestClient) -> None:
    members = make_members(platform)
    meeting = open_meeting(platform, members[:2])
    with writing(platform, now=START) as write:
        schedule = Schedule(START + timedelta(days=90), START + timedelta(days=91), "America/Asuncion")
        meetings.plan_meeting(write, MeetingKind.SEMINAR, "en", "Perhaps", schedule)
    feed = client.get("/voting/meetings.ics")
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    events = list(Calendar.from_ical(feed.content).walk("VEVENT"))
    assert [str(event["STATUS"]) for event in events] == [*4 * ["CONFIRMED"], "TENTATIVE"]
    assert events[0].decoded("DTSTART") == date(2022, 12, 7)
    assert events[0].decoded("DTEND") == date(2022, 12, 9)
    one = client.get(f"/voting/meetings/{meeting}.ics")
    assert b"BEGIN:VTIMEZONE" in one.content
    assert len(list(Calendar.from_ical(one.content).walk("VEVENT"))) == 1
    attended = client.get(f"/voting/meetings/{meeting}/attendance.csv").content.decode("utf-8-sig").splitlines()
    assert attended[0] == "iso_alpha3,name,present_from,present_until"
    assert [line[:3] for line in attended[1:]] == ["MAR", "PRY"]
    one = client.get(f"/voting/meetings/{meeting}/attendance.csv", headers={"accept-language": "fr"})
    assert "MAR,Maroc," in one.text
    unknown = [f"{number}" for number in (5, 2**63, 10**18, "9" * 4301, "²", "1.5", "-1")]
    paths = ["meetings/{}.ics", "meetings/{}/attendance.csv", "decisions/{}/result.csv"]
    for path in [f"decisions/{meeting}/result.csv", *(path.format(one) for path in paths for one in unknown)]:
        answer = client.get(f"/voting/{path}")
        assert answer.status_code == 404
        assert ".." not in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("headers", "query", "title"),
    [({}, "", "Une réunion fictive"), ({"accept-language": "es, en"}, "", "A fictitious meeting"),
     ({"accept-language": "es"}, "", "Une réunion fictive"), ({}, "?language=EN", "A fictitious meeting")],
)  # fmt: skip
def test_a_calendar_is_in_the_language_of_the_reader_or_the_original(
    platform: Platform, client: TestClient, headers: dict[str, str], query: str, title: str
) -> None:
    """(P6)"""
    with writing(platform, now=START) as write:
        appointment = Schedule(START, START + timedelta(hours=6), "America/Asuncion", None)
        meeting = meetings.plan_meeting(write, MeetingKind.ANNUAL, "fr", "Une réunion fictive", appointment)
        titles = {"fr": "Une réunion fictive", "en": "A fictitious meeting"}
        write.session.execute(update(tables.meetings).where(tables.meetings.c.id == meeting).values(title=titles))
    answer = client.get(f"/voting/meetings/{meeting}.ics{query}", headers=headers)
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == title


def test_reported_meetings_exist_from_the_start(ask: Ask) -> None:
    query = """{ meetings { nodes { id title place status reportedBy kind } } executiveCommittee { from }
      reportedCommittees { nodes { states { isoAlpha3 } coordinator { isoAlpha3 } firstYear lastYear reportedBy } } }"""
    found = ask(query)["data"]
    assert [meeting["place"] for meeting in found["meetings"]["nodes"]] == [
        "Marrakech, Morocco",
        "Asunción, Paraguay",
        "Lisbon, Portugal",
    ]
    assert all(meeting["reportedBy"] and meeting["kind"] == "SEMINAR" for meeting in found["meetings"]["nodes"])
    assert found["executiveCommittee"] is None
    (reported,) = found["reportedCommittees"]["nodes"]
    assert {state["isoAlpha3"] for state in reported["states"]} == {"MAR", "PRY", "PRT"}
    assert reported["coordinator"] == {"isoAlpha3": "MAR"}
    assert (reported["firstYear"], reported["lastYear"]) == (2024, 2026)
    assert reported["reportedBy"] == "Press, 2024 to 2026"


def test_a_meeting_with_an_empty_title_is_in_the_calendar(platform: Platform, client: TestClient) -> None:
    """An upgrade gives a title that was missing an empty one."""
    with platform.database.transaction() as session:
        session.execute(update(tables.meetings).values(title={"en": ""}))
    assert "BEGIN:VEVENT" in client.get("/voting/meetings.ics").text


def test_meetings_are_listed_latest_first_on_request(platform: Platform, ask: Ask) -> None:
    for days in (60, 90, 75):
        _plan(ask, days, "SEMINAR")
    asked = "query($d: OrderDirection, $after: String) { meetings(first: 2, direction: $d, after: $after) "
    asked += "{ nodes { startsAt } pageInfo { endCursor } } }"
    first = ask(asked, {"d": "DESC"})["data"]["meetings"]
    then = ask(asked, {"d": "DESC", "after": first["pageInfo"]["endCursor"]})["data"]["meetings"]
    latest = [node["startsAt"] for node in [*first["nodes"], *then["nodes"]]]
    assert len(latest) == 4 and latest == sorted(latest, reverse=True)
    turned = ask(asked, {"d": "ASC", "after": first["pageInfo"]["endCursor"]})
    assert turned["errors"][0]["extensions"]["code"] == "INVALID_CURSOR"
