"""(D1, D7) Who may see what of decisions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement

from core.members import PARTICIPANTS_AND_SECRETARIAT


def visible(decision: Any, role: str) -> ColumnElement[bool] | None:
    """(D1) A draft is for those who take part in the Network; once consensus is sought a decision is public."""
    if role in PARTICIPANTS_AND_SECRETARIAT:
        return None
    public: ColumnElement[bool] = decision.consensus_opened_at.is_not(None)
    return public


def closed(decision: Any, role: str) -> ColumnElement[bool]:
    """(D7) Ballots and their tally are there for readers once the vote is closed: for nobody before, in any role."""
    found: ColumnElement[bool] = decision.voting_closed_at.is_not(None)
    return found
