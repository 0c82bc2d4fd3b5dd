"""Casts a ballot with the ORM, and writes its journal entry."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.servers.handwritten.journaling import Cast
from bench.servers.strawberry.database import writing
from bench.servers.strawberry.models import Ballot, Decision, Elector, JournalEntry, JournalHead, Token, today
from core.database.database import new_id
from core.errors import NotAllowed
from plugins.voting.errors import NotEligible, WrongStage


async def cast_ballot(cast: Cast) -> Decision:
    """Cast a ballot, or change it; returns the decision. Raises NotAllowed, WrongStage, NotEligible."""
    async with writing.begin() as session:
        await _require_voice(session, cast)
        decision = await session.get(Decision, cast.decision)
        if decision is None or decision.stage != "VOTING":
            raise WrongStage("No vote is open on this decision.", "decision")
        elector = await session.get(Elector, (cast.decision, cast.participant))
        if elector is None:
            raise NotEligible("This participant is not in the electorate.", "participant")
        changed = await _store(session, elector, cast)
        await _append(session, elector, cast, changed)
    return decision


async def _require_voice(session: AsyncSession, cast: Cast) -> None:
    known = await session.scalar(select(Token).where(Token.hash == cast.hash, Token.revoked_at.is_(None)))
    if known is None or (known.expires_on and known.expires_on < today()):
        raise NotAllowed("Only a member's focal point votes: send a token.")
    if known.role != "FOCAL_POINT" or known.participant_id != cast.participant:
        raise NotAllowed("Only a member's focal point votes, and for this member alone.", "participant")


async def _store(session: AsyncSession, elector: Elector, cast: Cast) -> bool:
    """Add the ballot, or change an earlier one; returns whether there was one."""
    of_elector = (Ballot.decision_id == elector.decision_id, Ballot.participant_id == elector.participant_id)
    ballot = await session.scalar(select(Ballot).where(*of_elector))
    changed = ballot is not None
    if ballot is None:
        ballot = Ballot(
            id=new_id(),
            decision_id=elector.decision_id,
            participant_id=elector.participant_id,
            state_id=elector.state_id,
        )
        session.add(ballot)
    ballot.choice = cast.choice
    ballot.nonce = cast.nonce
    ballot.cast_at = datetime.fromisoformat(cast.at)
    ballot.explanation = None
    ballot.entered_by_chair = False
    return changed


async def _append(session: AsyncSession, elector: Elector, cast: Cast, changed: bool) -> None:
    """Append the entry to the journal and advance its head."""
    head = (await session.scalars(select(JournalHead))).one()
    entry = cast.entry(head.sequence + 1, head.hash, elector.iso_alpha3, changed)
    session.add(JournalEntry(**{**entry, "at": datetime.fromisoformat(entry["at"])}))
    head.sequence = entry["sequence"]
    head.hash = entry["hash"]
    head.revision += 1
