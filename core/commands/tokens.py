"""Tokens: who may write, and in which role."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated

import typer
from sqlalchemy import select

from core import identity
from core.commands.environment import LARGEST_NUMBER, current_platform, ready_platform
from core.console import require_output, say, show
from core.database.sessions.session import Session
from core.errors import StartupError
from core.identity import LONGEST_NAME, Role, Viewer
from core.inputs.identifiers import key_of
from core.inputs.wording import in_capitals, one_line
from core.members.directory import parties
from core.members.enums import SPOKEN_FOR_AS
from core.members.names import code_of
from core.members.rules.taking_part import participant_codes
from core.writing.write import Write

LIFE, LONGEST_LIFE = 365, 3_660
"""Days until a token expires, by default and at most."""

ROLES = [role.name for role in identity.GRANTED]
LISTED_ROLES = f"{', '.join(ROLES[:-1])} or {ROLES[-1]}"

MAIL_ADDRESS = re.compile(r"[^\s@]@[^\s@]")

token = typer.Typer(no_args_is_help=True, help="Tokens: who may write, and in which role.")


@token.command(name="create")
def create_token(
    role: Annotated[str, typer.Option(help=f"{LISTED_ROLES}.")],
    name: Annotated[
        str,
        typer.Option(
            help="Its holder, as the journal shows it to everybody, permanently: name an office, not a person."
        ),
    ],
    participant: Annotated[
        str | None, typer.Option(help="The ISO alpha-3 code of the participant it speaks for.")
    ] = None,
    partner: Annotated[str | None, typer.Option(help="The id of the partner it speaks for, as in Partner:123.")] = None,
    expires: Annotated[int, typer.Option(help="Days until it expires.", min=1, max=LONGEST_LIFE)] = LIFE,
) -> None:
    """Make a token and print it, only this once."""
    if in_capitals(role) not in ROLES:
        raise StartupError("ROLE", f"{role!r} cannot be granted: {LISTED_ROLES}. Others follow from records.")
    chosen = Role[in_capitals(role)]
    _check_speaks(chosen in SPOKEN_FOR_AS.values(), participant, chosen, "PARTICIPANT", "--participant")
    _check_speaks(chosen is Role.PARTNER, partner, chosen, "PARTNER", "--partner")
    holder = _checked_name(name)
    require_output()
    with current_platform().write(Viewer(Role.ADMINISTRATOR, name="nmirf token create")) as write:
        key = None if participant is None else _participant(write.session, participant, chosen)
        partner_key = None if partner is None else _partner(write.session, partner)
        life = timedelta(days=expires)
        made = identity.create_token(write.session, write.now, chosen, holder, key, partner_key, life)
        _record_creation(write, made, write.today + life)
        say(made)  # within the write: a token that cannot be printed is not stored


def _checked_name(name: str) -> str:
    """A name that everybody may read, permanently. Raises Invalid, and StartupError NAME for a mail address."""
    if MAIL_ADDRESS.search(name):
        message = (
            "--name has a mail address, and the journal shows it to everybody, permanently: name an office instead."
        )
        raise StartupError("NAME", message)
    return one_line(name, LONGEST_NAME, "name", "name")


def _record_creation(write: Write, made: str, expires: date) -> None:
    """Journal whom a token lets write, and in which role; not the token itself."""
    holder = identity.find_token(write.session, made, write.today)
    assert holder is not None
    payload = {"token": holder.token, "name": holder.name, "role": holder.role.name, "expires": expires.isoformat()}
    if holder.participant is not None:
        payload["participant"] = f"Participant:{holder.participant}"
    if holder.partner is not None:
        payload["partner"] = f"Partner:{holder.partner}"
    write.record("token.created", None, payload, public=False)


def _check_speaks(needed: bool, given: str | None, role: Role, code: str, option: str) -> None:
    if needed and given is None:
        raise StartupError(code, f"A token of role {role.name} speaks for a participant or partner: give {option}.")
    if given is not None and not needed:
        raise StartupError(code, f"A token of role {role.name} takes no {option}: leave it out.")


def _participant(session: Session, code: str, role: Role) -> int:
    """The key of a participant that a token of this role may speak for."""
    known = {party.iso_alpha3: party for party in parties(session, ready_platform().now().date())}
    party = known.get(code_of(code))
    if party is None:
        message = f"{code!r} is not a participant today: acknowledge its accession, or import it, first."
        raise StartupError("PARTICIPANT", message)
    right = SPOKEN_FOR_AS[party.standing]
    if role is not right:
        message = f"{party.iso_alpha3} is {party.standing.name} today: make a token of role {right.name}."
        raise StartupError("ROLE", message)
    return party.participant


def _partner(session: Session, identifier: str) -> int:
    """The key of an existing partner, whichever plugin has them. Raises StartupError PARTNER."""
    key = key_of(identifier, "Partner", "partner")
    known = ready_platform().assembled.model.types.get("Partner")
    if known is None:
        message = "There are no partners: the plugin that has them is disabled or not installed; see `nmirf plugins`."
        raise StartupError("PARTNER", message)
    if session.execute(select(known.table.c.id).where(known.table.c.id == key)).first() is None:
        raise StartupError(
            "PARTNER", f"There is no {identifier}: `{{ partners {{ nodes {{ id }} }} }}` lists them all."
        )
    return key


@token.command(name="list")
def list_tokens() -> None:
    """List the tokens, without their secrets."""
    rows = []
    with ready_platform().database.reading() as session:
        codes = participant_codes(session)
        for row in identity.list_tokens(session):
            expired = row.expires_on is not None and row.expires_on < ready_platform().now().date()
            state = "revoked" if row.revoked_at else "expired" if expired else "in force"
            made, expires = f"{row.created_at:%Y-%m-%d}", str(row.expires_on or "")
            party = codes.get(row.participant_id, f"Partner:{row.partner_id}" if row.partner_id else "")
            rows.append((str(row.id), row.name, row.role, party, made, expires, state))
    show(("number", "name", "role", "of", "made", "expires", "state"), rows)


@token.command(name="revoke")
def revoke_token(
    number: Annotated[int, typer.Argument(help="As `nmirf token list` shows it.", min=1, max=LARGEST_NUMBER)],
) -> None:
    """Revoke a token, at once and permanently."""
    with ready_platform().write(Viewer(Role.ADMINISTRATOR, name="nmirf token revoke")) as write:
        if not identity.revoke_token(write.session, number, write.now):
            raise StartupError("TOKEN", f"No token in force has the number {number}; see `nmirf token list`.")
        write.record("token.revoked", None, {"token": number}, public=False)
    say("Revoked.")
