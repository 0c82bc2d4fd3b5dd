"""Viewers, their roles, and the tokens that identify them."""

from __future__ import annotations

import enum
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import strawberry
from sqlalchemy import Row, bindparam, insert, select, update

from core.database.database import new_id
from core.database.sessions.prepared import Prepared
from core.database.sessions.session import Session
from core.errors import NotAllowed
from core.tables import head, tokens
from schema import value


@strawberry.enum
class Role(enum.Enum):
    """The role of a viewer. COMMITTEE and COORDINATOR follow from the records; the others are granted."""

    PUBLIC = value("public", description="Anybody who asks without a token.")
    PARTNER = value("partner", description="A partner of the Network, which may write records of its own partnerships.")
    OBSERVER = value("observer", description="The contact of an observer.")
    FOCAL_POINT = value(
        "focal_point", description="The focal point of a member, who adopts decisions and votes on its behalf."
    )
    COMMITTEE = value(
        "committee", description="The focal point of a member that has a seat in the Executive Committee."
    )
    COORDINATOR = value(
        "coordinator",
        description="The focal point of the member that the Executive Committee has appointed as its Coordinator.",
    )
    ADMINISTRATOR = value(
        "administrator",
        description="The secretariat, which may do everything but vote, object or speak for a participant.",
    )


LONGEST_NAME = 255
"""The most characters of a name that the journal shows: as many as a `sub` of OpenID Connect may have."""

GRANTED = (Role.PARTNER, Role.OBSERVER, Role.FOCAL_POINT, Role.ADMINISTRATOR)
COMMITTEE_OR_SECRETARIAT = (Role.COMMITTEE, Role.COORDINATOR, Role.ADMINISTRATOR)
"""The roles that keep the Network's records: the Executive Committee with its Coordinator, and the secretariat."""
_IMPLIED = {
    Role.COORDINATOR: (Role.COMMITTEE, Role.FOCAL_POINT),
    Role.COMMITTEE: (Role.FOCAL_POINT,),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: a role, and the participant or partner for which the viewer speaks (primary keys).

    name: what the journal shows; token: the key of one of our tokens; subject: the user that a provider signed in;
    as_of: the number of the last journal entry when the records were read for the role, None if they were not.
    """

    role: Role = Role.PUBLIC
    participant: int | None = None
    partner: int | None = None
    name: str | None = None
    token: int | None = None
    subject: str | None = None
    as_of: int | None = field(default=None, compare=False)

    def has(self, *roles: Role) -> bool:
        """Whether the viewer has one of the roles; a coordinator is a committee member, and both are focal points."""
        return self.role in roles or any(implied in roles for implied in _IMPLIED.get(self.role, ()))

    def speaks_for(self, participant: int) -> bool:
        """Whether the viewer speaks for this participant."""
        return self.participant == participant and self.role not in (Role.PUBLIC, Role.PARTNER, Role.ADMINISTRATOR)

    def require(self, *roles: Role) -> None:
        """Raises NotAllowed unless the viewer has one of the roles."""
        if not self.has(*roles):
            names = " or ".join(role.name for role in roles)
            raise NotAllowed(
                f"This needs the role {names}; your role is {self.role.name}. Send a token with that role."
            )

    def require_voice(self, participant: int, *path: str) -> None:
        """Raises NotAllowed unless the viewer speaks for the participant. path: where the input names it."""
        if not self.speaks_for(participant):
            message = "This needs a token of the participant itself: nobody else speaks for it."
            raise NotAllowed(message, *(path or ("participant",)))


PUBLIC = Viewer()
HELD_BY: Mapping[str, frozenset[str]] = {
    role.name: frozenset(other.name for other in Role if Viewer(other).has(role)) for role in Role
}
"""For the name of each role, the names of all roles that have it, as in `Viewer.has`."""


def facts_of(viewer: Viewer, now: datetime) -> Mapping[str, Any]:
    """What `schema.given` knows about the viewer and the moment."""
    return {
        "role": viewer.role.name,
        "participant": viewer.participant,
        "partner": viewer.partner,
        "name": viewer.name,
        "today": now.date(),
        "now": now,
    }


KEPT = Prepared(select(tokens.c.expires_on).where(tokens.c.id == bindparam("token"), tokens.c.revoked_at.is_(None)))
IN_FORCE = Prepared(
    select(tokens, select(head.c.sequence).scalar_subquery().label("as_of")).where(
        tokens.c.hash == bindparam("hash"), tokens.c.revoked_at.is_(None)
    )
)
"""The token with a hash, unless it is revoked, and the number of the last journal entry."""


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(
    session: Session,
    now: datetime,
    role: Role,
    name: str,
    participant: int | None = None,
    partner: int | None = None,
    expires_after: timedelta | None = None,
) -> str:
    """Make a token and return it, only this once: only its hash is stored."""
    token = f"nmirf_{secrets.token_urlsafe(32)}"
    session.execute(
        insert(tokens).values(
            id=new_id(),
            hash=hash_of(token),
            name=name,
            role=role.name,
            participant_id=participant,
            partner_id=partner,
            created_at=now,
            expires_on=(now + expires_after).date() if expires_after else None,
        )
    )
    return token


def find_token(session: Session, token: str, today: date) -> Viewer | None:
    """The viewer of a token, unless it is unknown, expired or revoked."""
    row = IN_FORCE.first(session, hash=hash_of(token))
    if row is None or _expired(row, today):
        return None
    return Viewer(Role[row.role], row.participant_id, row.partner_id, row.name, row.id, as_of=row.as_of)


def is_in_force(session: Session, token: int, today: date) -> bool:
    """Whether a token, by its key, is neither expired nor revoked."""
    row = KEPT.first(session, token=token)
    return row is not None and not _expired(row, today)


def _expired(token: Row[Any], today: date) -> bool:
    return token.expires_on is not None and token.expires_on < today


def list_tokens(session: Session) -> Sequence[Row[Any]]:
    """All tokens, newest first, without their secrets."""
    return session.execute(select(tokens).order_by(tokens.c.created_at.desc(), tokens.c.id)).all()


def revoke_token(session: Session, token: int, now: datetime) -> bool:
    """Revoke a token; false if there is none with this number in force."""
    done: Any = session.execute(
        update(tokens).where(tokens.c.id == token, tokens.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    return bool(done.rowcount)
