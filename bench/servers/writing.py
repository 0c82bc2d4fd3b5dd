"""Casts the ballot for the tuned Strawberry and Ariadne: the platform's own rules, called as the platform does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial

from core.database.database import Database
from core.errors import Refusal
from core.identity import Viewer, find_token
from core.inputs.identifiers import key_of
from core.plugins.finding import load_plugins
from core.plugins.hooks import call_all
from core.settings.settings import Settings
from core.sign_in.senders import SignIn
from core.writing.write import writes
from plugins.voting.enums import Choice
from plugins.voting.rules.ballots import Voice, cast_ballot

settings = Settings.from_environment()
plugins = load_plugins(settings.disabled_plugins)
database = Database(settings.database)
sign_in = SignIn(settings, database, plugins)


async def cast(authorization: str, decision: str, participant: str, choice: str) -> tuple[int | None, list[Refusal]]:
    """Cast a ballot; returns the id of the decision, or the refusals."""
    return await asyncio.to_thread(_cast, authorization, decision, participant, choice)


def _cast(authorization: str, decision: str, participant: str, choice: str) -> tuple[int | None, list[Refusal]]:
    try:
        viewer = _viewer(authorization.removeprefix("Bearer "))
        with writes(database, settings, plugins, partial(datetime.now, UTC), sign_in.as_of_now) as begin:
            current = begin(viewer)
            voice = Voice(key_of(participant, "Participant", "participant"), Choice[choice])
            return cast_ballot(current, key_of(decision, "Decision", "decision"), voice), []
    except Refusal as refusal:
        return None, [refusal]


def _viewer(token: str) -> Viewer:
    today = datetime.now(UTC).date()
    with database.reading() as session:
        viewer = find_token(session, token, today) or Viewer()
        if viewer.participant is not None:
            call_all(plugins, "register_roles", session=session, participant=viewer.participant, today=today)
    return viewer
