"""Voting under the suite that every plugin passes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from core.conformance import Conformance, Made, Network
from core.identity import Role, Viewer
from tests.plugins.voting.steps import open_meeting


class TestVoting(Conformance):
    plugin = "voting"
    without_id = frozenset({"Attendance", "ReportedCommittee"})
    known_to_exist = frozenset({"Ballot"})  # (D7) anyone sees who has cast
    short = frozenset({"ReportedCommittee"})

    def fill(self, network: Network) -> None:
        """A meeting with its agenda, attendance and report; decisions by consensus, by vote, by roll call; a committee."""
        members = [network.member(code) for code in ("PRY", "MAR", "PRT")]
        steps = _Steps(network)
        meeting = steps.meeting("SEMINAR")
        steps.do(
            "prepareAgenda", meeting=meeting, items=[{"language": "EN", "title": "Opening", "description": "Welcome"}]
        )
        steps.translate_agenda(meeting)
        steps.do("sendAgenda", meeting=meeting)
        steps.do("rescheduleMeeting", meeting=meeting, **_appointment(hours=2))
        steps.do("retitleMeeting", meeting=meeting, language="EN", title="A fictitious seminar")
        steps.do("translateMeeting", meeting=meeting, language="FR", title="Un séminaire fictif")
        steps.open(meeting, members)
        annual = f"Meeting:{open_meeting(network.platform, members, now=datetime.now(UTC) - timedelta(days=60))}"
        appointing = steps.adopted(annual, "NETWORK", "An appointment")
        steps.do(
            "appointExecutiveCommittee", decision=appointing, seats=[member.id for member in members],
            **{"from": datetime.now(UTC).date().isoformat()},
        )  # fmt: skip
        mistaken = steps.adopted(annual, "NETWORK", "No appointment")
        steps.do(
            "appointExecutiveCommittee", decision=mistaken, seats=[member.id for member in members],
            **{"from": (datetime.now(UTC) + timedelta(days=9)).date().isoformat()},
        )  # fmt: skip
        steps.do("withdrawExecutiveCommittee", decision=mistaken, reason="Another decision was named.")
        coordinating = steps.adopted(meeting, "EXECUTIVE_COMMITTEE", "A coordinator")
        steps.do("appointCoordinator", decision=coordinating, coordinator=members[0].id)
        steps.do("closeVote", decision=steps.voted(meeting, members, "Put to a vote"))
        steps.called(meeting, members)
        steps.do(
            "withdrawDecision", decision=steps.proposed(meeting, "NETWORK", "A second thought"), reason="Superseded"
        )
        steps.do("closeMeeting", meeting=meeting)
        steps.do("publishReport", meeting=meeting, language="FR", report="What was said.")
        steps.do("withdrawReport", meeting=meeting, language="FR", reason="It is English.")
        steps.do("publishReport", meeting=meeting, language="EN", report="What was said.")
        cancelled = steps.meeting("EXECUTIVE_COMMITTEE")
        steps.do("cancelMeeting", meeting=cancelled, reason="A slip")
        steps.do("reinstateMeeting", meeting=cancelled)
        steps.do("cancelMeeting", meeting=cancelled, reason="No quorum")
        still_open = steps.meeting("SEMINAR")
        steps.do("prepareAgenda", meeting=still_open, items=[{"language": "EN", "title": "A vote"}])
        steps.do("sendAgenda", meeting=still_open)
        steps.open(still_open, members)
        steps.do("strikeAttendance", meeting=still_open, participants=[members[-1].id])
        steps.voted(still_open, members, "Being voted on")
        draft = steps.do(
            "proposeDecision", body="NETWORK", language="EN", title="Still a draft", text="Its secret text."
        )
        steps.do("translateDecision", decision=draft, language="FR", title="Encore un projet", text="Son texte secret.")


class _Steps:
    """Mutations by the secretariat, or by a member."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def do(self, write: str, viewer: Viewer | None = None, **given: Any) -> str:
        mutation = self.network.platform.engine.graphql.mutation_type
        assert mutation is not None
        payload: Any = mutation.fields[write].type
        (answer,) = [name for name in payload.of_type.fields if name != "errors"][:1]
        kind = f"{write[0].upper()}{write[1:]}Input"
        document = f"mutation($input: {kind}!) {{ {write}(input: $input) {{ {answer} {{ __typename }} errors {{ code message }} }} }}"
        node = "id" in payload.of_type.fields[answer].type.fields
        document = document.replace("__typename", "id") if node else document
        found = self.network.ask(document, {"input": given}, viewer or self.network.secretariat)
        assert "errors" not in found, found
        assert found["data"][write]["errors"] == [], (write, found)
        return str(found["data"][write][answer].get("id"))

    def meeting(self, kind: str) -> str:
        return self.do("planMeeting", kind=kind, language="EN", title="A fictitious meeting", **_appointment(hours=1))

    def translate_agenda(self, meeting: str) -> None:
        asked = f'{{ meeting(id: "{meeting}") {{ agenda {{ items {{ id }} }} }} }}'
        (item,) = self.network.ask(asked)["data"]["meeting"]["agenda"]["items"]
        translation = {"item": item["id"], "title": "Ouverture", "description": "Accueil"}
        self.do("translateAgenda", meeting=meeting, language="FR", items=[translation])

    def open(self, meeting: str, members: list[Made]) -> None:
        self.do("openMeeting", meeting=meeting)
        self.do("recordAttendance", meeting=meeting, participants=[member.id for member in members], present=True)

    def proposed(self, meeting: str, body: str, title: str) -> str:
        return self.do("proposeDecision", body=body, language="EN", title=title, text="Its text.", meeting=meeting)

    def sought(self, meeting: str, body: str, title: str) -> str:
        decision = self.proposed(meeting, body, title)
        until = datetime.now(UTC) + timedelta(hours=1)
        self.do("seekConsensus", decision=decision, until=until.strftime("%Y-%m-%dT%H:%M:%SZ"))
        return decision

    def adopted(self, meeting: str, body: str, title: str) -> str:
        decision = self.sought(meeting, body, title)
        self.do("closeConsensus", decision=decision)
        return decision

    def contested(self, meeting: str, objecting: Made, title: str) -> str:
        decision = self.sought(meeting, "NETWORK", title)
        said = {"decision": decision, "participant": objecting.id}
        self.do("raiseObjection", objecting.viewer, **said, reason="Not so fast.")
        self.do("withdrawObjection", objecting.viewer, **said)
        self.do("raiseObjection", objecting.viewer, **said, reason="Still not so fast.")
        self.do("closeConsensus", decision=decision)
        self.do("openVote", decision=decision)
        return decision

    def voted(self, meeting: str, members: list[Made], title: str) -> str:
        """A decision with an open vote in which all but the last have cast."""
        decision = self.contested(meeting, members[0], title)
        for member, choice in zip(members[:-1], ("YES", "ABSTAIN"), strict=True):
            given = {"decision": decision, "participant": member.id, "choice": choice, "explanation": f"My {choice}."}
            self.do("castBallot", member.viewer, **given)
        return decision

    def called(self, meeting: str, members: list[Made]) -> None:
        decision = self.contested(meeting, members[1], "Called by name")
        voices = [{"participant": member.id, "choice": "NO"} for member in members]
        chair = Viewer(Role.COORDINATOR, participant=members[0].key, name="Fictitious chair")
        self.do("enterRollCall", chair, decision=decision, voices=voices)
        self.do("strikeVoices", chair, decision=decision, participants=[members[-1].id])
        self.do("closeVote", decision=decision)


def _appointment(hours: int) -> dict[str, str]:
    """A schedule that begins now, so that the meeting can be opened at once."""
    starts = datetime.now(UTC)
    moments = {"startsAt": starts, "endsAt": starts + timedelta(hours=hours)}
    written = {name: moment.strftime("%Y-%m-%dT%H:%M:%SZ") for name, moment in moments.items()}
    return {**written, "timeZone": "America/Asuncion", "place": "Fictitious Hall"}
