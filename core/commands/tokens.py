"""Tokens: who may write, and as what."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer
from sqlalchemy import select

from core import identity
from core.commands.common import records
from core.errors import StartupError
from core.identifiers import key_of
from core.members.names import code_of
from core.members.tables import participants, states
from core.saying import say, show
from core.wording import one_line

LONGEST_NAME = 200
"""The most signs of a name that the journal shows."""

token = typer.Typer(no_args_is_help=True, help="Tokens: who may write, and as what.")


@token.command(name="create")
def create_token(
    role: Annotated[str, typer.Option(help="PARTNER, OBSERVER, FOCAL_POINT or ADMINISTRATOR.")],
    name: Annotated[str, typer.Option(help="Whose it is, as the journal will show it.")],
    participant: Annotated[
        str | None, typer.Option(help="The ISO alpha-3 code of the participant it speaks for.")
    ] = None,
    partner: Annotated[str | None, typer.Option(help="The id of the partner it speaks for, as in Partner:123.")] = None,
    expires: Annotated[int | None, typer.Option(help="Days until it expires.", min=1)] = None,
) -> None:
    """Make a token and print it, this once."""
    if role.upper() not in [granted.name for granted in identity.GRANTED]:
        raise StartupError(
            "ROLE",
            f"{role!r} cannot be granted: PARTNER, OBSERVER, FOCAL_POINT or ADMINISTRATOR. Others follow from records.",
        )
    chosen = identity.Role[role.upper()]
    if chosen in (identity.Role.OBSERVER, identity.Role.FOCAL_POINT) and participant is None:
        raise StartupError("PARTICIPANT", f"A token of role {chosen.name} speaks for somebody: give --participant.")
    if chosen is identity.Role.PARTNER and partner is None:
        raise StartupError("PARTNER", "A token of role PARTNER speaks for somebody: give --partner.")
    named = one_line(name, LONGEST_NAME, "name", "name")
    with records().database.transaction() as session:
        key = None
        if participant is not None:
            key = session.execute(
                select(participants.c.id)
                .join(states, states.c.id == participants.c.state_id)
                .where(states.c.iso_alpha3 == code_of(participant))
            ).scalar()
            if key is None:
                raise StartupError("PARTICIPANT", f"{participant!r} is no participant of the Network.")
        partner_key = key_of(partner, "Partner", "partner") if partner else None
        lifetime = timedelta(days=expires) if expires else None
        made = identity.create_token(session, records().now(), chosen, named, key, partner_key, lifetime)
    print(made)


@token.command(name="list")
def list_tokens() -> None:
    """List the tokens, without what they are."""
    rows = []
    with records().database.reading() as session:
        for row in identity.list_tokens(session):
            expired = row.expires_on is not None and row.expires_on < records().now().date()
            state = "revoked" if row.revoked_at else "expired" if expired else "in force"
            made, expires = f"{row.created_at:%Y-%m-%d}", str(row.expires_on or "")
            rows.append((str(row.id), row.name, row.role, made, expires, state))
    show(("number", "name", "role", "made", "expires", "state"), rows)


@token.command(name="revoke")
def revoke_token(number: Annotated[int, typer.Argument(help="As `nmirf token list` shows it.")]) -> None:
    """Revoke a token, at once and for good."""
    with records().database.transaction() as session:
        if not identity.revoke_token(session, number, records().now()):
            raise StartupError("TOKEN", f"No token in force has the number {number}; see `nmirf token list`.")
    say("Revoked.")
