"""The journal entry of a ballot, computed by the platform's rule but without its layers."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785) of texts, integers and booleans, for which sorting the keys is enough."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


@dataclass(frozen=True)
class Cast:
    """A ballot to be cast. nonce: hides the choice in its commitment. hash: of the sender's token."""

    hash: str
    decision: int
    participant: int
    choice: str
    nonce: str
    at: str

    @classmethod
    def of(cls, given: dict[str, Any], token: bytes) -> Cast:
        decision, participant = (int(given[name].partition(":")[2]) for name in ("decision", "participant"))
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        hashed = hashlib.sha256(token).hexdigest()
        return cls(hashed, decision, participant, given["choice"], secrets.token_hex(32), now)

    def values(self, state: int, ballot: int | None) -> dict[str, Any]:
        """The parameters of the statement that stores it. ballot: the id of an earlier one, which it replaces."""
        return {
            "decision": self.decision, "ballot": ballot or secrets.randbits(53) | 1 << 52, "state": state,
            "participant": self.participant, "choice": self.choice, "nonce": self.nonce, "at": self.at,
        }  # fmt: skip

    def entry(self, sequence: int, previous: str, code: str, changed: bool) -> dict[str, Any]:
        """The values of its journal entry."""
        committed = {
            "decision": f"Decision:{self.decision}", "participant": f"Participant:{self.participant}",
            "choice": self.choice, "explanation": None, "nonce": self.nonce,
        }  # fmt: skip
        commitment = hashlib.sha256(canonical(committed)).hexdigest()
        payload = {
            "ballots": [{
                "participant": f"Participant:{self.participant}", "state": code, "commitment": commitment, "changed": changed,
            }],
            "enteredByChair": False,
        }  # fmt: skip
        entry = {
            "sequence": sequence, "at": self.at, "actor": "FOCAL_POINT bench", "action": "ballots.cast",
            "subject": f"Decision:{self.decision}", "payload": payload, "public": True,
        }  # fmt: skip
        hashed = hashlib.sha256(previous.encode() + canonical(entry)).hexdigest()
        return {
            **entry,
            "id": sequence,
            "payload": canonical(payload).decode(),
            "previous_hash": previous,
            "hash": hashed,
        }


FIND = """SELECT t.participant_id, e.iso_alpha3, e.state_id, b.id
FROM core_tokens t
JOIN voting_electors e ON e.decision_id = :decision AND e.participant_id = t.participant_id
LEFT JOIN voting_ballots b ON b.decision_id = e.decision_id AND b.participant_id = e.participant_id
WHERE t.hash = :hash AND t.revoked_at IS NULL"""
CHANGE = """UPDATE voting_ballots SET choice = :choice, nonce = :nonce, cast_at = :at, explanation = NULL,
entered_by_chair = false WHERE id = :ballot"""
ADD = """INSERT INTO voting_ballots (id, decision_id, participant_id, state_id, choice, nonce, cast_at, entered_by_chair)
VALUES (:ballot, :decision, :participant, :state, :choice, :nonce, :at, false)"""
APPEND = """INSERT INTO core_journal (id, sequence, at, actor, action, subject, payload, public, previous_hash, hash)
VALUES (:id, :sequence, :at, :actor, :action, :subject, :payload, :public, :previous_hash, :hash)"""
ADVANCE = "UPDATE core_head SET sequence = :sequence, hash = :hash, revision = revision + 1"
