"""Meetings, and who is present in them: E1, E2, D4."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.histories.base import NUMBERS
from tests.histories.members import Members
from tests.histories.model import meetings as rules
from tests.histories.model.records import Actor, Decision, Meeting

KINDS = ("ANNUAL", "ANNUAL", "EXTRAORDINARY", "EXECUTIVE_COMMITTEE", "SEMINAR")
ZONES = ("UTC", "America/Asuncion", "Pacific/Kiritimati")
MEETING = "meeting { id status agenda { sentAt } attendance(first: 50) { totalCount } decisions(first: 50) { nodes { id stage } } }"


class Meetings(Members):
    """How people meet."""

    @rule(
        who=NUMBERS,
        kind=st.sampled_from(KINDS),
        zone=st.sampled_from(ZONES),
        days=st.sampled_from((-2, 0, 20, 31, 32, 60)),
    )
    def plan_meeting(self, who: int, kind: str, zone: str, days: int) -> None:
        self.plan(self.who(who), kind, zone, days)

    def plan(self, actor: Actor, kind: str, zone: str, days: int) -> Meeting | None:
        starts = self.world.now + timedelta(days=days)
        ends = starts + timedelta(hours=30)
        given = {
            "kind": kind, "language": "EN", "title": "A fictitious meeting", "timeZone": zone,
            "startsAt": f"{starts:%Y-%m-%dT%H:%M:%SZ}", "endsAt": f"{ends:%Y-%m-%dT%H:%M:%SZ}",
        }  # fmt: skip
        planned = Meeting("", kind, starts, ends, zone)
        done = self.act(actor, "planMeeting", given, list(rules.planning(self.world, actor, planned)), MEETING)
        if not done:
            return None
        self.world.meetings.append(replace(planned, id=done["meeting"]["id"]))
        return self.world.meetings[-1]

    @precondition(lambda self: self.world.meetings)
    @rule(who=NUMBERS, which=NUMBERS, what=NUMBERS)
    def prepare_agenda(self, who: int, which: int, what: int) -> None:
        meeting = self.one_of(which, self.world.meetings, lambda one: one.status == "PLANNED")
        decision = self.one_of(what, [None, *self.world.decisions])
        self.prepare(self.who(who), meeting, decision)

    def prepare(self, actor: Actor, meeting: Meeting, decision: Decision | None) -> None:
        item = {"language": "EN", "title": "A point", "decision": decision and decision.id}
        refusals = list(rules.agenda(self.world, actor, meeting, decision))
        if self.act(actor, "prepareAgenda", {"meeting": meeting.id, "items": [item]}, refusals, MEETING):
            meeting.agenda, before, meeting.named = True, meeting.named, decision
            if before is not None and before is not decision and before.meeting is meeting and before.waits:
                before.meeting = None
            self.take_up(meeting)

    def take_up(self, meeting: Meeting) -> None:
        if meeting.named and rules.takes(meeting, meeting.named):
            meeting.named.meeting = meeting

    @precondition(lambda self: any(one.status == "PLANNED" for one in self.world.meetings))
    @rule(who=NUMBERS, which=NUMBERS)
    def send_agenda(self, who: int, which: int) -> None:
        there = [one for one in self.world.meetings if one.status != "CONVENED"]
        self.send(self.who(who), self.one_of(which, there, lambda one: one.status == "PLANNED" and one.agenda))

    def send(self, actor: Actor, meeting: Meeting) -> None:
        refusals = rules.sending(self.world, actor, meeting)
        if self.act(actor, "sendAgenda", {"meeting": meeting.id}, refusals, MEETING):
            self.take_up(meeting)
            meeting.status, meeting.sent = "CONVENED", True

    @precondition(lambda self: any(one.status == "CONVENED" for one in self.world.meetings))
    @rule(who=NUMBERS, which=NUMBERS)
    def open_meeting(self, who: int, which: int) -> None:
        self.open(self.who(who), self.one_of(which, self.world.meetings, lambda one: one.status == "CONVENED"))

    @precondition(lambda self: any(one.status == "CONVENED" for one in self.world.meetings))
    @rule(which=NUMBERS, late=st.sampled_from((0, 0, 1, 48, 80)))
    def wait_for_a_meeting(self, which: int, late: int) -> None:
        meeting = self.one_of(which, [one for one in self.world.meetings if one.status == "CONVENED"])
        self.world.now = max(self.world.now, meeting.starts_at) + timedelta(hours=late)
        self.do_what_is_due()

    def open(self, actor: Actor, meeting: Meeting) -> None:
        refusals = rules.opening(self.world, actor, meeting)
        if self.act(actor, "openMeeting", {"meeting": meeting.id}, refusals, MEETING):
            meeting.status, meeting.opened_at = "OPEN", self.world.now

    @precondition(lambda self: any(one.status == "OPEN" for one in self.world.meetings))
    @rule(who=NUMBERS, which=NUMBERS, states=st.integers(1, 63), present=st.integers(0, 4))
    def record_attendance(self, who: int, which: int, states: int, present: int) -> None:
        meeting = self.one_of(which, self.world.meetings, lambda one: one.status == "OPEN")
        chosen = [state for place, state in enumerate(self.world.participants) if states >> place & 1]
        self.mark(self.who(who), meeting, chosen, present > 0)

    def mark(self, actor: Actor, meeting: Meeting, states: list[str], present: bool) -> None:
        given = {"meeting": meeting.id, "participants": [self.id_of(one) for one in states], "present": present}
        refusals = rules.recording_attendance(self.world, actor, meeting, states, present)
        if self.act(actor, "recordAttendance", given, refusals, MEETING):
            for state in states:
                if present and not meeting.present(state):
                    meeting.presences[state].append([self.world.now, None])
                elif not present and meeting.present(state):
                    meeting.presences[state][-1][1] = min(self.world.now, meeting.goes_on_until)

    @precondition(lambda self: any(one.status == "OPEN" for one in self.world.meetings))
    @rule(who=NUMBERS, which=NUMBERS, whom=NUMBERS)
    def strike_attendance(self, who: int, which: int, whom: int) -> None:
        actor = self.who(who)
        meeting = self.one_of(which, self.world.meetings, lambda one: one.status == "OPEN")
        state = self.one_of(whom, self.world.participants, lambda one: bool(meeting.presences[one]))
        refusals = list(rules.striking_attendance(self.world, actor, meeting, state))
        given = {"meeting": meeting.id, "participants": [self.id_of(state)]}
        if self.act(actor, "strikeAttendance", given, refusals, MEETING):
            meeting.presences[state].pop()

    @precondition(lambda self: any(one.status == "OPEN" for one in self.world.meetings))
    @rule(who=NUMBERS, which=NUMBERS)
    def close_meeting(self, who: int, which: int) -> None:
        self.close(self.who(who), self.one_of(which, self.world.meetings, lambda one: one.status == "OPEN"))

    def close(self, actor: Actor, meeting: Meeting) -> None:
        refusals = rules.closing(self.world, actor, meeting)
        if self.act(actor, "closeMeeting", {"meeting": meeting.id}, refusals, MEETING):
            meeting.status, meeting.closed_at = "CLOSED", self.world.now
            for state in meeting.presences:
                if meeting.present(state):
                    meeting.presences[state][-1][1] = min(self.world.now, meeting.goes_on_until)

    @precondition(lambda self: len(self.world.meetings) > 1)
    @rule(who=NUMBERS, which=NUMBERS)
    def cancel_meeting(self, who: int, which: int) -> None:
        actor, meeting = self.who(who), self.one_of(which, self.world.meetings)
        given = {"meeting": meeting.id, "reason": "Fictitious."}
        refusals = rules.meeting_is(self.world, actor, meeting, "PLANNED", "CONVENED")
        if self.act(actor, "cancelMeeting", given, refusals, MEETING):
            meeting.status, meeting.cancelled_at = "CANCELLED", self.world.now

    @precondition(lambda self: any(one.status in ("CANCELLED", "OPEN") for one in self.world.meetings))
    @rule(who=NUMBERS, which=NUMBERS)
    def reinstate_meeting(self, who: int, which: int) -> None:
        actor = self.who(who)
        meeting = self.one_of(which, self.world.meetings, lambda one: one.status in ("CANCELLED", "OPEN"))
        refusals = list(rules.reinstating(self.world, actor, meeting))
        if self.act(actor, "reinstateMeeting", {"meeting": meeting.id}, refusals, MEETING):
            if meeting.status == "CANCELLED":
                self.take_up(meeting)
            meeting.status = "CONVENED" if meeting.sent else "PLANNED"

    @rule(kind=st.sampled_from(KINDS), moves=st.lists(NUMBERS, min_size=2, max_size=5))
    def a_meeting_goes_on(self, kind: str, moves: list[int]) -> None:
        """What comes next for a meeting, by whoever, several times."""
        for number in moves:
            self.meet(number, kind)

    def meet(self, number: int, kind: str) -> None:
        actor = self.who(number)
        there = [one for one in self.world.meetings if one.status in ("PLANNED", "CONVENED")]
        opened = [one for one in self.world.meetings if one.status == "OPEN"]
        if opened and number % 4 == 0:
            self.close(actor, opened[0])
        elif not there:
            self.plan(actor, kind, ZONES[number % 3], 40)
        elif not there[0].agenda:
            self.prepare(actor, there[0], self.one_of(number, [None, *self.world.decisions], bool))
        elif there[0].status == "PLANNED":
            self.send(actor, there[0])
        else:
            self.world.now = max(self.world.now, there[0].starts_at)
            self.open(actor, there[0])
            if there[0].status == "OPEN":
                self.mark(actor, there[0], list(self.world.participants)[: 3 + number % 3], True)
