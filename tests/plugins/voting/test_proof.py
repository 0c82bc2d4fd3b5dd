"""The proof of a decision verifies; a tampered copy is refused with the right reason."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
import pytest
import rfc8785

from core.journal import chain as journal
from core.platform import Platform
from plugins.voting import verify as verifier
from plugins.voting.enums import Choice, DecisionBody
from plugins.voting.errors import WrongStage
from plugins.voting.export import export_decision
from plugins.voting.rules import ballots, votes
from tests.factories import make_observer, writing
from tests.plugins.voting.steps import START, exported_proof, make_adopted_decision, make_members, make_open_vote

CHOICES = (Choice.YES, Choice.YES, Choice.NO)


@pytest.fixture
def proof(platform: Platform) -> dict[str, Any]:
    return voted_on(platform)


def voted_on(platform: Platform) -> dict[str, Any]:
    """The proof of a vote, with entries about others, one of them not public, before its close."""
    members = make_members(platform)
    decision = make_open_vote(platform, members)
    with pytest.raises(WrongStage), platform.database.reading() as session:
        export_decision(session, decision)
    for member, choice in zip(members, CHOICES, strict=False):
        with writing(platform, member.viewer) as write:
            ballots.cast_ballot(write, decision, ballots.Voice(member.key, Choice.ABSTAIN))
        with writing(platform, member.viewer) as write:
            ballots.cast_ballot(write, decision, ballots.Voice(member.key, choice, f"Because of {choice.name}"))
    make_observer(platform, "KEN")
    with writing(platform) as write:
        write.record("something.hidden", None, {"secret": True}, public=False)
    with writing(platform) as write:
        votes.close_vote(write, decision)
    return exported_proof(platform, decision)


def entry(proof: dict[str, Any], action: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in proof["journal"] if one.get("action") == action)
    return found


def rehash(proof: dict[str, Any]) -> None:
    """Recompute the hashes of the chain, as a knowledgeable attacker would."""
    previous = proof["journal"][0]["previousHash"]
    for one in proof["journal"]:
        one["previousHash"] = previous
        if "payload" in one:
            content = {name: one[name] for name in verifier.CONTENT} | {"public": True}
        else:
            content = {"digest": one["digest"], "public": False, "sequence": one["sequence"]}
        one["hash"] = hashlib.sha256(previous.encode() + rfc8785.dumps(content)).hexdigest()
        previous = one["hash"]


def changed_choice(proof: dict[str, Any]) -> None:
    proof["ballots"][0]["choice"] = "NO" if proof["ballots"][0]["choice"] == "YES" else "YES"


def changed_choice_everywhere(proof: dict[str, Any]) -> None:
    changed_choice(proof)
    entry(proof, "vote.closed")["payload"]["ballots"] = deepcopy(proof["ballots"])
    rehash(proof)


def removed_ballot(proof: dict[str, Any]) -> None:
    proof["ballots"].pop()


def removed_ballot_everywhere(proof: dict[str, Any]) -> None:
    removed_ballot(proof)
    entry(proof, "vote.closed")["payload"]["ballots"].pop()
    rehash(proof)


def swapped_pair(proof: dict[str, Any]) -> None:
    first = next(ballot for ballot in proof["ballots"] if ballot["choice"] == "YES")
    other = next(ballot for ballot in proof["ballots"] if ballot["choice"] == "NO")
    for name in ("choice", "nonce"):
        first[name], other[name] = other[name], first[name]


def added_voter(proof: dict[str, Any]) -> None:
    proof["ballots"].append({**proof["ballots"][0], "participant": "Participant:1", "state": "XXX"})


def added_to_the_electorate(proof: dict[str, Any]) -> None:
    proof["electorate"].append({"participant": "Participant:1", "state": "XXX"})


def doubled_ballot(proof: dict[str, Any]) -> None:
    proof["ballots"].append(proof["ballots"][0])


def never_cast(proof: dict[str, Any]) -> None:
    silent = next(one for one in proof["electorate"] if one["state"] == "JPN")
    proof["ballots"].append({**proof["ballots"][0], **silent})


def cast_too_late(proof: dict[str, Any]) -> None:
    entry(proof, "vote.opened")["payload"]["until"] = entry(proof, "ballots.cast")["at"]
    rehash(proof)


def changed_outcome(proof: dict[str, Any]) -> None:
    proof["decision"]["stage"] = "NOT_ADOPTED"


def changed_outcome_everywhere(proof: dict[str, Any]) -> None:
    changed_outcome(proof)
    entry(proof, "vote.closed")["payload"]["outcome"] = "NOT_ADOPTED"
    rehash(proof)


def changed_tally(proof: dict[str, Any]) -> None:
    proof["tally"]["yes"] += 1


def changed_text(proof: dict[str, Any]) -> None:
    proof["decision"]["text"]["en"] = "Another text."


def removed_entry(proof: dict[str, Any]) -> None:
    del proof["journal"][3]


def removed_entry_and_rehashed(proof: dict[str, Any]) -> None:
    del proof["journal"][
        next(place for place, one in enumerate(proof["journal"]) if one.get("action") == "vote.opened")
    ]
    for place, one in enumerate(proof["journal"]):
        one["sequence"] = proof["journal"][0]["sequence"] + place
    rehash(proof)


def changed_entry(proof: dict[str, Any]) -> None:
    entry(proof, "decision.objection_raised")["payload"]["reason"] = "Another reason."


def cut_journal(proof: dict[str, Any]) -> None:
    proof["journal"] = proof["journal"][:-1]


def absent_member_made_present(proof: dict[str, Any]) -> None:
    silent = next(one for one in proof["electorate"] if one["state"] == "JPN")
    entry(proof, "vote.closed")["payload"]["present"].append(silent["participant"])
    rehash(proof)


def changed_explanation(proof: dict[str, Any]) -> None:
    proof["ballots"][0]["explanation"] = "Something else."


def no_ballots(proof: dict[str, Any]) -> None:
    del proof["ballots"]


TAMPERED = [
    (changed_choice, "COMMITMENT"), (changed_choice_everywhere, "COMMITMENT"), (removed_ballot, "BALLOTS"),
    (removed_ballot_everywhere, "BALLOTS"), (swapped_pair, "COMMITMENT"), (added_voter, "ELECTORATE"),
    (added_to_the_electorate, "ELECTORATE"), (doubled_ballot, "BALLOTS"), (never_cast, "BALLOTS"),
    (cast_too_late, "BALLOTS"),
    (changed_outcome, "OUTCOME"), (changed_outcome_everywhere, "OUTCOME"), (changed_tally, "TALLY"),
    (changed_text, "STAGES"), (removed_entry, "CHAIN"), (removed_entry_and_rehashed, "STAGES"),
    (changed_entry, "CHAIN"), (cut_journal, "CHAIN"), (absent_member_made_present, "TALLY"),
    (changed_explanation, "COMMITMENT"), (no_ballots, "FORMAT"),
]  # fmt: skip


def test_a_proof_verifies_and_hides_what_is_not_public(proof: dict[str, Any]) -> None:
    assert "ADOPTED by vote: 2 YES, 1 NO, 0 ABSTAIN" in verifier.verify(proof)
    hidden = [one for one in proof["journal"] if "payload" not in one]
    assert [set(one) for one in hidden] == [{"sequence", "previousHash", "hash", "digest"}]
    verifier.verify(proof, proof["journal"][-1]["hash"])
    with pytest.raises(verifier.Fault, match="CHAIN"):
        verifier.verify(proof, "0" * 64)


def forged(proof: dict[str, Any]) -> dict[str, Any]:
    """A copy with another text, rehashed up to an entry about something else, of which it has only the true hash."""
    copy = deepcopy(proof)
    proposed = copy["journal"][0]
    copy["decision"]["text"] = {"en": "All members pay a fee."}
    proposed["payload"]["text"] = "All members pay a fee."
    rehash(copy)
    number = next(at for at, one in enumerate(copy["journal"]) if one.get("subject") != proposed["subject"])
    true, previous = proof["journal"][number], copy["journal"][number - 1]["hash"]
    bare = {"sequence": true["sequence"], "previousHash": previous, "hash": true["hash"]}
    copy["journal"][number:] = [bare, *proof["journal"][number + 1 :]]
    return copy


def test_an_entry_before_a_hidden_one_is_checked_against_the_journal(proof: dict[str, Any]) -> None:
    copy, last = forged(proof), proof["journal"][-1]["hash"]
    assert copy["journal"][-1]["hash"] == last
    assert "An entry before one of which only the hash is given is" in verifier.verify(copy)
    with pytest.raises(verifier.Fault, match=r"CHAIN: entry .* could be forged: pass its hash from"):
        verifier.verify(copy, last)
    digested = deepcopy(copy)
    (bare,) = (one for one in digested["journal"] if set(one) == {"sequence", "previousHash", "hash"})
    bare["digest"] = "0" * 64
    with pytest.raises(verifier.Fault, match=f"CHAIN: entry {bare['sequence']} was changed"):
        verifier.verify(digested, last)


def test_an_entry_older_than_the_digests_is_proved_by_the_hash_before_it(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(journal, "_hidden", lambda sequence, content: content)
        proof = voted_on(platform)
    with platform.database.reading() as session:
        assert list(journal.verify(session)) == []
    entries = proof["journal"]
    (number,) = (number for number, one in enumerate(entries) if "payload" not in one)
    assert set(entries[number]) == {"sequence", "previousHash", "hash"}
    wanted = entries[-1]["hash"], entries[number - 1]["hash"]
    with pytest.raises(verifier.Fault, match=f"CHAIN: entry {entries[number - 1]['sequence']} precedes one"):
        verifier.verify(proof, entries[-1]["hash"])
    with pytest.raises(verifier.Fault, match=f"CHAIN: of entry {entries[number]['sequence']}, only the hash is given"):
        verifier.verify(proof, *wanted)
    verifier.verify(proof, *wanted, hidden=[entries[number]["sequence"]])


def test_every_tampered_copy_is_refused_with_its_reason(proof: dict[str, Any]) -> None:
    for tamper, part in TAMPERED:
        copy = deepcopy(proof)
        tamper(copy)
        with pytest.raises(verifier.Fault) as fault:
            verifier.verify(copy)
        assert fault.value.part == part, (tamper.__name__, str(fault.value))


def test_a_consensus_is_proved(platform: Platform) -> None:
    make_members(platform)
    proof = exported_proof(platform, make_adopted_decision(platform, START, DecisionBody.NETWORK))
    assert "adopted by consensus" in verifier.verify(proof)
    for name, value, part in (("stage", "NOT_ADOPTED", "OUTCOME"), ("inMeeting", True, "STAGES")):
        tampered = {**proof, "decision": {**proof["decision"], name: value}}
        with pytest.raises(verifier.Fault, match=part):
            verifier.verify(tampered)


def test_the_verifier_needs_the_file_alone(proof: dict[str, Any], tmp_path: Path) -> None:
    alone = tmp_path / "verify_alone.py"
    alone.write_bytes(Path(verifier.__file__).read_bytes())
    file = tmp_path / "proof.json"
    run: Callable[[], subprocess.CompletedProcess[str]] = lambda: subprocess.run(  # noqa: E731
        [sys.executable, str(alone), str(file)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    file.write_bytes(orjson.dumps(proof))
    assert run().returncode == 0
    doubled = orjson.dumps(proof).replace(b'"text":', b'"text":{"en":"Another."},"text":', 1)
    for content in (b"{", b"[]", b"null", b"", b"[" * 100_000, doubled):
        file.write_bytes(content)
        refused = run()
        assert refused.returncode == 1
        assert refused.stderr.startswith("FORMAT: ")
