"""What the model remembers of a history: plain records, and what follows from them on a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

CLERKS = ("COMMITTEE", "COORDINATOR", "ADMINISTRATOR")
MEMBERS = ("FOCAL_POINT", "COMMITTEE", "COORDINATOR")
PARTICIPANTS = ("OBSERVER", *MEMBERS)
SILENCE = timedelta(hours=72)
START = datetime(2027, 1, 5, 9, tzinfo=UTC)
GROUPS = {
    "PRY": "LATIN_AMERICA_AND_CARIBBEAN", "MAR": "AFRICA", "PRT": "WESTERN_EUROPE_AND_OTHERS",
    "JPN": "ASIA_PACIFIC", "POL": "EASTERN_EUROPE", "KEN": "AFRICA", "FJI": "ASIA_PACIFIC", "BRA": "LATIN_AMERICA_AND_CARIBBEAN",
}  # fmt: skip


@dataclass(frozen=True)
class Actor:
    """Who asks: the public, the secretariat, a partner, or who speaks for the participant of a state."""

    name: str
    granted: str
    state: str = ""
    partner: str = ""


@dataclass
class Stand:
    standing: str
    since: date
    cause: str = "ACCESSION"
    ceased_on: date | None = None


@dataclass(frozen=True)
class Mechanism:
    name: str


@dataclass(frozen=True)
class Ceased:
    """Mechanisms of which the last one ceased to exist, and had replaced those before it."""

    mechanisms: list[Mechanism]
    until: date


@dataclass
class Designation:
    id: str
    of: str
    name: str
    email: str | None
    since: date
    until: date | None = None

    def is_over(self, day: date) -> bool:
        return self.until is not None and (self.until <= day or self.until <= self.since)


@dataclass
class Participant:
    id: str
    state: str
    joined_on: date
    stands: list[Stand]
    mechanisms: list[Mechanism] = field(default_factory=list)
    ceased: list[Ceased] = field(default_factory=list)
    designations: list[Designation] = field(default_factory=list)

    def accede(self, standing: str, on: date) -> None:
        """M3: as what it acceded, and when, is corrected."""
        first, *later = self.stands
        if standing != first.standing:
            later = later[1:]
        self.joined_on, self.stands = on, [Stand(standing, on), *later]

    @property
    def has_ceased(self) -> bool:
        """M2: whether its mechanism ceased to exist, and nothing has changed since."""
        last = self.stands[-1]
        return bool(self.ceased) and (last.cause, last.since) == ("MECHANISM_CEASED", self.ceased[-1].until)

    @property
    def changes(self) -> list[tuple[str, str, str, str | None]]:
        """M2: what it became on which day, of what, and when its mechanism ceased to exist, if it was of that."""
        return [
            (one.standing, one.since.isoformat(), one.cause, one.ceased_on and one.ceased_on.isoformat())
            for one in self.stands
        ]

    def standing(self, day: date) -> str | None:
        held = [one.standing for one in self.stands if one.since <= day]
        return held[-1] if held else None

    def days(self, designation: Designation) -> tuple[str, str | None]:
        """M4: from when until when somebody speaks for it, at the earliest since it takes part."""
        since, until = max(designation.since, self.joined_on), designation.until
        return since.isoformat(), until and max(until, self.joined_on).isoformat()

    def speaks(self, day: date) -> Designation | None:
        held = [one for one in self.designations if one.since <= day and (one.until is None or day < one.until)]
        return held[-1] if held else None


@dataclass
class Accession:
    id: str
    state: str
    standing: str
    communicated_on: date
    acknowledged_on: date | None = None


@dataclass
class Meeting:
    id: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    status: str = "PLANNED"
    agenda: bool = False
    sent: bool = False
    named: Decision | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None
    presences: dict[str, list[list[datetime | None]]] = field(default_factory=lambda: defaultdict(list))

    def day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    @property
    def last_day(self) -> date:
        """The day on which it is held last: one that ends at midnight is not held on the day after."""
        return self.day(self.ends_at - timedelta(seconds=1))

    @property
    def goes_on_until(self) -> datetime:
        """D2, D4: the last second of the day after its last one."""
        over = datetime.combine(self.last_day + timedelta(days=2), datetime.min.time(), ZoneInfo(self.zone))
        return over.astimezone(UTC) - timedelta(seconds=1)

    def present(self, state: str) -> bool:
        return bool(self.presences[state]) and self.presences[state][-1][1] is None

    def present_at(self, moment: datetime) -> set[str]:
        """D2."""
        return {
            state
            for state, stays in self.presences.items()
            if any(since <= moment and (until is None or moment < until) for since, until in stays if since)
        }


@dataclass
class Ballot:
    choice: str
    explanation: str
    cast_at: datetime
    by_chair: bool


@dataclass
class Decision:
    id: str
    body: str
    proposer: str | None
    meeting: Meeting | None
    stage: str = "DRAFT"
    method: str | None = None
    opened_at: datetime | None = None
    until: datetime | None = None
    objections: list[str] = field(default_factory=list)
    objecting: set[str] = field(default_factory=set)
    electorate: set[str] = field(default_factory=set)
    voting_opened_at: datetime | None = None
    voting_until: datetime | None = None
    in_meeting: bool = False
    ballots: dict[str, Ballot] = field(default_factory=dict)
    tally: dict[str, int] | None = None
    decided_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether an agenda may have it be taken in its meeting."""
        return self.stage in ("DRAFT", "CONSENSUS", "CONTESTED")

    @property
    def by_silence(self) -> bool:
        """D2: whether consensus was sought for as long as the silence procedure takes."""
        return self.opened_at is not None and self.until is not None and self.until >= self.opened_at + SILENCE

    def is_due(self, now: datetime) -> bool:
        return self.stage == "CONSENSUS" and self.until is not None and self.until <= now


@dataclass
class Committee:
    id: str
    decision: Decision
    since: date
    until: date
    seats: list[str]
    entered_at: datetime
    coordinators: list[tuple[Decision, str, date]] = field(default_factory=list)

    def coordinator(self, day: date) -> str | None:
        appointed = [state for _, state, since in self.coordinators if since <= day]
        return appointed[-1] if appointed and appointed[-1] in self.seats else None


@dataclass
class Practice:
    id: str
    state: str
    status: str = "DRAFT"
    submitted: bool = False
    approved: bool = False
    revision: int = 1
    languages: set[str] = field(default_factory=lambda: {"EN"})
    adopted: dict[str, str] = field(default_factory=dict)
    """The ids of its adoptions, by state."""


@dataclass
class Party:
    identifier: str
    since: date
    until: date | None = None

    def is_in(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass
class Partnership:
    id: str
    parties: list[Party]
    starts_on: date | None
    ends_on: date | None
    recorded: str = "PROPOSED"
    active_since: date | None = None

    def status(self, day: date) -> str:
        over = self.ends_on is not None and self.ends_on <= day
        return "CONCLUDED" if over and self.recorded in ("ACTIVE", "SUSPENDED") else self.recorded


@dataclass
class World:
    """The Network as the model knows it, at a moment."""

    now: datetime = START
    accessions: list[Accession] = field(default_factory=list)
    participants: dict[str, Participant] = field(default_factory=dict)
    meetings: list[Meeting] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    committees: list[Committee] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)
    partnerships: list[Partnership] = field(default_factory=list)
    whispers: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def latest_day(self) -> date:
        """The day that it is where a day begins first."""
        return (self.now + timedelta(hours=14)).date()

    @property
    def committee(self) -> Committee | None:
        return self.committee_on(self.today)

    def committee_on(self, day: date) -> Committee | None:
        held = [one for one in self.committees if one.since <= day < one.until]
        return max(held, key=lambda one: one.since, default=None)

    def role(self, actor: Actor) -> str:
        """M2, M4, C1, C2: the role follows from the records of today."""
        if not actor.state:
            return actor.granted
        if self.participants[actor.state].stands[-1].standing == "OBSERVER":
            return "OBSERVER"
        committee = self.committee
        if committee is None or actor.state not in committee.seats:
            return "FOCAL_POINT"
        return "COORDINATOR" if committee.coordinator(self.today) == actor.state else "COMMITTEE"

    def is_member(self, state: str, day: date | None = None) -> bool:
        found = self.participants.get(state)
        return found is not None and found.standing(day or self.today) == "MEMBER"

    def electorate(self, body: str, day: date | None = None) -> set[str]:
        """D4: all members, or the seats."""
        members = {state for state in self.participants if self.is_member(state, day)}
        committee = self.committee_on(day or self.today)
        if body == "NETWORK":
            return members
        return members & set(committee.seats) if committee else set()

    def spoken_for(self, states: set[str], day: date) -> set[str]:
        """M4."""
        found = {state: self.participants[state].speaks(day) for state in states}
        return {state for state, person in found.items() if person is not None and person.email is not None}

    def stage(self, decision: Decision) -> str:
        """Its stage, once a consensus whose time has passed is closed."""
        if decision.until is not None and decision.is_due(self.now):
            return self.outcome_of_consensus(decision, decision.until)
        return decision.stage

    def outcome_of_consensus(self, decision: Decision, at: datetime) -> str:
        """D2."""
        silent = self.could_object(decision, at, not decision.by_silence) and not decision.objecting
        return "ADOPTED" if silent else "CONTESTED"

    def could_object(self, decision: Decision, at: datetime, shortly: bool) -> bool:
        """D2. shortly: for less than the silence procedure takes, of those who are present in its meeting."""
        able = self.spoken_for(self.electorate(decision.body, at.date()), at.date())
        if shortly and decision.meeting:
            able &= decision.meeting.present_at(at)
        return bool(able)

    def adopted_by_those_present(self, meeting: Meeting) -> list[Decision]:
        """D2: what was adopted by consensus in a meeting while somebody present could object."""
        return [
            one
            for one in self.decisions
            if one.meeting is meeting and one.method == "CONSENSUS" and not one.by_silence
            if one.decided_at is not None and self.could_object(one, one.decided_at, shortly=True)
        ]

    def close_consensus(self, decision: Decision, at: datetime) -> None:
        decision.stage = self.outcome_of_consensus(decision, at)
        if decision.stage == "ADOPTED":
            decision.method, decision.decided_at = "CONSENSUS", at
            if decision.by_silence:
                decision.meeting = None

    def secrets(self) -> set[str]:
        """D7: what was said in votes that are not closed, or was said otherwise later."""
        told = {one.explanation for found in self.decisions if found.tally for one in found.ballots.values()}
        return self.whispers - told
