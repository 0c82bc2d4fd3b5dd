"""Plainly fictitious participants for tests, those that plugin authors get, and tokens."""

from __future__ import annotations

from core.conformance.participants import JOINED, SECRETARIAT, Made, make_member, make_observer, writing
from core.identity import Role, create_token
from core.platform import Platform

__all__ = ["JOINED", "SECRETARIAT", "Made", "make_member", "make_observer", "new_token", "writing"]


def new_token(platform: Platform, role: Role, participant: int | None = None) -> str:
    """A token of this role, for a participant or for nobody."""
    with platform.database.transaction() as session:
        return create_token(session, platform.now(), role, "Test", participant)
