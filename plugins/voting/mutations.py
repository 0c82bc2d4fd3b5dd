"""Writes of voting: input -> rules -> payload."""

from __future__ import annotations

from typing import Any

from core import Write, key_of, keys_of
from plugins.voting import inputs
from plugins.voting.rules import (
    agendas,
    attendance,
    ballots,
    committees,
    decisions,
    meetings,
    objections,
    reinstating,
    roll_calls,
    translating,
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
    """The writes of meetings, decisions and the Executive Committee."""

    @mutation(meeting=Meeting)
    def plan_meeting(write: Write, input: inputs.meetings.PlanMeetingInput) -> Changed:
        """(E2) Plan a meeting. For the Committee and administrators."""
        schedule = _schedule(input)
        return {"meeting": meetings.plan_meeting(write, input.kind, input.language.value, input.title, schedule)}

    @mutation(meeting=Meeting)
    def prepare_agenda(write: Write, input: inputs.meetings.PrepareAgendaInput) -> Changed:
        """(E1) Prepare the agenda of a meeting; one that was sent goes to everybody anew, while it could still be sent.

        What is still to be decided is taken in the meeting if the agenda names it, and no more once it does not.
        For the Committee and administrators.
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
        """(E1) Send the agenda, a month before at the latest; once more, to those who do not have it yet.

        What it names and is still to be decided is not before another meeting. For the Committee and administrators.
        """
        return {"meeting": agendas.send_agenda(write, _meeting(input))}

    @mutation(meeting=Meeting)
    def reschedule_meeting(write: Write, input: inputs.meetings.RescheduleMeetingInput) -> Changed:
        """(E2) Move a meeting that has not begun. For the Committee and administrators."""
        changes = changes_in(input, "starts_at", "ends_at", "time_zone", "place", "online_url")
        return {"meeting": meetings.reschedule_meeting(write, _meeting(input), changes)}

    @mutation(meeting=Meeting)
    def retitle_meeting(write: Write, input: inputs.meetings.RetitleMeetingInput) -> Changed:
        """(E2) Give a meeting that is not over another title, in whichever language; who was invited is told.

        Its title in all other languages is dropped, since it says something else: give it anew with translateMeeting,
        which is also what adds a language. For the Committee and administrators.
        """
        return {"meeting": meetings.retitle_meeting(write, _meeting(input), input.language.value, input.title)}

    @mutation(meeting=Meeting)
    def translate_meeting(write: Write, input: inputs.meetings.TranslateMeetingInput) -> Changed:
        """(P6) Give the title of a meeting in another language, or correct it there, at any time; nobody is mailed.

        Its report is given in another language with publishReport. For the Committee and administrators.
        """
        return {"meeting": translating.translate_meeting(write, _meeting(input), input.language.value, input.title)}

    @mutation(meeting=Meeting)
    def translate_agenda(write: Write, input: inputs.meetings.TranslateAgendaInput) -> Changed:
        """(P6) Give points of an agenda in another language, or correct them there, at any time; nobody is mailed.

        Done before the agenda is sent, everybody is sent it in a language of theirs. For the Committee and
        administrators.
        """
        items = [
            translating.TranslatedItem(
                key_of(item.item, "AgendaItem", "items", str(place), "item"), changes_in(item, "title", "description")
            )
            for place, item in enumerate(input.items)
        ]
        return {"meeting": translating.translate_agenda(write, _meeting(input), input.language.value, items)}

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
        """(E2) Have a meeting that was cancelled, or opened, by mistake be what it was before.

        Cancelled, it is not over, and its agenda stays sent when it was; who is invited is mailed it again, and the
        decisions on it are taken there again. Opened, it had nobody present, and nothing was decided in it. For the
        Committee and administrators.
        """
        return {"meeting": reinstating.reinstate_meeting(write, _meeting(input))}

    @mutation(meeting=Meeting)
    def record_attendance(write: Write, input: inputs.meetings.RecordAttendanceInput) -> Changed:
        """(D4) Mark who is present, or has left. For the Committee and administrators."""
        chosen = keys_of(input.participants, "Participant", "participants")
        return {"meeting": attendance.record_attendance(write, _meeting(input), chosen, input.present)}

    @mutation(meeting=Meeting)
    def strike_attendance(write: Write, input: inputs.meetings.StrikeAttendanceInput) -> Changed:
        """(D4) Take attendance out of an open meeting that was recorded for the wrong participants.

        Not of who has voted since; a vote that was closed keeps its count. For the Committee and administrators.
        """
        chosen = keys_of(input.participants, "Participant", "participants")
        return {"meeting": attendance.strike_attendance(write, _meeting(input), chosen)}

    @mutation(meeting=Meeting)
    def close_meeting(write: Write, input: inputs.meetings.CloseMeetingInput) -> Changed:
        """(E2) Close a meeting in which no vote of those present is open. For the Committee and administrators."""
        return {"meeting": meetings.close_meeting(write, _meeting(input))}

    @mutation(meeting=Meeting)
    def publish_report(write: Write, input: inputs.meetings.PublishReportInput) -> Changed:
        """(Network Meetings) Publish the report of a closed meeting in a language, beside those in others.

        For the Committee and administrators.
        """
        return {"meeting": meetings.publish_report(write, _meeting(input), input.language.value, input.report)}

    @mutation(meeting=Meeting)
    def withdraw_report(write: Write, input: inputs.meetings.WithdrawReportInput) -> Changed:
        """(Network Meetings) Take the report of a meeting out in a language that it is not in; publish it anew.

        For the Committee and administrators.
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
        """(P6) Give a decision in another language, or correct it there, at any stage: its original is what is decided.

        For the Committee and administrators, and for its proposer as long as it is a draft.
        """
        decision = translating.translate_decision(
            write, _decision(input), input.language.value, input.title, input.text
        )
        return {"decision": decision}

    @mutation(decision=Decision)
    def seek_consensus(write: Write, input: inputs.decisions.SeekConsensusInput) -> Changed:
        """(D2) Seek consensus on a draft until a moment. For its proposer, the Committee and administrators.

        Everybody who may object is told by mail, also who comes later. For less than the silence procedure takes, in an
        open meeting: for the Committee and administrators alone, and nobody is mailed. Of the Committee no longer than
        its mandate.
        """
        return {"decision": decisions.seek_consensus(write, _decision(input), input.until)}

    @mutation(decision=Decision)
    def raise_objection(write: Write, input: inputs.decisions.RaiseObjectionInput) -> Changed:
        """(D2) Object, with a reason. For the member itself."""
        return {"decision": objections.raise_objection(write, _decision(input), _participant(input), input.reason)}

    @mutation(decision=Decision)
    def withdraw_objection(write: Write, input: inputs.decisions.WithdrawObjectionInput) -> Changed:
        """(D2) Withdraw an objection. For the member itself."""
        return {"decision": objections.withdraw_objection(write, _decision(input), _participant(input))}

    @mutation(decision=Decision)
    def close_consensus(write: Write, input: inputs.decisions.CloseConsensusInput) -> Changed:
        """(D2) Close a consensus after its time, or at any time in the open meeting that seeks it.

        For the Committee and administrators.
        """
        return {"decision": decisions.close_consensus(write, _decision(input))}

    @mutation(decision=Decision)
    def open_vote(write: Write, input: inputs.votes.OpenVoteInput) -> Changed:
        """(D3, D4) Open the vote on a contested decision: of those present in its open meeting, else by correspondence.

        By correspondence the electorate is told by mail, also who speaks for it later. For the Committee and
        administrators.
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
        """(D4) Take voices out of a roll call that were entered for the wrong members. For the Committee."""
        chosen = keys_of(input.participants, "Participant", "participants")
        return {"decision": roll_calls.strike_voices(write, _decision(input), chosen)}

    @mutation(decision=Decision)
    def close_vote(write: Write, input: inputs.votes.CloseVoteInput) -> Changed:
        """(D6) Close a vote and count it; where members were given a time, after that or once all have cast.

        For the Committee and administrators.
        """
        return {"decision": votes.close_vote(write, _decision(input))}

    @mutation(decision=Decision)
    def withdraw_decision(write: Write, input: inputs.decisions.WithdrawDecisionInput) -> Changed:
        """(D1) Withdraw a decision that is not taken yet; who was told of it by mail is told so.

        For its proposer, the Committee and administrators.
        """
        return {"decision": decisions.withdraw_decision(write, _decision(input), input.reason)}

    @mutation(executive_committee=ExecutiveCommittee)
    def appoint_executive_committee(write: Write, input: inputs.committee.AppointExecutiveCommitteeInput) -> Changed:
        """(C1) Appoint the committee that a decision names; once more, to correct what was entered for it.

        For the Committee and administrators. Once the mandate has begun, administrators alone correct its seats, and
        its first day stays.
        """
        chosen = keys_of(input.seats, "Participant", "seats")
        return {
            "executive_committee": committees.appoint_executive_committee(write, _decision(input), chosen, input.from_)
        }

    @mutation(executive_committee=ExecutiveCommittee)
    def appoint_coordinator(write: Write, input: inputs.committee.AppointCoordinatorInput) -> Changed:
        """(C2) Appoint the Coordinator that a decision of the Committee names; once more, to correct what was entered.

        For the Committee and administrators.
        """
        participant = key_of(input.coordinator, "Participant", "coordinator")
        return {"executive_committee": committees.appoint_coordinator(write, _decision(input), participant)}
