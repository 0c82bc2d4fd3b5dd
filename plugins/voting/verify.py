"""Verify the proof of a decision: `python -m plugins.voting.verify FILE [--entry HASH]… [--hidden NUMBER]…`.

It needs only the file, the standard library and rfc8785. It recomputes everything that can be computed: the journal's
chain, the electorate, the commitments of the ballots, the tally and the outcome. The exit code is 0 if everything is
correct, else 1 with the first fault.

By itself, a file proves only that it is consistent. The hash of its last entry proves that it comes from the Network.
That hash is printed: compare it with the platform's public journal, or pass the hash from the journal as --entry.

Entries that are not public and were written before digests were introduced appear only as a hash. Nothing ties the
entry before such an entry to the rest, so its hash is printed too and must also be passed as --entry. Nor does the file
prove that such an entry is not public: look for it in the public journal, and pass its number as --hidden if it is not
there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

import rfc8785

FORMAT = "nmirf-decision/1"
CONTENT = ("sequence", "at", "actor", "action", "subject", "payload")
COMMITTED = ("participant", "choice", "explanation", "nonce")
CHOICES = ("YES", "NO", "ABSTAIN")


class Fault(Exception):
    """A fault in a proof. part: FORMAT, CHAIN, STAGES, ELECTORATE, BALLOTS, COMMITMENT, TALLY or OUTCOME."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(f"{part}: {message}")
        self.part, self.message = part, message


def verify(proof: Any, *entries: str, hidden: Collection[int] = ()) -> str:
    """Verify a decoded proof; returns the result as a sentence. Raises Fault for the first fault.

    entries: hashes from the public journal. If any are given, they must include those of all loose ends (see _ends).
    hidden: numbers of entries that the journal does not show. If entries are given, these must include all entries of
    which the file has only the hash.
    """
    try:
        return _verify(proof, entries, hidden)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise Fault("FORMAT", f"the file is not a whole proof ({type(error).__name__}: {error})") from None


def _verify(proof: Any, entries: tuple[str, ...], hidden: Collection[int]) -> str:
    if proof["format"] != FORMAT:
        raise Fault("FORMAT", f"the file is not in the format {FORMAT}, which this program verifies")
    decision, journal = proof["decision"], proof["journal"]
    _require_chain(journal)
    ends = _ends(journal)
    if entries:
        _require_known(ends, entries)
        _require_looked_for(journal, hidden)
    ours = [entry for entry in journal if entry.get("subject") == decision["id"]]
    if not ours or ours[0] is not journal[0] or ours[-1] is not journal[-1]:
        raise Fault("CHAIN", "the journal in the file does not begin and end with entries about the decision")
    _require_proposal(decision, ours)
    last = " ".join(f"{_end_name(end, journal)} is {end['sequence']} with the hash {end['hash']}." for end in ends)
    if decision["method"] == "CONSENSUS":
        _require_consensus(decision, proof, ours)
        return f"Decision {decision['reference']} was adopted by consensus. {last}"
    counted = _require_vote(proof, ours)
    tally = ", ".join(f"{counted[choice]} {choice}" for choice in CHOICES)
    return f"Decision {decision['reference']} is {decision['stage']} by vote: {tally}. {last}"


def _require_chain(journal: list[Any]) -> None:
    """Require that each entry has the hash of its content and follows the one before."""
    if not journal:
        raise Fault("CHAIN", "the journal is empty")
    for before, entry in zip([None, *journal], journal, strict=False):
        if before is not None and entry["sequence"] != before["sequence"] + 1:
            raise Fault("CHAIN", f"entry {before['sequence'] + 1} is missing")
        if before is not None and entry["previousHash"] != before["hash"]:
            raise Fault("CHAIN", f"entry {entry['sequence']} does not follow entry {before['sequence']}")
        if "payload" in entry:
            content = {name: entry[name] for name in CONTENT} | {"public": True}
        elif "digest" in entry:
            content = {"digest": entry["digest"], "public": False, "sequence": entry["sequence"]}
        else:
            continue
        made = hashlib.sha256(entry["previousHash"].encode() + rfc8785.dumps(content)).hexdigest()
        if made != entry["hash"]:
            raise Fault("CHAIN", f"entry {entry['sequence']} was changed after it was written")


def _ends(journal: list[Any]) -> list[Any]:
    """The loose ends of the chain: the last entry, and each entry before one of which the file has only the hash.

    No later entry fixes them, so only their hashes in the public journal prove that they are genuine.
    """
    pairs = zip(journal, [*journal[1:], None], strict=True)
    return [entry for entry, after in pairs if _has_content(entry) and not (after and _has_content(after))]


def _has_content(entry: Any) -> bool:
    return "payload" in entry or "digest" in entry


def _end_name(entry: Any, journal: list[Any]) -> str:
    return "The last entry" if entry is journal[-1] else "An entry before one of which only the hash is given"


def _require_known(ends: list[Any], entries: tuple[str, ...]) -> None:
    """Require that the hashes of all loose ends were found in the public journal."""
    if ends[-1]["hash"] not in entries:
        raise Fault("CHAIN", "the hash of the last entry is not one that you have from the journal")
    for end in ends:
        if end["hash"] not in entries:
            raise Fault(
                "CHAIN",
                f"entry {end['sequence']} precedes one of which only the hash is given, so it could be forged: "
                f"pass its hash from the journal as --entry too; in the file it is {end['hash']}",
            )


def _require_looked_for(journal: list[Any], hidden: Collection[int]) -> None:
    """Require that each entry of which the file has only the hash was looked for in the public journal, in vain."""
    for entry in journal:
        if not _has_content(entry) and entry["sequence"] not in hidden:
            number = entry["sequence"]
            raise Fault(
                "CHAIN",
                f"of entry {number}, only the hash is given: look for it in the public journal. If the journal shows "
                f"it, this file conceals it; if not, pass --hidden {number} too",
            )


def _only(entries: list[Any], action: str) -> Any:
    """The one entry with an action. Raises Fault if there is none, or several."""
    found = [entry for entry in entries if entry["action"] == action]
    if len(found) != 1:
        raise Fault("STAGES", f"the journal has {len(found)} entries {action} for this decision instead of one")
    return found[0]


def _require_proposal(decision: Any, ours: list[Any]) -> None:
    first = _only(ours, "decision.consensus_sought")
    if first is not ours[0]:
        raise Fault("STAGES", "the first entry about the decision is not decision.consensus_sought")
    proposed = first["payload"]
    for name in ("reference", "body"):
        if decision[name] != proposed[name]:
            raise Fault("STAGES", f"the {name} is not the one that was proposed")
    for name in ("title", "text"):
        if decision[name].get(proposed["language"]) != proposed[name]:
            raise Fault("STAGES", f"the {name} is not the one that was proposed")
        if decision[name] != _in_all_languages(name, proposed, ours):
            raise Fault("STAGES", f"the {name} was not translated as the file says")
    if any(entry["action"] == "decision.withdrawn" for entry in ours):
        raise Fault("STAGES", "the decision was withdrawn")


def _in_all_languages(name: str, proposed: Any, ours: list[Any]) -> dict[str, str]:
    """The title or text of a decision by language: as it was proposed, with its earlier and later translations."""
    found = {language: texts[name] for language, texts in proposed.get("translations", {}).items()}
    for entry in ours:
        if entry["action"] == "decision.translated" and name in entry["payload"]:
            found[entry["payload"]["language"]] = entry["payload"][name]
    return {**found, proposed["language"]: proposed[name]}


def _objectors(ours: list[Any]) -> set[str]:
    """The participants whose objections stand when the consensus procedure is closed."""
    objectors: set[str] = set()
    for entry in ours:
        match entry["action"]:
            case "decision.objection_raised":
                objectors.add(entry["payload"]["participant"])
            case "decision.objection_withdrawn":
                objectors.discard(entry["payload"]["participant"])
            case "decision.consensus_closed":
                break
    return objectors


def _require_consensus(decision: Any, proof: Any, ours: list[Any]) -> None:
    closed = _only(ours, "decision.consensus_closed")["payload"]
    if _objectors(ours) or closed["outcome"] != "ADOPTED" or decision["stage"] != "ADOPTED":
        raise Fault(
            "OUTCOME", "a decision is adopted by consensus if no objection stands, and the file contradicts that"
        )
    if proof["ballots"] or proof["tally"] is not None or proof["electorate"] or decision["inMeeting"]:
        raise Fault("STAGES", "a decision by consensus has no vote")


def _require_vote(proof: Any, ours: list[Any]) -> Counter[str]:
    decision = proof["decision"]
    opened, closed = _only(ours, "vote.opened"), _only(ours, "vote.closed")
    contested = _only(ours, "decision.consensus_closed")
    failed = _objectors(ours) or contested["payload"].get("nobodyToObject") is True
    if contested["payload"]["outcome"] != "CONTESTED" or not failed:
        raise Fault("STAGES", "a vote is held only on a contested decision, and this one was not contested")
    if not contested["sequence"] < opened["sequence"] < closed["sequence"]:
        raise Fault("STAGES", "the end of consensus and the opening and closing of the vote are in the wrong order")
    if decision["inMeeting"] != opened["payload"]["inMeeting"]:
        raise Fault("STAGES", "the file is wrong about whether the vote was held in a meeting")
    electorate = _require_electorate(proof["electorate"], opened["payload"]["electorate"])
    commitments = _commitments(ours, opened, closed, electorate)
    _require_ballots(proof["ballots"], closed["payload"]["ballots"], commitments, electorate, decision["id"])
    return _require_outcome(proof, closed["payload"], electorate)


def _require_electorate(given: list[Any], fixed: list[Any]) -> dict[str, str]:
    """Require the electorate that was fixed when the vote opened; returns its states by participant."""
    electorate = {elector["participant"]: elector["state"] for elector in fixed}
    if len(electorate) != len(fixed):
        raise Fault("ELECTORATE", "the electorate contains a participant twice")
    if len(given) != len(fixed) or {elector["participant"]: elector["state"] for elector in given} != electorate:
        raise Fault("ELECTORATE", "the electorate is not the one that was fixed when the vote opened")
    return electorate


def _commitments(ours: list[Any], opened: Any, closed: Any, electorate: dict[str, str]) -> dict[str, str]:
    """The last commitment of each participant while the vote was open, without ballots that were struck."""
    found: dict[str, str] = {}
    until = opened["payload"].get("until")
    for entry in ours:
        if entry["action"] not in ("ballots.cast", "ballots.struck"):
            continue
        if not opened["sequence"] < entry["sequence"] < closed["sequence"]:
            raise Fault("BALLOTS", f"entry {entry['sequence']} casts ballots while no vote is open")
        if until is not None and entry["at"] >= until:
            raise Fault("BALLOTS", f"entry {entry['sequence']} casts ballots after the end of the voting time")
        for ballot in entry["payload"]["ballots"]:
            if electorate.get(ballot["participant"]) != ballot["state"]:
                raise Fault("ELECTORATE", f"{ballot['state']} cast a ballot but is not in the electorate")
            if entry["action"] == "ballots.struck":
                if found.pop(ballot["participant"], None) is None:
                    raise Fault("BALLOTS", f"a ballot of {ballot['state']} is struck but was never cast")
                continue
            if ballot["changed"] is not (ballot["participant"] in found):
                raise Fault(
                    "BALLOTS", f"a ballot of {ballot['state']} is wrong about whether it changes an earlier one"
                )
            found[ballot["participant"]] = ballot["commitment"]
    return found


def _require_ballots(
    given: list[Any], revealed: list[Any], commitments: dict[str, str], electorate: dict[str, str], decision: str
) -> None:
    """Require that each ballot cast is revealed exactly once, as committed to, in both the journal and the file."""
    for ballots, where in ((revealed, "the journal"), (given, "the file")):
        voters = [ballot["participant"] for ballot in ballots]
        if len(set(voters)) != len(voters):
            raise Fault("BALLOTS", f"a participant has two ballots in {where}")
        for ballot in ballots:
            if electorate.get(ballot["participant"]) != ballot["state"]:
                raise Fault("ELECTORATE", f"{ballot['state']} has a ballot in {where} but is not in the electorate")
        for participant in commitments.keys() - set(voters):
            raise Fault("BALLOTS", f"the ballot of {electorate[participant]} was cast but is not in {where}")
        for ballot in ballots:
            if ballot["participant"] not in commitments:
                raise Fault("BALLOTS", f"a ballot of {ballot['state']} is in {where} but was never cast")
            committed = {name: ballot[name] for name in COMMITTED} | {"decision": decision}
            made = hashlib.sha256(rfc8785.dumps(committed)).hexdigest()
            if ballot["choice"] not in CHOICES or made != commitments[ballot["participant"]]:
                raise Fault("COMMITMENT", f"the ballot of {ballot['state']} in {where} is not the one that was cast")


def _require_outcome(proof: Any, closed: Any, electorate: dict[str, str]) -> Counter[str]:
    """(Decision-Making Procedure) A simple majority of the members present and voting."""
    counted = Counter(ballot["choice"] for ballot in proof["ballots"])
    voters, present = {ballot["participant"] for ballot in proof["ballots"]}, set(closed["present"])
    if len(present) != len(closed["present"]) or not voters <= present <= electorate.keys():
        raise Fault("TALLY", "the participants recorded as present do not match the ballots and the electorate")
    if not proof["decision"]["inMeeting"] and present != voters:
        raise Fault("TALLY", "in a vote by correspondence, exactly those that cast a ballot count as present")
    made = {"eligible": len(electorate), "present": len(present)}
    made |= {choice.lower(): counted[choice] for choice in CHOICES}
    for tally, where in ((closed["tally"], "the journal"), (proof["tally"], "the file")):
        if tally != made:
            raise Fault("TALLY", f"the tally in {where} is not the one that the ballots give: {json.dumps(made)}")
    outcome = "ADOPTED" if counted["YES"] > counted["NO"] else "NOT_ADOPTED"
    if closed["outcome"] != outcome or proof["decision"]["stage"] != outcome or proof["decision"]["method"] != "VOTE":
        raise Fault(
            "OUTCOME",
            f"{counted['YES']} YES and {counted['NO']} NO give {outcome}, which the file or the journal contradicts",
        )
    return counted


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object. Raises Fault for a repeated key, since programs differ in which of its values they show."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Fault("FORMAT", "an object in the file contains a key twice")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Verify a file and print the result; returns the exit code."""
    parser = argparse.ArgumentParser(description="Verify the proof of a decision of the Network.")
    parser.add_argument("file", type=Path, help="the output of `nmirf voting export DECISION`")
    parser.add_argument(
        "--entry", metavar="HASH", action="append", default=[],
        help="the hash of the last entry, taken from the journal; repeat it for each other hash that is required",
    )  # fmt: skip
    parser.add_argument(
        "--hidden", metavar="NUMBER", action="append", default=[], type=int,
        help="the number of an entry of which only the hash is given and that the journal does not show; repeatable",
    )  # fmt: skip
    given = parser.parse_args(arguments)
    try:
        proof = json.loads(given.file.read_bytes(), object_pairs_hook=_object)
        print(verify(proof, *given.entry, hidden=given.hidden))
    except OSError as error:
        print(f"FORMAT: {given.file} cannot be read: {error.strerror}.", file=sys.stderr)
        return 1
    except (ValueError, RecursionError):
        print(f"FORMAT: {given.file} is not JSON.", file=sys.stderr)
        return 1
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
