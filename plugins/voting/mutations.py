"""The mutations of voting: input -> rules -> payload."""

from __future__ import annotations

from typing import Any

from core import Write, key_of, keys_of
from plugins.voting import inputs
from plugins.voting.rules import (
    agendas,
    attendance,
    ballots,
    committees,
    consensus,
    coordinators,
    decisions,
    meetings,
    objections,
    reinstating,
    roll_calls,
    struck_attendance,
    votes,
)
from plugins.voting.rules.schedules import Schedule
from plugins.voting.types import Decision, ExecutiveCommittee, Meeting
from schema import Changed, changes_in, mutation


def _meeting(input_: Any) -> int:
    return key_of(input_.meeting, "Meeting", "meeting")


def _decision(input_: Any) -> int:
    return key_of(input_.decision, "Decision", "decision")


def _participant(input_: Any, *within: str) -> int:
    return key_of(input_.participant, "Participant", *within, "participant")


def _schedule(input_: Any) -> Schedule:
    return Schedule(input_.starts_at, input_.ends_at, input_.time_zone, input_.place, input_.online_url)


def _voice(input_: Any, *within: str) -> ballots.Voice:
    return ballots.Voice(_participant(input_, *within), input_.choice, input_.explanation)


class Mutations:
    """The mutations of meetings, decisions and the Executive Committee."""

    @mutation(meeting=Meeting)
    def plan_meeting(write: Write, input: inputs.meetings.PlanMeetingInput) -> Changed:
        """(E2) Plan a meeting. For the Committee and administrators."""
        schedule = _schedule(input)
        return {"meeting": meetings.plan_meeting(write, input.kind, input.language.value, input.title, schedule)}

    @mutation(meeting=Meeting)
    def prepare_agenda(write: Write, input: inputs.meetings.PrepareAgendaInput) -> Changed:
        """(E1) Prepare the agenda of a meeting.

        An agenda that was sent can be changed only while there is still time to send it; everybody then receives it
        again. An undecided decision is taken in this meeting as long as it is on the agenda. For the Committee and
        administrators.
        """
        items = [
            agendas.Item(
                item.language.value,
                item.title,
                item.description,
                None if item.decision is None else key_of(item.decision, "Decision", "items", str(place), "decision"),
            )
            for place, item in enumerate(input.items)
        ]
        return {"meeting": agendas.prepare_agenda(write, _meeting(input), items)}

    @mutation(meeting=Meeting)
    def send_agenda(write: Write, input: inputs.meetings.SendAgendaInput) -> Changed:
        """(E1) Send the agenda, at least a month before the meeting. Repeat it to reach those who do not have it yet.

        Refused if an undecided decision on it has since been put before another meeting to come. For the Committee and
        administrators.
        """
        return {"meeting": agendas.send_agenda(write, _meeting(input))}

    @mutation(meeting=Meeting)
    def reschedule_meeting(write: Write, input: inputs.meetings.RescheduleMeetingInput) -> Changed:
        """(E1, E2) Move a meeting that has not begun. For the Committee and administrators.

        An annual or extraordinary one whose agenda was sent is moved to an earlier first day only as long as an agenda
        could still be sent for that day.
        """
        changes = changes_in(input, "starts_at", "ends_at", "time_zone", "place", "online_url")
        return {"meeting": meetings.reschedule_meeting(write, _meeting(input), changes)}

    @mutation(meeting=Meeting)
    def retitle_meeting(write: Write, input: inputs.meetings.RetitleMeetingInput) -> Changed:
        """(E2) Give a meeting that is not over a new title, in any language; everybody invited is notified.

        Its titles in all other languages are dropped, since they say something else: give them again with
        translateMeeting, which also adds a language. For the Committee and administrators.
        """
        return {"meeting": meetings.retitle_meeting(write, _meeting(input), input.language.value, input.title)}

    @mutation(meeting=Meeting)
    def translate_meeting(write: Write, input: inputs.meetings.TranslateMeetingInput) -> Changed:
        """(P6) Translate the title of a meeting, or correct a translation, at any time; nobody is mailed.

        Its report is translated with publishReport. For the Committee and administrators.
        """
        return {"meeting": meetings.translate_meeting(write, _meeting(input), input.language.value, input.title)}

    @mutation(meeting=Meeting)
    def translate_agenda(write: Write, input: inputs.meetings.TranslateAgendaInput) -> Changed:
        """(P6) Translate points of an agenda, or correct a translation, at any time; nobody is mailed.

        If this is done before the agenda is sent, participants receive it in their language. For the Committee and
        administrators.
        """
        items = [
            agendas.TranslatedItem(
                key_of(item.item, "AgendaItem", "items", str(place), "item"), changes_in(item, "title", "description")
            )
            for place, item in enumerate(input.items)
        ]
        return {"meeting": agendas.translate_agenda(write, _meeting(input), input.language.value, items)}

    @mutation(meeting=Meeting)
    def cancel_meeting(write: Write, input: inputs.meetings.CancelMeetingInput) -> Changed:
        """(E2) Cancel a meeting that has not begun. For the Committee and administrators."""
        return {"meeting": meetings.cancel_meeting(write, _meeting(input), input.reason)}

    @mutation(meeting=Meeting)
    def open_meeting(write: Write, input: inputs.meetings.OpenMeetingInput) -> Changed:
        """(E2) Open a convened meeting, on its first day at the earliest. For the Committee and administrators."""
        return {"meeting": meetings.open_meeting(write, _meeting(input))}

    @mutation(meeting=Meeting)
    def reinstate_meeting(write: Write, input: inputs.meetings.ReinstateMeetingInput) -> Changed:
        """(E1, E2) Undo a mistaken cancellation or opening of a meeting.

        A cancelled meeting can be reinstated until it is over; its agenda keeps the date on which it was sent,
        everybody invited is mailed again, and its decisions are taken there again. An annual or extraordinary one whose
        agenda was sent can be reinstated as long as an agenda could still be sent for its first day, and after that
        only on the day on which it was cancelled. An opened one can be reinstated if nobody was marked present and no
        decision moved on in it. For the Committee and administrators.
        """
        return {"meeting": reinstating.reinstate_meeting(write, _meeting(input))}

    @mutation(meeting=Meeting)
    def record_attendance(write: Write, input: inputs.meetings.RecordAttendanceInput) -> Changed:
        """(D4) Mark who is present, or has left. For the Committee and administrators."""
        chosen = keys_of(input.participants, "Participant", "participants")
        return {"meeting": attendance.record_attendance(write, _meeting(input), chosen, input.present)}

    @mutation(meeting=Meeting)
    def strike_attendance(write: Write, input: inputs.meetings.StrikeAttendanceInput) -> Changed:
        """(D2, D4) Delete attendance recorded for the wrong participants, while the meeting is open.

        Refused for a participant that has voted since, and if nobody else present could object to what was adopted by
        consensus. A vote that was closed keeps its count. For the Committee and administrators.
        """
        chosen = keys_of(input.participants, "Participant", "participants")
        return {"meeting": struck_attendance.strike_attendance(write, _meeting(input), chosen)}

    @mutation(meeting=Meeting)
    def close_meeting(write: Write, input: inputs.meetings.CloseMeetingInput) -> Changed:
        """(E2) Close a meeting in which no vote of those present is open. For the Committee and administrators."""
        return {"meeting": meetings.close_meeting(write, _meeting(input))}

    @mutation(meeting=Meeting)
    def publish_report(write: Write, input: inputs.meetings.PublishReportInput) -> Changed:
        """(Network Meetings) Publish the report of a closed meeting in one language; reports in other languages stay.

        For the Committee and administrators.
        """
        return {"meeting": meetings.publish_report(write, _meeting(input), input.language.value, input.report)}

    @mutation(meeting=Meeting)
    def withdraw_report(write: Write, input: inputs.meetings.WithdrawReportInput) -> Changed:
        """(Network Meetings) Withdraw a report that was published under the wrong language.

        Publish it again with publishReport. For the Committee and administrators.
        """
        return {"meeting": meetings.withdraw_report(write, _meeting(input), input.language.value, input.reason)}

    @mutation(decision=Decision)
    def propose_decision(write: Write, input: inputs.decisions.ProposeDecisionInput) -> Changed:
        """(D1) Propose a decision. For members, the Committee and administrators."""
        return {
            "decision": decisions.propose_decision(
                write,
                input.body,
                input.language.value,
                input.title,
                input.text,
                None if input.meeting is None else _meeting(input),
                None if input.proposed_by is None else key_of(input.proposed_by, "Participant", "proposedBy"),
            )
        }

    @mutation(decision=Decision)
    def translate_decision(write: Write, input: inputs.decisions.TranslateDecisionInput) -> Changed:
        """(P6) Translate a decision, or correct a translation, at any stage: what is decided is the original.

        For the Committee and administrators, and for its proposer as long as it is a draft.
        """
        decision = decisions.translate_decision(write, _decision(input), input.language.value, input.title, input.text)
        return {"decision": decision}

    @mutation(decision=Decision)
    def seek_consensus(write: Write, input: inputs.decisions.SeekConsensusInput) -> Changed:
        """(D2) Seek consensus on a draft until a given time. For its proposer, the Committee and administrators.

        All who may object are notified by mail, including those who can do so only later. Less time than the
        silence procedure requires is possible only in an open meeting, and only for the Committee and administrators;
        no mail is then sent, and consensus ends no later than the day after the meeting. One of those who may object
        must be marked present there; the others may object as well. The Committee cannot be asked beyond its mandate,
        unless the next one is appointed.
        """
        return {"decision": consensus.seek_consensus(write, _decision(input), input.until)}

    @mutation(decision=Decision)
    def raise_objection(write: Write, input: inputs.decisions.RaiseObjectionInput) -> Changed:
        """(D2) Raise an objection, with a reason. For the member itself, even if it is absent from the meeting."""
        return {"decision": objections.raise_objection(write, _decision(input), _participant(input), input.reason)}

    @mutation(decision=Decision)
    def withdraw_objection(write: Write, input: inputs.decisions.WithdrawObjectionInput) -> Changed:
        """(D2) Withdraw an objection. For the member itself."""
        return {"decision": objections.withdraw_objection(write, _decision(input), _participant(input))}

    @mutation(decision=Decision)
    def close_consensus(write: Write, input: inputs.decisions.CloseConsensusInput) -> Changed:
        """(D2) Close a consensus after its time, or at any time in the open meeting that seeks it.

        If members were given a deadline by mail, they keep it, even in a meeting. For the Committee and administrators.
        """
        return {"decision": consensus.close_consensus(write, _decision(input))}

    @mutation(decision=Decision)
    def open_vote(write: Write, input: inputs.votes.OpenVoteInput) -> Changed:
        """(D3, D4) Open the vote on a contested decision: in its open meeting, otherwise by correspondence.

        In a meeting, those present vote. By correspondence, the electorate is notified by mail, including focal points
        designated later. For the Committee and administrators.
        """
        return {"decision": votes.open_vote(write, _decision(input), input.until)}

    @mutation(decision=Decision)
    def cast_ballot(write: Write, input: inputs.votes.CastBallotInput) -> Changed:
        """(D5) Cast a ballot, or change it while the vote is open. For the member's focal point."""
        return {"decision": ballots.cast_ballot(write, _decision(input), _voice(input))}

    @mutation(decision=Decision)
    def enter_roll_call(write: Write, input: inputs.votes.EnterRollCallInput) -> Changed:
        """(D4, D5) Enter a roll call taken by show of hands. For the Committee."""
        voices = [_voice(voice, "voices", str(place)) for place, voice in enumerate(input.voices)]
        return {"decision": roll_calls.enter_roll_call(write, _decision(input), voices)}

    @mutation(decision=Decision)
    def strike_voices(write: Write, input: inputs.votes.StrikeVoicesInput) -> Changed:
        """(D4) Delete votes of a roll call that were entered for the wrong members. For the Committee."""
        chosen = keys_of(input.participants, "Participant", "participants")
        return {"decision": roll_calls.strike_voices(write, _decision(input), chosen)}

    @mutation(decision=Decision)
    def close_vote(write: Write, input: inputs.votes.CloseVoteInput) -> Changed:
        """(D6) Close a vote and count it. If members were given a time: only after it, or once all have cast.

        For the Committee and administrators.
        """
        return {"decision": votes.close_vote(write, _decision(input))}

    @mutation(decision=Decision)
    def withdraw_decision(write: Write, input: inputs.decisions.WithdrawDecisionInput) -> Changed:
        """(D1) Withdraw a decision that has not been taken; everyone notified of it by mail is notified again.

        Once the time to vote on it has passed, the vote is closed instead. For its proposer, the Committee and
        administrators.
        """
        return {"decision": decisions.withdraw_decision(write, _decision(input), input.reason)}

    @mutation(executive_committee=ExecutiveCommittee)
    def appoint_executive_committee(write: Write, input: inputs.committee.AppointExecutiveCommitteeInput) -> Changed:
        """(C1) Appoint the committee that a decision names. Repeat it to correct what was entered for it.

        The decision was adopted in an annual or extraordinary meeting, and not before that of the committee in office.
        For the Committee and administrators. Once the mandate has begun, only administrators can correct its seats,
        with the reason if one is removed, and its first day stays.
        """
        decision, chosen = _decision(input), keys_of(input.seats, "Participant", "seats")
        return {
            "executive_committee": committees.appoint_executive_committee(
                write, decision, chosen, input.from_, input.reason
            )
        }

    @mutation(decision=Decision)
    def withdraw_executive_committee(write: Write, input: inputs.committee.WithdrawExecutiveCommitteeInput) -> Changed:
        """(C3) Withdraw a committee that has not begun, if it was appointed by the wrong decision. For administrators.

        The committee before it is in office until the end of its mandate again.
        """
        return {"decision": committees.withdraw_executive_committee(write, _decision(input), input.reason)}

    @mutation(executive_committee=ExecutiveCommittee)
    def appoint_coordinator(write: Write, input: inputs.committee.AppointCoordinatorInput) -> Changed:
        """(C2) Appoint the Coordinator that a decision of the Committee names. Repeat it to correct what was entered.

        The consensus was sought, or the vote opened, in the mandate of the Committee in office.
        For the Committee and administrators.
        """
        participant = key_of(input.coordinator, "Participant", "coordinator")
        return {"executive_committee": coordinators.appoint_coordinator(write, _decision(input), participant)}
