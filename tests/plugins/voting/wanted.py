"""Which rows the filters of voting keep, in the slow reference resolver."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date
from types import SimpleNamespace as Row
from typing import Any


def is_wanted_meeting(row: Row, asked: Mapping[str, Any]) -> bool:
    return (
        asked.get("kind") in (None, row.kind)
        and asked.get("status") in (None, row.status)
        and (asked.get("statuses") is None or row.status in asked["statuses"])
        and row.last_day >= date.fromisoformat(asked.get("from") or "0001-01-01")
        and row.first_day <= date.fromisoformat(asked.get("until") or "9999-12-31")
    )


def is_wanted_decision(row: Row, asked: Mapping[str, Any]) -> bool:
    decided = row.decided_at.astimezone(UTC).date() if row.decided_at else None
    first, last = asked.get("decidedFrom"), asked.get("decidedUntil")
    return (
        asked.get("body") in (None, row.body)
        and asked.get("stage") in (None, row.stage)
        and (asked.get("stages") is None or row.stage in asked["stages"])
        and asked.get("method") in (None, row.method)
        and asked.get("year") in (None, row.year)
        and asked.get("number") in (None, row.number)
        and asked.get("meeting") in (None, f"Meeting:{row.meeting_id}")
        and (first is None or (decided is not None and decided >= date.fromisoformat(first)))
        and (last is None or (decided is not None and decided <= date.fromisoformat(last)))
    )


def is_wanted_ballot(ballot: Row, asked: Mapping[str, Any]) -> bool:
    return (
        asked.get("decision") in (None, f"Decision:{ballot.decision_id}")
        and asked.get("state") in (None, f"State:{ballot.state_id}")
        and asked.get("choice") in (None, ballot.choice)
    )


def is_wanted_presence(presence: Row, asked: Mapping[str, Any]) -> bool:
    return asked.get("meeting") in (None, f"Meeting:{presence.meeting_id}") and asked.get("participant") in (
        None,
        f"Participant:{presence.participant_id}",
    )
