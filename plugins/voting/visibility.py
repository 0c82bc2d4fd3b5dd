"""(D1, D7) Who may see which decisions, ballots and tallies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement

from core.members import PARTICIPANTS_AND_SECRETARIAT


def visible(decision: Any, role: str) -> ColumnElement[bool] | None:
    """(D1) Only participants and the secretariat see a draft; a decision is public once consensus is sought."""
    if role in PARTICIPANTS_AND_SECRETARIAT:
        return None
    public: ColumnElement[bool] = decision.consensus_opened_at.is_not(None)
    return public


def closed(decision: Any, role: str) -> ColumnElement[bool]:
    """(D7) Ballots and tally are visible once the vote is closed; before that for nobody, whatever the role."""
    found: ColumnElement[bool] = decision.voting_closed_at.is_not(None)
    return found
