"""(P6, D1) A decision is read in several languages, and decided in the one in which it was proposed."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from core.identity import Role, Viewer
from core.platform import Platform
from plugins.voting import verify
from plugins.voting.background import CLOCK
from plugins.voting.enums import DecisionBody
from plugins.voting.rules import consensus, decisions
from tests.conftest import Ask
from tests.factories import SECRETARIAT, writing
from tests.plugins.voting.steps import (
    START,
    change,
    codes,
    exported_proof,
    last_journal_entry,
    later,
    make_contested_decision,
    make_members,
)

PROPOSAL = 'body: NETWORK, language: EN, title: "A fictitious decision", text: "Its text."'
FRENCH = 'language: FR, title: "Une décision fictive", text: "Son texte."'
DECISION = "decision { title text originalLanguage languages }"


def _translate(ask: Ask, decision: str, given: str, viewer: Viewer = SECRETARIAT) -> Any:
    return change(ask, "translateDecision", f'decision: "{decision}", {given}', viewer, DECISION)


def test_a_draft_is_translated_by_its_proposer_and_visible_to_participants_only(platform: Platform, ask: Ask) -> None:
    proposer, other = make_members(platform, ("PRY", "MAR"))
    drafted = change(ask, "proposeDecision", PROPOSAL, proposer.viewer, "decision { id }")["decision"]["id"]
    assert codes(_translate(ask, drafted, FRENCH, other.viewer)) == ["NOT_ALLOWED"]
    found = _translate(ask, drafted, FRENCH, proposer.viewer)["decision"]
    assert found["languages"] == ["EN", "FR"] and found["text"] == "Its text."
    payload = {"language": "fr", "title": "Une décision fictive", "text": "Son texte."}
    entry = last_journal_entry(ask)
    assert (entry["action"], entry["subject"]) == ("decision.translated", drafted)
    assert entry["payload"].items() >= payload.items()
    assert "Son texte" not in str(last_journal_entry(ask, other.viewer))
    sought = f'decision: "{drafted}", until: "{later(platform, 30)}"'
    change(ask, "seekConsensus", sought, proposer.viewer)
    french = {"fr": {"title": "Une décision fictive", "text": "Son texte."}}
    assert last_journal_entry(ask, Viewer())["payload"]["translations"] == french
    spanish = 'language: ES, title: "Una decisión", text: "Su texto."'
    assert codes(_translate(ask, drafted, spanish, proposer.viewer)) == ["NOT_ALLOWED"]
    seated = Viewer(Role.COMMITTEE, other.key, name="Fictitious seat")
    assert _translate(ask, drafted, spanish, seated)["decision"]["languages"] == ["EN", "ES", "FR"]
    assert last_journal_entry(ask, Viewer())["payload"]["text"] == "Su texto."


def test_the_original_text_stays_at_every_stage(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    decision = f"Decision:{make_contested_decision(platform, members[0])}"
    assert _translate(ask, decision, FRENCH)["errors"] == []
    original = 'language: EN, title: "Something else", text: "Another text."'
    (refused,) = _translate(ask, decision, original)["errors"]
    assert (refused["code"], refused["path"]) == ("CONFLICT", ["language"])
    assert codes(_translate(ask, decision, FRENCH)) == ["INVALID"]
    empty = 'language: FR, title: " ", text: ""'
    refused = _translate(ask, decision, empty)["errors"]
    assert [(error["code"], error["path"]) for error in refused] == [("INVALID", ["title"]), ("INVALID", ["text"])]
    with writing(platform) as write:
        decisions.withdraw_decision(write, int(decision.partition(":")[2]), "Fictitious.")
    corrected = FRENCH.replace("Son texte", "Le texte")
    assert _translate(ask, decision, corrected)["errors"] == []
    assert last_journal_entry(ask)["payload"] == {"language": "fr", "text": "Le texte."}
    query = "query($id: ID!) { decision(id: $id) { title text fr: text(language: FR) } }"
    found = ask(query, {"id": decision})["data"]["decision"]
    assert found == {"title": "A fictitious decision", "text": "Its text.", "fr": "Le texte."}


def test_the_proof_of_a_decision_includes_its_translations(platform: Platform) -> None:
    """Those of the draft, journaled when consensus was sought, and later ones, as corrected."""
    make_members(platform)
    until = START + timedelta(hours=72)
    with writing(platform, now=START) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A fictitious decision", "Its text.")
        decisions.translate_decision(write, decision, "fr", "Une décision", "Son texte.")
        decisions.translate_decision(write, decision, "ar", "قرار", "نصه.")
        consensus.seek_consensus(write, decision, until)
        decisions.translate_decision(write, decision, "fr", "Une décision", "Le texte.")
    with writing(platform, CLOCK, until) as write:
        consensus.close_if_due(write, decision)
    with writing(platform, now=until) as write:
        decisions.translate_decision(write, decision, "es", "Una decisión", "Su texto.")
    proof = exported_proof(platform, decision)
    assert proof["decision"]["text"] == {"en": "Its text.", "fr": "Le texte.", "ar": "نصه.", "es": "Su texto."}
    assert "adopted by consensus" in verify.verify(proof)
    for language in ("fr", "ar", "es", "ru"):
        forged = deepcopy(proof)
        forged["decision"]["text"][language] = "Another text."
        with pytest.raises(verify.Fault, match="STAGES: the text was not translated as the file says"):
            verify.verify(forged)


def test_the_text_of_a_decision_comes_as_html_in_the_language_asked_for(platform: Platform, ask: Ask) -> None:
    proposed = 'body: NETWORK, language: EN, title: "A decision", text: "It is *fictitious* <b>."'
    answered = "decision { id textHtml french: textHtml(language: FR) }"
    made = change(ask, "proposeDecision", proposed, SECRETARIAT, answered)["decision"]
    english = '<div lang="en" dir="ltr"><p>It is <em>fictitious</em> &lt;b&gt;.</p>\n</div>'
    assert (made["textHtml"], made["french"]) == (english, english)
    french = 'language: FR, title: "Une décision", text: "Son *texte*."'
    change(ask, "translateDecision", f'decision: "{made["id"]}", {french}', SECRETARIAT)
    query = "query($id: ID!) { decision(id: $id) { textHtml textInFrench: textHtml(language: FR) } }"
    assert ask(query, {"id": made["id"]}, SECRETARIAT)["data"]["decision"] == {
        "textHtml": english,
        "textInFrench": '<div lang="fr" dir="ltr"><p>Son <em>texte</em>.</p>\n</div>',
    }
    assert ask(query, {"id": made["id"]})["data"]["decision"] is None, "a draft is hidden in every form"
