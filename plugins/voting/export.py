"""The proof of one decision as a file: what `verify` needs, and nothing else."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import select

from core import Entry, NotFound, Session, history
from plugins.voting.enums import DecisionStage
from plugins.voting.errors import WrongStage
from plugins.voting.rules.ballots import BALLOT_OF_ELECTOR, ballot_facts, elector_facts
from plugins.voting.tables import ballots, decisions, electors
from schema import in_seconds

FORMAT = "nmirf-decision/1"
TAKEN = (DecisionStage.ADOPTED.name, DecisionStage.NOT_ADOPTED.name)


def export_decision(session: Session, decision: int) -> dict[str, Any]:
    """A decision that was taken, with the journal from the entry that made it public to its last.

    Entries that are not public are represented by the digests from which their hashes are made. Raises NotFound,
    WrongStage.
    """
    row = session.execute(select(decisions).where(decisions.c.id == decision)).one_or_none()
    if row is None:
        raise NotFound("There is no such decision.", "decision")
    if row.stage not in TAKEN:
        raise WrongStage(f"Only a decision that was taken can be exported; this one is {row.stage}.", "decision")
    identifier = f"Decision:{decision}"
    return {
        "format": FORMAT,
        "decision": {
            "id": identifier,
            "reference": f"{row.year}/{row.number}",
            "title": row.title,
            "text": row.text,
            "body": row.body,
            "stage": row.stage,
            "method": row.method,
            "inMeeting": row.voted_in_meeting,
        },
        "electorate": _electorate(session, decision),
        "ballots": _ballots(session, decision),
        "tally": _tally(row),
        "journal": [_entry(entry) for entry in history(session, identifier)],
    }


def as_file(proof: dict[str, Any]) -> bytes:
    """The content of the file: indented JSON."""
    return orjson.dumps(proof, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _tally(row: Any) -> dict[str, int] | None:
    if row.voting_closed_at is None:
        return None
    return {name: getattr(row, f"{name}_count") for name in ("eligible", "present", "yes", "no", "abstain")}


def _electorate(session: Session, decision: int) -> list[dict[str, str]]:
    rows = session.execute(select(electors).where(electors.c.decision_id == decision).order_by(electors.c.iso_alpha3))
    return [elector_facts(row.participant_id, row.iso_alpha3) for row in rows]


def _ballots(session: Session, decision: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(ballots, electors.c.iso_alpha3)
        .join(electors, BALLOT_OF_ELECTOR)
        .where(ballots.c.decision_id == decision)
        .order_by(electors.c.iso_alpha3)
    )
    return [ballot_facts(row, row.iso_alpha3) for row in rows]


def _entry(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {"sequence": entry.sequence, "previousHash": entry.previous_hash, "hash": entry.hash}
    if entry.public:
        found |= {
            "at": in_seconds(entry.at),
            "actor": entry.actor,
            "action": entry.action,
            "subject": entry.subject,
            "payload": orjson.loads(entry.payload),
        }
    elif entry.digest is not None:
        found["digest"] = entry.digest
    return found
