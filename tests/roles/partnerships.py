"""Partnerships. <proposed> and <active> are of the member for whom FOCAL_POINT speaks, with PARTNER's partner."""

from __future__ import annotations

from tests.roles.matrix import CLERKS, EVERYBODY, MEMBERS, PARTICIPANTS, Entry

PARTIES = ("FOCAL_POINT", "PARTNER", "ADMINISTRATOR")
KEEPERS = ("FOCAL_POINT", *CLERKS)

QUERIES = {
    "partner": Entry(EVERYBODY, 'partner(id: "<partner>") { id }'),
    "partners": Entry(EVERYBODY, "partners { totalCount }"),
    "partnership": Entry(EVERYBODY, 'partnership(id: "<active>") { id }'),
    "partnerships": Entry(EVERYBODY, "partnerships { totalCount }"),
    "supportRequests": Entry(("FOCAL_POINT", "ADMINISTRATOR"), "supportRequests { totalCount }"),
}

MUTATIONS = {
    "registerPartner": Entry((*MEMBERS, "ADMINISTRATOR"), 'language: EN, name: "Fictitious", kind: ACADEMIA'),
    "correctPartner": Entry(CLERKS, 'partner: "<partner>", name: "Corrected"'),
    "withdrawPartner": Entry(CLERKS, 'partner: "<partner>", reason: "Fictitious."'),
    "proposePartnership": Entry(
        PARTIES,
        'language: EN, title: "Fictitious", description: "Fictitious.", participants: ["<member>"], '
        'partners: ["<partner>"], objectives: [1]',
    ),
    "revisePartnership": Entry(KEEPERS, 'partnership: "<active>", title: "Corrected"'),
    "translatePartnership": Entry(
        PARTIES, 'partnership: "<active>", language: FR, title: "Fictif", description: "Fictif."'
    ),
    "activatePartnership": Entry(CLERKS, 'partnership: "<proposed>"'),
    "declinePartnership": Entry((*KEEPERS, "PARTNER"), 'partnership: "<proposed>", reason: "Fictitious."'),
    "suspendPartnership": Entry(KEEPERS, 'partnership: "<active>", reason: "Fictitious."'),
    "resumePartnership": Entry(KEEPERS, 'partnership: "<active>"'),
    "concludePartnership": Entry((*KEEPERS, "PARTNER"), 'partnership: "<active>", on: "2999-01-01"'),
    "joinPartnership": Entry(KEEPERS, 'partnership: "<active>", party: "<observer>"'),
    "leavePartnership": Entry(KEEPERS, 'partnership: "<active>", party: "<member>"'),
    "recordContribution": Entry(
        PARTIES, 'partnership: "<active>", kind: ADVICE, by: "Fictitious", description: "Fictitious."'
    ),
    "recordActivity": Entry(PARTIES, 'partnership: "<active>", language: EN, title: "Fictitious", on: "2024-07-01"'),
    "reviseActivity": Entry(PARTIES, 'activity: "<activity>", report: "Fictitious."'),
    "translateActivity": Entry(PARTIES, 'activity: "<activity>", language: FR, title: "Fictive"'),
    "withdrawContribution": Entry(PARTIES, 'contribution: "<contribution>", reason: "Fictitious."'),
    "withdrawActivity": Entry(PARTIES, 'activity: "<activity>", reason: "Fictitious."'),
    "requestSupport": Entry(
        PARTICIPANTS, 'participant: "<own>", kind: ADVICE, subject: "Fictitious", details: "Fictitious."'
    ),
    "answerSupportRequest": Entry(
        ("ADMINISTRATOR",), 'supportRequest: "<request>", status: ANSWERED, answer: "Fictitious."'
    ),
}
