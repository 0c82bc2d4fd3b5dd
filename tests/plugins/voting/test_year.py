"""A whole year of the Network over HTTP, with a real server, a real SMTP server, and a clock that moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from core.identity import Role, create_token
from core.platform import Platform
from tests.commands import nmirf
from tests.plugins.voting import clocked
from tests.postbox import Postbox
from tests.servers import Server, wait_until

STATES = {"PRY": "ES", "MAR": "FR", "PRT": "EN", "JPN": "EN", "POL": "EN", "BRA": "ES"}
"""Members of five regional groups, two of them of the same, and the language of each."""
SECTIONS = ("Membership", "Network Meetings", "Operational Mechanisms")
"""The parts of the Declaration that this year carries out."""
ATTENDING = ("PRY", "MAR", "PRT", "JPN", "POL")


class ClockedServer(Server):
    """`nmirf serve` whose clock is moved by a file."""

    main = staticmethod(clocked.main)


class Year:
    """The Network's people at work: each writes over HTTP, with its own token."""

    def __init__(self, platform: Platform, folder: Path, database_url: str, postbox: Postbox) -> None:
        self.platform, self.folder, self.database_url = platform, folder, database_url
        self.clock = folder / "clock"
        self.environment = {
            "NMIRF_TEST_CLOCK": str(self.clock), "NMIRF_SMTP_URL": postbox.address, "NMIRF_MAIL_FROM": "n@test.example",
        }  # fmt: skip
        self.moved = timedelta()
        self.move()
        self.tokens: dict[str, str] = {"secretariat": self._token(Role.ADMINISTRATOR)}
        self.ids: dict[str, str] = {}
        self.start()

    def start(self) -> None:
        self.server = ClockedServer(self.folder, self.database_url, **self.environment).wait()

    def move(self, **by: int) -> None:
        """Let time pass."""
        self.moved += timedelta(**by)
        self.clock.write_text(str(self.moved.total_seconds()))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.moved

    def at(self, **later: int) -> str:
        return f"{self.now() + timedelta(**later):%Y-%m-%dT%H:%M:%SZ}"

    def ask(self, query: str, who: str = "") -> Any:
        answer = self.server.ask(query, token=self.tokens.get(who))
        assert "errors" not in answer, answer
        return answer["data"]

    def write(self, who: str, name: str, fields: str, answer: str) -> Any:
        """A write that is accepted; what it answers."""
        payload = self._payload(who, name, fields, answer)
        assert payload["errors"] == [], payload
        return payload

    def refused(self, who: str, name: str, fields: str, answer: str, facts: str = "") -> Any:
        """A write that a rule refuses; the one error."""
        (error,) = self._payload(who, name, fields, answer, facts)["errors"]
        return error

    def join(self, code: str, standing: str = "MEMBER") -> None:
        """(Membership) A state communicates its accession, registers its mechanism and designates its focal point."""
        today = self.at()[:10]
        fields = f'isoAlpha3: "{code}", standing: {standing}, adoptsDeclaration: true, communicatedOn: "{today}"'
        accession = self.write("secretariat", "communicateAccession", fields, "accession { id }")["accession"]["id"]
        fields = f'accession: "{accession}", on: "{today}"'
        made = self.write("secretariat", "acknowledgeAccession", fields, "participant { id }")["participant"]["id"]
        self.ids[code] = made
        role = Role.FOCAL_POINT if standing == "MEMBER" else Role.OBSERVER
        self.tokens[code] = self._token(role, int(made.partition(":")[2]))
        who = f'participant: "{made}"'
        if standing == "MEMBER":
            fields = f'{who}, language: {STATES[code]}, name: "Fictitious {code}", type: MINISTERIAL'
            self.write(code, "registerMechanism", fields, "mechanism { id }")
        fields = f'{who}, name: "Fictitious", email: "{code.lower()}@test.example", since: "{today}"'
        self.write(code, "designateFocalPoint", fields, "focalPoint { id }")

    def propose(self, who: str, body: str = "NETWORK", meeting: str = "") -> str:
        """A draft; its id as it stands in an input."""
        fields = f'body: {body}, language: EN, title: "A fictitious decision", text: "Its text."'
        if meeting:
            fields += f", {meeting}"
        return f'decision: "{self.write(who, "proposeDecision", fields, "decision { id }")["decision"]["id"]}"'

    def by_consensus(self, who: str, meeting: str) -> str:
        """A decision adopted by consensus in an open meeting."""
        decision = self.propose(who, meeting=meeting)
        self.write("secretariat", "seekConsensus", f'{decision}, until: "{self.at(minutes=30)}"', "decision { stage }")
        closed = self.write("secretariat", "closeConsensus", decision, "decision { stage method }")
        assert closed["decision"] == {"stage": "ADOPTED", "method": "CONSENSUS"}
        return decision

    def role(self, who: str) -> str:
        return str(self.ask("{ viewer { role } }", who)["viewer"]["role"])

    def obligations(self) -> dict[str, str]:
        found = self.ask("{ network { obligations { section rule status } } }")["network"]["obligations"]
        return {entry["rule"]: entry["status"] for entry in found if entry["section"] in SECTIONS}

    def _payload(self, who: str, name: str, fields: str, answer: str, facts: str = "") -> Any:
        errors = f"errors {{ code message {facts} }}"
        return self.ask(f"mutation {{ {name}(input: {{{fields}}}) {{ {answer} {errors} }} }}", who)[name]

    def _token(self, role: Role, participant: int | None = None) -> str:
        with self.platform.database.transaction() as session:
            return create_token(session, self.platform.now(), role, "Test", participant)


@pytest.fixture
def year(platform: Platform, tmp_path: Path, database_url: str, postbox: Postbox) -> Any:
    made = Year(platform, tmp_path, database_url, postbox)
    yield made
    made.server.stop()


MEETING = "meeting { id status }"
DECISION = "decision { stage }"


def _plan(year: Year, days: int) -> str:
    fields = f"""kind: ANNUAL, language: EN, title: "Fictitious annual meeting", startsAt: "{year.at(days=days)}",
      endsAt: "{year.at(days=days, hours=9)}", timeZone: "America/Asuncion", place: "Fictitious Hall" """
    meeting = f'meeting: "{year.write("secretariat", "planMeeting", fields, MEETING)["meeting"]["id"]}"'
    items = 'items: [{language: EN, title: "Opening"}, {language: EN, title: "Decisions"}]'
    year.write("secretariat", "prepareAgenda", f"{meeting}, {items}", MEETING)
    return meeting


def _convene(year: Year, postbox: Postbox) -> str:
    """(E1) Sent too late, an agenda is refused with the last possible day; in time, each gets one mail and invitation."""
    late = _plan(year, 20)
    error = year.refused("secretariat", "sendAgenda", late, MEETING, "... on AgendaTooLate { latestSendDate }")
    assert error["code"] == "AGENDA_TOO_LATE"
    assert error["latestSendDate"] < year.at()[:10]
    year.write("secretariat", "cancelMeeting", f'{late}, reason: "Too late"', MEETING)
    meeting = _plan(year, 50)
    assert year.write("secretariat", "sendAgenda", meeting, MEETING)["meeting"]["status"] == "CONVENED"
    wait_until(lambda: len(postbox.mails) >= len(year.ids), 60)
    year.move(days=1)
    year.server.stop()
    year.start()
    assert sorted(mail["To"] for mail in postbox.mails) == sorted(f"{code.lower()}@test.example" for code in year.ids)
    assert len({mail["Message-ID"] for mail in postbox.mails}) == len(year.ids)
    subjects = {mail["To"]: mail["Subject"] for mail in postbox.mails}
    assert subjects["mar@test.example"] == "Ordre du jour : Fictitious annual meeting"
    assert subjects["pry@test.example"] == "Orden del día: Fictitious annual meeting"
    for mail in postbox.mails:
        (invitation,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        assert invitation.get_param("method") == "REQUEST"
        (event,) = Calendar.from_ical(invitation.get_payload(decode=True)).walk("VEVENT")
        assert str(event["UID"]) == f"meeting-{meeting.split(':')[2].strip(chr(34))}@nmirf.network"
    return meeting


def _voted(year: Year, meeting: str) -> str:
    """(D2 to D6) A decision to which a member objects, voted on by those present."""
    decision = year.propose("PRY", meeting=meeting)
    year.write("secretariat", "seekConsensus", f'{decision}, until: "{year.at(minutes=30)}"', DECISION)
    objection = f'{decision}, participant: "{year.ids["MAR"]}", reason: "A fictitious reason"'
    year.write("MAR", "raiseObjection", objection, DECISION)
    contested = year.write("secretariat", "closeConsensus", decision, DECISION)
    assert contested["decision"]["stage"] == "CONTESTED"
    year.write("secretariat", "openVote", decision, DECISION)

    def cast(code: str, choice: str) -> str:
        return f'{decision}, participant: "{year.ids[code]}", choice: {choice}'

    for code, choice in (("PRY", "YES"), ("MAR", "NO"), ("PRT", "YES"), ("JPN", "ABSTAIN")):
        year.write(code, "castBallot", cast(code, choice), DECISION)
    assert year.refused("BRA", "castBallot", cast("BRA", "YES"), DECISION)["code"] == "NOT_PRESENT"
    assert year.refused("secretariat", "closeMeeting", meeting, MEETING)["code"] == "UNFINISHED_DECISION"
    tally = "decision { stage tally { eligible present yes no abstain presentAndVoting adopted } }"
    assert year.write("secretariat", "closeVote", decision, tally)["decision"] == {
        "stage": "ADOPTED",
        "tally": {
            "eligible": 6, "present": 5, "yes": 2, "no": 1, "abstain": 1, "presentAndVoting": 3, "adopted": True,
        },
    }  # fmt: skip
    return decision


def _appointed(year: Year, meeting: str) -> None:
    """(C1) Three seats, two of one region, are refused; four of different regions are appointed, with their roles."""
    decision = year.by_consensus("PRT", meeting)
    answer = "executiveCommittee { seats { state { isoAlpha3 } } from until }"

    def seats(*codes: str) -> str:
        listed = ", ".join(f'"{year.ids[code]}"' for code in codes)
        return f'{decision}, seats: [{listed}], from: "{year.at()[:10]}"'

    refused = year.refused("secretariat", "appointExecutiveCommittee", seats("PRY", "BRA", "MAR"), answer)
    assert refused["code"] == "COMMITTEE_COMPOSITION"
    fields = seats("PRY", "MAR", "PRT", "JPN")
    made = year.write("secretariat", "appointExecutiveCommittee", fields, answer)["executiveCommittee"]
    assert [seat["state"]["isoAlpha3"] for seat in made["seats"]] == ["JPN", "MAR", "PRY", "PRT"]
    assert int(made["until"][:4]) == int(made["from"][:4]) + 3
    assert [year.role(code) for code in ("PRY", "JPN", "POL")] == ["COMMITTEE", "COMMITTEE", "FOCAL_POINT"]


def _coordinated(year: Year, postbox: Postbox) -> None:
    """(C2, D2) A decision of the Committee by correspondence closes by itself, even after a restart."""
    decision = year.propose("MAR", "EXECUTIVE_COMMITTEE")
    short = f'{decision}, until: "{year.at(hours=71)}"'
    assert year.refused("MAR", "seekConsensus", short, DECISION)["code"] == "CONSENSUS_TOO_SHORT"
    year.write("MAR", "seekConsensus", f'{decision}, until: "{year.at(hours=73)}"', DECISION)
    pending = year.ask('{ participant(isoAlpha3: "JPN") { pendingDecisions { nodes { stage body } } } }')
    assert pending["participant"]["pendingDecisions"]["nodes"] == [
        {"stage": "CONSENSUS", "body": "EXECUTIVE_COMMITTEE"}
    ]
    seats = 4  # are asked by mail who is to coordinate, as everybody was invited to the meeting
    wait_until(lambda: len(postbox.mails) == len(year.ids) + seats, 60)
    year.server.stop()
    year.move(hours=74)
    year.start()
    identifier = decision.partition(": ")[2]
    wait_until(lambda: year.ask(f"{{ decision(id: {identifier}) {{ stage }} }}")["decision"]["stage"] == "ADOPTED", 60)
    fields = f'{decision}, coordinator: "{year.ids["MAR"]}"'
    year.write("PRY", "appointCoordinator", fields, "executiveCommittee { coordinator { id } }")
    assert [year.role(code) for code in ("MAR", "PRY")] == ["COORDINATOR", "COMMITTEE"]


def test_a_year_of_the_network(year: Year, postbox: Postbox) -> None:
    for code in STATES:
        year.join(code)
    year.join("KEN", "OBSERVER")
    meeting = _convene(year, postbox)
    year.move(days=49)
    year.write("secretariat", "openMeeting", meeting, MEETING)
    present = ", ".join(f'"{year.ids[code]}"' for code in ATTENDING)
    year.write("secretariat", "recordAttendance", f"{meeting}, participants: [{present}], present: true", MEETING)
    year.by_consensus("POL", meeting)
    decision = _voted(year, meeting)
    _appointed(year, meeting)
    year.write("PRY", "closeMeeting", meeting, MEETING)
    year.write("PRY", "publishReport", f'{meeting}, language: ES, report: "# Informe"', MEETING)
    _coordinated(year, postbox)
    standing = year.obligations()
    assert set(standing.values()) == {"MET"}, standing
    key = decision.split(":")[2].strip('"')
    status, headers, body = year.server.get(f"/voting/decisions/{key}/result.csv")
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert [line.split(",")[2] for line in body.decode().splitlines()[1:]] == ["", "ABSTAIN", "NO", "", "YES", "YES"]
    year.move(days=365)
    assert year.obligations()["An annual meeting is organized."] == "BREACHED"
    year.move(days=2 * 365 - 60)
    assert year.obligations()["The Executive Committee has a mandate of 3 years."] == "DUE"
    year.move(days=70)
    assert year.ask("{ executiveCommittee { from } }")["executiveCommittee"] is None
    assert [year.role(code) for code in ("MAR", "PRY")] == ["FOCAL_POINT", "FOCAL_POINT"]
    for command in (("journal", "verify"), ("voting", "verify", key_of(decision))):
        done = nmirf(*command, NMIRF_DATABASE_URL=year.database_url)
        assert (done.returncode, done.stderr) == (0, "")


def key_of(decision: str) -> str:
    """The id in an input."""
    return decision.partition(": ")[2].strip('"')
