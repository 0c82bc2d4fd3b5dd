"""Verify the proof of a decision: `python -m plugins.voting.verify FILE [--entry HASH]… [--hidden NUMBER]…`.

It needs the file alone, the standard library and rfc8785, and trusts nothing that it can compute: the journal's
chain, the electorate, the commitments of the ballots, the tally, the outcome. Exit code 0 where all of it holds, else
1 with the first thing that does not.

A file proves that it agrees with itself. That it is the Network's own is proved by the hash of its last entry, which
is printed: compare it with the platform's public journal, or give the hash that you have from there with --entry. An
entry that is not public and older than digests appears only by its hash. Nothing then ties the entry before it to the
rest: that entry's hash is printed as well, and must be given with --entry. Nor does the file prove that such an entry
is not public: whoever has looked, and not found it in the journal, says so with --hidden.
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
    """Something that does not hold. part: FORMAT, CHAIN, STAGES, ELECTORATE, BALLOTS, COMMITMENT, TALLY or OUTCOME."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(f"{part}: {message}")
        self.part, self.message = part, message


def verify(proof: Any, *entries: str, hidden: Collection[int] = ()) -> str:
    """Verify a decoded proof; returns what was found. Raises Fault for the first thing that does not hold.

    entries: hashes from the public journal; with any, those of all entries to which no other binds the file.
    hidden: numbers of entries that this journal does not show; then those of all that are told by their hashes alone.
    """
    try:
        return _verify(proof, entries, hidden)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise Fault("FORMAT", f"the file is not a whole proof ({type(error).__name__}: {error})") from None


def _verify(proof: Any, entries: tuple[str, ...], hidden: Collection[int]) -> str:
    if proof["format"] != FORMAT:
        raise Fault("FORMAT", f"this verifier reads {FORMAT}")
    decision, journal = proof["decision"], proof["journal"]
    _require_chain(journal)
    ends = _ends(journal)
    if entries:
        _require_known(ends, entries)
        _require_looked_for(journal, hidden)
    ours = [entry for entry in journal if entry.get("subject") == decision["id"]]
    if not ours or ours[0] is not journal[0] or ours[-1] is not journal[-1]:
        raise Fault("CHAIN", "the journal does not run from the decision's first entry to its last")
    _require_proposal(decision, ours)
    last = " ".join(f"{_end_name(end, journal)} is {end['sequence']} with the hash {end['hash']}." for end in ends)
    if decision["method"] == "CONSENSUS":
        _require_consensus(decision, proof, ours)
        return f"Decision {decision['reference']} was adopted by consensus. {last}"
    counted = _require_vote(proof, ours)
    said = ", ".join(f"{counted[choice]} {choice}" for choice in CHOICES)
    return f"Decision {decision['reference']} is {decision['stage']} by vote: {said}. {last}"


def _require_chain(journal: list[Any]) -> None:
    """Each entry's hash is that of its content, and each follows the one before."""
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
    """The entries to which no other binds the file: the last, and those before one that is told by its hash alone."""
    pairs = zip(journal, [*journal[1:], None], strict=True)
    return [entry for entry, after in pairs if _has_content(entry) and not (after and _has_content(after))]


def _has_content(entry: Any) -> bool:
    return "payload" in entry or "digest" in entry


def _end_name(entry: Any, journal: list[Any]) -> str:
    return "The last entry" if entry is journal[-1] else "One before an entry that is told by its hash alone"


def _require_known(ends: list[Any], entries: tuple[str, ...]) -> None:
    """The ends of the file are entries whose hashes somebody has from the journal."""
    if ends[-1]["hash"] not in entries:
        raise Fault("CHAIN", "the last entry is not the one that you have from the journal")
    for end in ends:
        if end["hash"] not in entries:
            raise Fault(
                "CHAIN",
                f"entry {end['sequence']} stands before one that is told by its hash alone, and could be another: "
                f"give its hash from the journal with --entry as well; here it is {end['hash']}",
            )


def _require_looked_for(journal: list[Any], hidden: Collection[int]) -> None:
    """Somebody has looked for each entry that is told by its hash alone, and not found it in the journal."""
    for entry in journal:
        if not _has_content(entry) and entry["sequence"] not in hidden:
            number = entry["sequence"]
            raise Fault(
                "CHAIN",
                f"entry {number} is told by its hash alone: if the public journal shows it, this file hides it; "
                f"if you have looked, and it does not, give --hidden {number} as well",
            )


def _only(entries: list[Any], action: str) -> Any:
    found = [entry for entry in entries if entry["action"] == action]
    if len(found) != 1:
        raise Fault("STAGES", f"the journal has {len(found)} entries {action} of this decision instead of one")
    return found[0]


def _require_proposal(decision: Any, ours: list[Any]) -> None:
    sought = _only(ours, "decision.consensus_sought")
    if sought is not ours[0]:
        raise Fault("STAGES", "the decision does not begin with the consensus that was sought")
    proposed = sought["payload"]
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
    """The title or text of a decision by language, as it was proposed and as it was translated before and since."""
    found = {language: texts[name] for language, texts in proposed.get("translations", {}).items()}
    for entry in ours:
        if entry["action"] == "decision.translated" and name in entry["payload"]:
            found[entry["payload"]["language"]] = entry["payload"][name]
    return {**found, proposed["language"]: proposed[name]}


def _standing(ours: list[Any]) -> set[str]:
    """Whose objections stand as the consensus is closed."""
    standing: set[str] = set()
    for entry in ours:
        match entry["action"]:
            case "decision.objection_raised":
                standing.add(entry["payload"]["participant"])
            case "decision.objection_withdrawn":
                standing.discard(entry["payload"]["participant"])
            case "decision.consensus_closed":
                break
    return standing


def _require_consensus(decision: Any, proof: Any, ours: list[Any]) -> None:
    closed = _only(ours, "decision.consensus_closed")["payload"]
    if _standing(ours) or closed["outcome"] != "ADOPTED" or decision["stage"] != "ADOPTED":
        raise Fault("OUTCOME", "consensus adopts where no objection stands, and this is not what the file says")
    if proof["ballots"] or proof["tally"] is not None or proof["electorate"] or decision["inMeeting"]:
        raise Fault("STAGES", "a decision by consensus has no vote")


def _require_vote(proof: Any, ours: list[Any]) -> Counter[str]:
    decision = proof["decision"]
    opened, closed = _only(ours, "vote.opened"), _only(ours, "vote.closed")
    contested = _only(ours, "decision.consensus_closed")
    failed = _standing(ours) or contested["payload"].get("nobodyToObject") is True
    if contested["payload"]["outcome"] != "CONTESTED" or not failed:
        raise Fault("STAGES", "a vote is held on a contested decision, and this one was not")
    if not contested["sequence"] < opened["sequence"] < closed["sequence"]:
        raise Fault("STAGES", "consensus, vote and close are not in their order")
    if decision["inMeeting"] != opened["payload"]["inMeeting"]:
        raise Fault("STAGES", "the vote was not held in the way that the file says")
    electorate = _require_electorate(proof["electorate"], opened["payload"]["electorate"])
    commitments = _commitments(ours, opened, closed, electorate)
    _require_ballots(proof["ballots"], closed["payload"]["ballots"], commitments, electorate, decision["id"])
    return _require_outcome(proof, closed["payload"], electorate)


def _require_electorate(told: list[Any], fixed: list[Any]) -> dict[str, str]:
    """The electorate by participant; the file must tell the one that was fixed as the vote opened."""
    electorate = {elector["participant"]: elector["state"] for elector in fixed}
    if len(electorate) != len(fixed):
        raise Fault("ELECTORATE", "a participant stands twice in the electorate")
    if len(told) != len(fixed) or {elector["participant"]: elector["state"] for elector in told} != electorate:
        raise Fault("ELECTORATE", "the electorate is not the one fixed as the vote opened")
    return electorate


def _commitments(ours: list[Any], opened: Any, closed: Any, electorate: dict[str, str]) -> dict[str, str]:
    """The last commitment of each participant while the vote was open; of whom the chair entered by mistake none."""
    found: dict[str, str] = {}
    until = opened["payload"].get("until")
    for entry in ours:
        if entry["action"] not in ("ballots.cast", "ballots.struck"):
            continue
        if not opened["sequence"] < entry["sequence"] < closed["sequence"]:
            raise Fault("BALLOTS", f"entry {entry['sequence']} casts ballots while no vote is open")
        if until is not None and entry["at"] >= until:
            raise Fault("BALLOTS", f"entry {entry['sequence']} casts ballots after the time to vote")
        for ballot in entry["payload"]["ballots"]:
            if electorate.get(ballot["participant"]) != ballot["state"]:
                raise Fault("ELECTORATE", f"{ballot['state']} cast a ballot and is not of the electorate")
            if entry["action"] == "ballots.struck":
                if found.pop(ballot["participant"], None) is None:
                    raise Fault("BALLOTS", f"a ballot of {ballot['state']} is struck and was never cast")
                continue
            if ballot["changed"] is not (ballot["participant"] in found):
                raise Fault("BALLOTS", f"a ballot of {ballot['state']} does not follow its last one")
            found[ballot["participant"]] = ballot["commitment"]
    return found


def _require_ballots(
    told: list[Any], revealed: list[Any], commitments: dict[str, str], electorate: dict[str, str], decision: str
) -> None:
    """Every ballot cast is revealed once, with the choice and nonce that were committed to."""
    for ballots, where in ((revealed, "the journal"), (told, "the file")):
        voters = [ballot["participant"] for ballot in ballots]
        if len(set(voters)) != len(voters):
            raise Fault("BALLOTS", f"a participant has two ballots in {where}")
        for ballot in ballots:
            if electorate.get(ballot["participant"]) != ballot["state"]:
                raise Fault("ELECTORATE", f"{ballot['state']} has a ballot in {where} and is not of the electorate")
        for participant in commitments.keys() - set(voters):
            raise Fault("BALLOTS", f"the ballot of {electorate[participant]} was cast and is not in {where}")
        for ballot in ballots:
            if ballot["participant"] not in commitments:
                raise Fault("BALLOTS", f"a ballot of {ballot['state']} is in {where} and was never cast")
            committed = {name: ballot[name] for name in COMMITTED} | {"decision": decision}
            made = hashlib.sha256(rfc8785.dumps(committed)).hexdigest()
            if ballot["choice"] not in CHOICES or made != commitments[ballot["participant"]]:
                raise Fault("COMMITMENT", f"the ballot of {ballot['state']} in {where} is not the one that was cast")


def _require_outcome(proof: Any, closed: Any, electorate: dict[str, str]) -> Counter[str]:
    """(Decision-Making Procedure) A simple majority of the members present and voting."""
    counted = Counter(ballot["choice"] for ballot in proof["ballots"])
    voters, present = {ballot["participant"] for ballot in proof["ballots"]}, set(closed["present"])
    if len(present) != len(closed["present"]) or not voters <= present <= electorate.keys():
        raise Fault("TALLY", "who was present does not agree with the ballots and the electorate")
    if not proof["decision"]["inMeeting"] and present != voters:
        raise Fault("TALLY", "by correspondence who casts counts as present, and nobody else")
    made = {"eligible": len(electorate), "present": len(present)}
    made |= {choice.lower(): counted[choice] for choice in CHOICES}
    for tally, where in ((closed["tally"], "the journal"), (proof["tally"], "the file")):
        if tally != made:
            raise Fault("TALLY", f"the tally in {where} is not what the ballots give: {json.dumps(made)}")
    outcome = "ADOPTED" if counted["YES"] > counted["NO"] else "NOT_ADOPTED"
    if closed["outcome"] != outcome or proof["decision"]["stage"] != outcome or proof["decision"]["method"] != "VOTE":
        raise Fault("OUTCOME", f"{counted['YES']} YES and {counted['NO']} NO give {outcome}; it is said otherwise")
    return counted


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Raises Fault for a key that stands twice: readers differ in which of the two they show."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Fault("FORMAT", "an object of the file has a key twice")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Verify a file; returns the exit code."""
    parser = argparse.ArgumentParser(description="Verify the proof of a decision of the Network.")
    parser.add_argument("file", type=Path, help="as `nmirf voting export DECISION` writes it")
    parser.add_argument(
        "--entry", metavar="HASH", action="append", default=[],
        help="the hash of its last entry, as you have it from the journal; again for each other that is asked for",
    )  # fmt: skip
    parser.add_argument(
        "--hidden", metavar="NUMBER", action="append", default=[], type=int,
        help="an entry that is told by its hash alone, and that the journal does not show; again for each other",
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
