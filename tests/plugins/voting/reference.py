"""Meetings, decisions and the Executive Committee in the slow reference resolver, as the public sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from operator import attrgetter
from types import SimpleNamespace as Row
from typing import Any

from plugins.voting import tables
from tests.core.members.reference import holds
from tests.plugins.voting.wanted import is_wanted_ballot, is_wanted_decision, is_wanted_meeting, is_wanted_presence
from tests.schema.agreement.reference import Maker, Part, Reference, there_in, written


def _decided_at(decision: Row) -> datetime:
    moment: datetime = decision.decided_at or datetime(1900, 1, 1, tzinfo=UTC)
    return moment


class VotingPart(Part):
    """What outsiders see: no draft, no ballot before the vote is closed."""

    tables = tables.metadata

    def __init__(self, reference: Reference) -> None:
        super().__init__(reference)
        self.cast = self.rows["voting_ballots"]
        public = [row for row in self.rows["voting_decisions"] if row.consensus_opened_at is not None]
        closed = {row.id for row in public if row.voting_closed_at is not None}
        self.rows["voting_decisions"] = public
        self.rows["voting_ballots"] = [row for row in self.cast if row.decision_id in closed]

    def nodes(self) -> dict[str, tuple[str, Maker]]:
        return {
            "Meeting": ("voting_meetings", self.meeting),
            "AgendaItem": ("voting_agenda_items", self.item),
            "Attendance": ("voting_attendance", self.presence),
            "Decision": ("voting_decisions", self.decision),
            "Ballot": ("voting_ballots", self.ballot),
            "ExecutiveCommittee": ("voting_committees", self.committee),
            "ReportedCommittee": ("voting_reported_committees", self.reported),
        }

    def root(self) -> dict[str, Any]:
        return {
            "meeting": lambda _, id: self.reference.node(id),
            "meetings": lambda _, filter=None, **page: self.meetings(filter or {}, page),
            "decision": lambda _, id: self.reference.node(id),
            "decisions": lambda _, filter=None, **page: self.decisions(
                [row for row in self.rows["voting_decisions"] if is_wanted_decision(row, filter or {})],
                page,
                own_order="REFERENCE",
            ),
            "ballots": lambda _, filter=None, **page: self.reference.pages(
                "Ballot",
                [row for row in self.rows["voting_ballots"] if is_wanted_ballot(row, filter or {})],
                "default",
                [attrgetter("decision_id"), attrgetter("cast_at")],
                page,
            ),
            "attendances": lambda _, filter=None, **page: self.reference.pages(
                "Attendance",
                [row for row in self.rows["voting_attendance"] if is_wanted_presence(row, filter or {})],
                "default",
                [attrgetter("meeting_id"), attrgetter("present_from")],
                page,
            ),
            "executiveCommittee": lambda _, on=None: self.in_office(on),
            "reportedCommittees": lambda _, **page: self.reference.pages(
                "ReportedCommittee",
                self.rows["voting_reported_committees"],
                "default",
                [attrgetter("first_year")],
                page,
            ),
        }

    def added(self, type_name: str, row: Row, day: date) -> dict[str, Any]:
        if type_name == "State":
            return {
                "ballots": lambda _, **page: self.ballots(
                    [ballot for ballot in self.rows["voting_ballots"] if ballot.state_id == row.id], page, day
                )
            }
        if type_name == "Participant":
            return {
                "pendingDecisions": lambda _, **page: self.decisions(
                    [found for found in self.rows["voting_decisions"] if self.waits(row.id, found, day)], page, day
                )
            }
        return {}

    # ------------------------------------------------------------------ what types have

    def meeting(self, row: Row, day: date) -> dict[str, Any]:
        items = sorted(self.of("voting_agenda_items", meeting_id=row.id), key=attrgetter("position"))
        agenda = {
            "items": lambda _: [self.reference.made("AgendaItem", item, day) for item in items],
            "sentAt": written(row.agenda_sent_at),
            "latestSendDate": written(row.latest_send_date),
        }
        return {
            "kind": row.kind,
            "title": lambda _, language=None: self.reference.text(row.title, row.original_language, language),
            "originalLanguage": row.original_language.upper(),
            "languages": there_in(row.title),
            "status": row.status,
            "startsAt": written(row.starts_at),
            "endsAt": written(row.ends_at),
            "firstDay": written(row.first_day),
            "lastDay": written(row.last_day),
            "timeZone": row.time_zone,
            "place": row.place,
            "onlineUrl": None,
            "agenda": agenda if row.agenda_prepared else None,
            "attendance": lambda _, **page: self.reference.pages(
                "Attendance",
                self.of("voting_attendance", meeting_id=row.id),
                "default",
                [attrgetter("present_from")],
                page,
                day=day,
            ),
            "decisions": lambda _, **page: self.decisions(
                list(self.of("voting_decisions", meeting_id=row.id)), page, day
            ),
            "report": lambda _, language=None: self.reference.optional_text(row.report, row.report_language, language),
            "reportHtml": lambda _, language=None: self.reference.html(row.report, row.report_language, language),
            "reportLanguage": row.report_language and row.report_language.upper(),
            "reportLanguages": there_in(row.report),
            "cancellationReason": row.cancellation_reason,
            "reportedBy": row.source,
        }

    def item(self, row: Row, day: date) -> dict[str, Any]:
        return {
            "position": row.position,
            "title": lambda _, language=None: self.reference.text(row.title, row.original_language, language),
            "originalLanguage": row.original_language.upper(),
            "languages": there_in(row.title),
            "descriptionLanguages": there_in(row.description),
            "description": lambda _, language=None: self.reference.optional_text(
                row.description, row.original_language, language
            ),
            "decision": lambda _: self.reference.object("Decision", row.decision_id, day),
        }

    def presence(self, row: Row, day: date) -> dict[str, Any]:
        return {
            "meeting": lambda _: self.reference.object("Meeting", row.meeting_id, day),
            "participant": lambda _: self.reference.object("Participant", row.participant_id, day),
            "presentFrom": written(row.present_from),
            "presentUntil": written(row.present_until),
        }

    def decision(self, row: Row, day: date) -> dict[str, Any]:
        electors = self.of("voting_electors", decision_id=row.id)
        able = {
            one.state_id for one in electors if row.stage != "VOTING" or self.can_cast(one.participant_id, row, day)
        }
        cast = {ballot.state_id for ballot in self.cast if ballot.decision_id == row.id}
        objections = sorted(self.of("voting_objections", decision_id=row.id), key=lambda found: (found.at, found.id))
        return {
            "reference": f"{row.year}/{row.number}",
            "title": lambda _, language=None: self.reference.text(row.title, row.original_language, language),
            "originalLanguage": row.original_language.upper(),
            "languages": there_in(row.title),
            "text": lambda _, language=None: self.reference.text(row.text, row.original_language, language),
            "textHtml": lambda _, language=None: self.reference.html(row.text, row.original_language, language),
            "body": row.body,
            "stage": row.stage,
            "method": row.method,
            "meeting": lambda _: self.reference.object("Meeting", row.meeting_id, day),
            "proposedBy": lambda _: self.reference.object("Participant", row.participant_id, day),
            "proposedAt": written(row.proposed_at),
            "consensusUntil": written(row.consensus_until),
            "bySilence": row.by_silence,
            "objections": [self.objection(found, day) for found in objections],
            "votingOpenedAt": written(row.voting_opened_at),
            "votingUntil": written(row.voting_until),
            "votingClosedAt": written(row.voting_closed_at),
            "votedInMeeting": row.voted_in_meeting,
            "cast": lambda _: self.states(cast, day),
            "waiting": lambda _: self.states(able - cast, day),
            "tally": self.tally(row),
            "ballots": lambda _, **page: self.ballots(list(self.of("voting_ballots", decision_id=row.id)), page, day),
            "decidedAt": written(row.decided_at),
            "withdrawalReason": row.withdrawal_reason,
        }

    def objection(self, row: Row, day: date) -> dict[str, Any]:
        return {
            "__typename": "Objection",
            "by": lambda _: self.reference.object("Participant", row.participant_id, day),
            "reason": row.reason,
            "at": written(row.at),
            "withdrawnAt": written(row.withdrawn_at),
        }

    def tally(self, row: Row) -> dict[str, Any] | None:
        if row.voting_closed_at is None:
            return None
        said = [ballot.choice for ballot in self.of("voting_ballots", decision_id=row.id)]
        yes, no = said.count("YES"), said.count("NO")
        return {
            "eligible": len(list(self.of("voting_electors", decision_id=row.id))),
            "present": row.present_count,
            "yes": yes,
            "no": no,
            "abstain": said.count("ABSTAIN"),
            "presentAndVoting": yes + no,
            "adopted": yes > no,
        }

    def ballot(self, row: Row, day: date) -> dict[str, Any]:
        return {
            "decision": lambda _: self.reference.object("Decision", row.decision_id, day),
            "state": lambda _: self.reference.object("State", row.state_id, day),
            "choice": row.choice,
            "castAt": written(row.cast_at),
            "explanation": row.explanation,
            "enteredByChair": row.entered_by_chair,
            "nonce": row.nonce,
        }

    def committee(self, row: Row, day: date) -> dict[str, Any]:
        seats = {seat.participant_id for seat in self.of("voting_seats", committee_id=row.id)}
        coordinators = [found for found in self.of("voting_coordinators", committee_id=row.id) if found.since <= day]
        coordinator = max(coordinators, key=lambda found: (found.since, found.appointed_at, found.id), default=None)
        return {
            "seats": lambda _: [
                self.reference.made("Participant", found, day)
                for found in sorted(self.rows["members_participants"], key=self.name)
                if found.id in seats
            ],
            "coordinator": lambda _: (
                self.reference.object("Participant", coordinator.participant_id, day)
                if coordinator
                and coordinator.participant_id in seats
                and self.is_member(coordinator.participant_id, self.reference.today)
                else None
            ),
            "from": written(row.since),
            "until": written(row.until),
            "appointedBy": lambda _: self.reference.object("Decision", row.decision_id, day),
        }

    def reported(self, row: Row, day: date) -> dict[str, Any]:
        states = {seat.state_id for seat in self.of("voting_reported_seats", committee_id=row.id)}
        return {
            "states": lambda _: self.states(states, day),
            "coordinator": lambda _: self.reference.object("State", row.coordinator_state_id, day),
            "firstYear": row.first_year,
            "lastYear": row.last_year,
            "reportedBy": row.source,
        }

    # ------------------------------------------------------------------ what lists ask for

    def meetings(self, asked: Mapping[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
        rows = [row for row in self.rows["voting_meetings"] if is_wanted_meeting(row, asked)]
        return self.reference.pages("Meeting", rows, "default", [attrgetter("starts_at")], page)

    def decisions(
        self, rows: Iterable[Row], page: Mapping[str, Any], day: date | None = None, own_order: str = "default"
    ) -> dict[str, Any]:
        order = page.get("orderBy") or own_order
        keys = [_decided_at] if order == "DECIDED_AT" else [attrgetter("year"), attrgetter("number")]
        return self.reference.pages("Decision", rows, order, keys, page, day=day)

    def ballots(self, rows: Iterable[Row], page: Mapping[str, Any], day: date) -> dict[str, Any]:
        return self.reference.pages("Ballot", rows, "default", [attrgetter("cast_at")], page, day=day)

    def in_office(self, on: str | None) -> Any:
        day = date.fromisoformat(on) if on else self.reference.today
        rows = [row for row in self.rows["voting_committees"] if holds(row, day)]
        return self.reference.made("ExecutiveCommittee", rows[0], day) if rows else None

    def waits(self, participant: int, decision: Row, day: date) -> bool:
        mine = {"decision_id": decision.id, "participant_id": participant}
        if decision.stage == "VOTING":
            cast = any((row.decision_id, row.participant_id) == (decision.id, participant) for row in self.cast)
            over = decision.voting_until is not None and decision.voting_until <= self.reference.now
            entitled = any(self.of("voting_electors", **mine)) and self.can_cast(participant, decision, day)
            return entitled and not cast and not over
        return (
            decision.stage == "CONSENSUS"
            and decision.consensus_until > self.reference.now
            and self.is_member(participant, day)
            and (decision.body == "NETWORK" or self.has_seat(participant, day))
            and not any(row.withdrawn_at is None for row in self.of("voting_objections", **mine))
        )

    def can_cast(self, participant: int, decision: Row, day: date) -> bool:
        attended = self.of("voting_attendance", meeting_id=decision.meeting_id, participant_id=participant)
        present = not decision.voted_in_meeting or any(row.present_until is None for row in attended)
        return present and self.is_member(participant, day)

    def is_member(self, participant: int, day: date) -> bool:
        standings = self.of("members_standings", participant_id=participant)
        return [row.standing for row in standings if holds(row, day)] == ["MEMBER"]

    def has_seat(self, participant: int, day: date) -> bool:
        held = {row.id for row in self.rows["voting_committees"] if holds(row, day)}
        return any(seat.committee_id in held for seat in self.of("voting_seats", participant_id=participant))

    # ------------------------------------------------------------------ parts

    def of(self, table: str, **equal: Any) -> Iterable[Row]:
        """The rows of a table with these values."""
        return (row for row in self.rows[table] if all(getattr(row, key) == value for key, value in equal.items()))

    def states(self, keys: set[int], day: date) -> list[Any]:
        found = [row for row in self.rows["members_states"] if row.id in keys]
        return [self.reference.made("State", row, day) for row in sorted(found, key=lambda row: row.sort_name.encode())]

    def name(self, participant: Row) -> bytes:
        state = self.reference.row("members_states", id=participant.state_id)
        assert state is not None
        return bytes(state.sort_name.encode())
