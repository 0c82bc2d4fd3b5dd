"""Meetings, decisions, the Committee. <drafted> is proposed by the member for whom FOCAL_POINT speaks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.roles.matrix import CLERKS, EVERYBODY, MEMBERS, PARTICIPANTS, Entry

IN_A_MONTH = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%dT%H:%M:%SZ}"
MEMBERS_AND_CLERKS = (*MEMBERS, "ADMINISTRATOR")
WHEN = 'startsAt: "2099-03-01T09:00:00Z", endsAt: "2099-03-01T15:00:00Z", timeZone: "America/Asuncion"'

QUERIES = {
    "attendances": Entry(EVERYBODY, "attendances { totalCount }"),
    "ballots": Entry((), "ballots { totalCount }"),
    "decision": Entry((*PARTICIPANTS, "ADMINISTRATOR"), 'decision(id: "<drafted>") { id }'),
    "decisions": Entry(EVERYBODY, "decisions { totalCount }"),
    "executiveCommittee": Entry((), "executiveCommittee { id }"),
    "meeting": Entry(EVERYBODY, 'meeting(id: "<meeting>") { id }'),
    "meetings": Entry(EVERYBODY, "meetings { totalCount }"),
    "reportedCommittees": Entry(EVERYBODY, "reportedCommittees { totalCount }"),
}

MUTATIONS = {
    "planMeeting": Entry(CLERKS, f'kind: SEMINAR, language: EN, title: "Fictitious", {WHEN}'),
    "prepareAgenda": Entry(CLERKS, 'meeting: "<meeting>", items: [{language: EN, title: "Fictitious"}]'),
    "sendAgenda": Entry(CLERKS, 'meeting: "<meeting>"'),
    "rescheduleMeeting": Entry(CLERKS, f'meeting: "<meeting>", {WHEN}'),
    "retitleMeeting": Entry(CLERKS, 'meeting: "<meeting>", language: EN, title: "Fictitious once more"'),
    "translateMeeting": Entry(CLERKS, 'meeting: "<meeting>", language: FR, title: "Fictive"'),
    "translateAgenda": Entry(CLERKS, 'meeting: "<meeting>", language: FR, items: []'),
    "cancelMeeting": Entry(CLERKS, 'meeting: "<meeting>", reason: "Fictitious."'),
    "openMeeting": Entry(CLERKS, 'meeting: "<meeting>"'),
    "reinstateMeeting": Entry(CLERKS, 'meeting: "<meeting>"'),
    "recordAttendance": Entry(CLERKS, 'meeting: "<meeting>", participants: ["<member>"], present: true'),
    "strikeAttendance": Entry(CLERKS, 'meeting: "<meeting>", participants: ["<member>"]'),
    "closeMeeting": Entry(CLERKS, 'meeting: "<meeting>"'),
    "publishReport": Entry(CLERKS, 'meeting: "<meeting>", language: EN, report: "Fictitious."'),
    "withdrawReport": Entry(CLERKS, 'meeting: "<meeting>", language: EN, reason: "Fictitious."'),
    "proposeDecision": Entry(
        MEMBERS_AND_CLERKS, 'body: NETWORK, language: EN, title: "Fictitious", text: "Fictitious."'
    ),
    "translateDecision": Entry(
        ("FOCAL_POINT", *CLERKS), 'decision: "<drafted>", language: FR, title: "Fictive", text: "Fictif."'
    ),
    "seekConsensus": Entry(("FOCAL_POINT", *CLERKS), f'decision: "<drafted>", until: "{IN_A_MONTH}"'),
    "raiseObjection": Entry(MEMBERS, 'decision: "<sought>", participant: "<own>", reason: "Fictitious."'),
    "withdrawObjection": Entry(MEMBERS, 'decision: "<objected>", participant: "<own>"'),
    "closeConsensus": Entry(CLERKS, 'decision: "<sought>"'),
    "openVote": Entry(CLERKS, 'decision: "<sought>"'),
    "castBallot": Entry(MEMBERS, 'decision: "<voted>", participant: "<own>", choice: YES'),
    "enterRollCall": Entry(
        ("COMMITTEE", "COORDINATOR"), 'decision: "<shown>", voices: [{participant: "<member>", choice: YES}]'
    ),
    "strikeVoices": Entry(("COMMITTEE", "COORDINATOR"), 'decision: "<shown>", participants: ["<member>"]'),
    "closeVote": Entry(CLERKS, 'decision: "<voted>"'),
    "withdrawDecision": Entry(("FOCAL_POINT", *CLERKS), 'decision: "<drafted>", reason: "Fictitious."'),
    "appointExecutiveCommittee": Entry(CLERKS, 'decision: "<sought>", seats: ["<member>"], from: "2026-01-01"'),
    "withdrawExecutiveCommittee": Entry(("ADMINISTRATOR",), 'decision: "<sought>", reason: "Fictitious."'),
    "appointCoordinator": Entry(CLERKS, 'decision: "<sought>", coordinator: "<member>"'),
}
