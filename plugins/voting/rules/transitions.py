"""How decisions and meetings move from one stage to the next: D1 and E2."""

from __future__ import annotations

from typing import Any

from core import WrongStatus
from plugins.voting.enums import DecisionStage, MeetingStatus
from plugins.voting.errors import WrongStage

_D, _M = DecisionStage, MeetingStatus

DECISION_MOVES: dict[DecisionStage, frozenset[DecisionStage]] = {
    _D.DRAFT: frozenset({_D.CONSENSUS, _D.WITHDRAWN}),
    _D.CONSENSUS: frozenset({_D.ADOPTED, _D.CONTESTED, _D.WITHDRAWN}),
    _D.CONTESTED: frozenset({_D.VOTING, _D.WITHDRAWN}),
    _D.VOTING: frozenset({_D.ADOPTED, _D.NOT_ADOPTED, _D.WITHDRAWN}),
    _D.ADOPTED: frozenset(),
    _D.NOT_ADOPTED: frozenset(),
    _D.WITHDRAWN: frozenset(),
}
MEETING_MOVES: dict[MeetingStatus, frozenset[MeetingStatus]] = {
    _M.PLANNED: frozenset({_M.CONVENED, _M.CANCELLED}),
    _M.CONVENED: frozenset({_M.OPEN, _M.CANCELLED}),
    _M.OPEN: frozenset({_M.CLOSED}),
    _M.CLOSED: frozenset(),
    _M.CANCELLED: frozenset(),
}
"""(E2) All moves but those of `reinstating`: from open to convened, and from cancelled to planned or convened."""


def require_move(stage: DecisionStage, to: DecisionStage) -> None:
    """(D1) Raises WrongStage if a decision cannot move to that stage from its own."""
    if to not in DECISION_MOVES[stage]:
        raise WrongStage(f"A decision that is {stage.name} cannot become {to.name}.", "decision")


def require_meeting_move(status: MeetingStatus, to: MeetingStatus) -> None:
    """(E2) Raises WrongStatus if a meeting cannot move to that status from its own."""
    if to not in MEETING_MOVES[status]:
        raise WrongStatus(f"A meeting that is {status.name} cannot become {to.name}.", "meeting")


def require_stage(row: Any, stage: DecisionStage) -> None:
    """(D1) Raises WrongStage unless the decision is at this stage."""
    if row.stage != stage.name:
        raise WrongStage(f"This takes a decision that is {stage.name}; it is {row.stage}.", "decision")
