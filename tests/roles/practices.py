"""Practices. <draft> and <published> are of the member for whom FOCAL_POINT speaks."""

from __future__ import annotations

from tests.roles.matrix import CLERKS, EVERYBODY, Entry

OWN = ("FOCAL_POINT",)
OTHERS = ("OBSERVER", "OTHER_FOCAL_POINT", "COMMITTEE", "COORDINATOR")
TEXT = 'text: {language: EN, title: "Fictitious", summary: "Fictitious.", body: "Fictitious."}'

QUERIES = {
    "adoptions": Entry(EVERYBODY, "adoptions { totalCount }"),
    "practice": Entry(("FOCAL_POINT", "ADMINISTRATOR"), 'practice(id: "<draft>") { id }'),
    "practices": Entry(EVERYBODY, "practices { totalCount }"),
}

MUTATIONS = {
    "draftPractice": Entry(OWN, f'participant: "<member>", {TEXT}'),
    "revisePractice": Entry(OWN, f'practice: "<draft>", {TEXT}'),
    "translatePractice": Entry((*OWN, "ADMINISTRATOR"), f'practice: "<draft>", {TEXT}'.replace("EN", "FR")),
    "submitPractice": Entry(OWN, 'practice: "<draft>"'),
    "reviewPractice": Entry(OTHERS, 'practice: "<submitted>", verdict: APPROVE, comment: "Fictitious."'),
    "publishPractice": Entry(CLERKS, 'practice: "<submitted>"'),
    "withdrawPractice": Entry((*OWN, "ADMINISTRATOR"), 'practice: "<draft>", reason: "Fictitious."'),
    "adoptPractice": Entry(OTHERS, 'practice: "<published>", participant: "<own>"'),
    "withdrawAdoption": Entry(("OBSERVER", "ADMINISTRATOR"), 'adoption: "<adoption>", reason: "Fictitious."'),
}
