"""The sender of a request: by a token of ours, one of the OpenID Connect provider, or as a plugin recognises it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from pluggy import PluginManager
from sqlalchemy import bindparam, select
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.requests import HTTPConnection

from core.database.database import Database
from core.database.sessions.prepared import Prepared
from core.database.sessions.session import Session
from core.errors import Invalid, StartupError, Unavailable, WithoutRole
from core.identity import LONGEST_NAME, PUBLIC, Role, Viewer, find_token, is_in_force
from core.inputs.wording import one_line
from core.journal.chain import last_number
from core.members.enums import SPOKEN_FOR_AS
from core.members.names import code_of
from core.members.tables import participants, standings, states
from core.plugins.hooks import call_all
from core.settings.settings import Settings
from schema.request.identifiers import key_in
from schema.serving.headers import headers_of

if TYPE_CHECKING:
    from core.sign_in.openid import OpenIdProvider

logger = logging.getLogger("nmirf.openid")

LONGEST_TOKEN = 8_000
STANDS_AS: Mapping[str | None, Role] = {standing.name: role for standing, role in SPOKEN_FOR_AS.items()}
"""The role of a person that speaks for a participant, by the name of its standing in the records."""
FROM_RECORDS = (Role.COORDINATOR, Role.COMMITTEE)
"""Roles of focal points that are not granted: they follow from the records; the first one found is used."""
PRESENT = Prepared(
    select(standings.c.standing).where(
        standings.c.participant_id == bindparam("participant"), standings.c.until.is_(None)
    )
)
"""The present standing of a participant."""

T = TypeVar("T")


class SignIn:
    """Finds the viewer of a request, with the role that the records give its participant today.

    local: whether the database alone identifies it, without a provider or a plugin; needs_no_waiting: whether this only
    reads a file, for which the event loop has the time.
    """

    def __init__(self, settings: Settings, database: Database, plugins: PluginManager) -> None:
        self.settings, self.database, self.plugins = settings, database, plugins
        self.provider = _provider(settings)
        self.plugins_recognise = bool(plugins.hook.authenticate.get_hookimpls())
        self.local = self.provider is None and not self.plugins_recognise
        self.needs_no_waiting = self.local and database.dialect == "sqlite"

    def viewer(self, request: HTTPConnection, today: date) -> Viewer | None:
        """The sender of the request; None if it has a token that nobody recognises.

        Raises ProviderUnreachable if only the provider could recognise it, and it does not answer; WithoutRole if the
        provider has signed the token, but that gives no role; Unavailable for the database, after a second attempt if
        that went away.
        """
        claims = self._claims(request)  # before the look: no connection is held while waiting for the provider
        return self._look(lambda session: self._recognised(session, request, today, claims))

    def viewers(self, requests: Sequence[HTTPConnection], today: date) -> list[Viewer | Exception | None]:
        """The sender of each of several requests: one connection to the database for all, one look for each token.

        An error for one of them, unless it is the database's, takes its place.
        """
        distinct = {_authorization(request): request for request in requests}
        viewers = self._look(
            lambda session: {
                sent: self._recognised_or_error(session, request, today) for sent, request in distinct.items()
            }
        )
        return [viewers[_authorization(request)] for request in requests]

    def _recognised_or_error(self, session: Session, request: HTTPConnection, today: date) -> Viewer | Exception | None:
        try:
            return self._recognised(session, request, today)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            return error

    def _look(self, look: Callable[[Session], T]) -> T:
        try:
            with self.database.autocommit() as session:
                return look(session)
        except Unavailable as gone:
            if gone.code != "DATABASE_LOST":
                raise
        with self.database.autocommit() as session:
            return look(session)

    def _claims(self, request: HTTPConnection) -> Mapping[str, Any] | None:
        """What the provider has signed about the sender of the request; None without such a token."""
        token = _token(request)
        return self.provider.claims(token) if self.provider is not None and token.count(".") == 2 else None

    def _recognised(
        self, session: Session, request: HTTPConnection, today: date, claims: Mapping[str, Any] | None = None
    ) -> Viewer | None:
        token = _token(request)
        # Read before the look: what is written in between counts when the viewer writes. Our tokens bring it along.
        as_of = None if self.local else last_number(session)
        viewer, without_role = None, None
        if claims is not None:
            try:
                viewer = replace(self._of_claims(session, claims), subject=str(claims["sub"]))
            except WithoutRole as error:
                without_role = error
        elif token:
            viewer = find_token(session, token, today)
        if viewer is None and self.plugins_recognise:
            viewer = self.plugins.hook.authenticate(request=request, session=session)
        if viewer is None and without_role is not None:
            logger.info("token without a role: %s", without_role)
            raise without_role
        if viewer is None:
            return None if _authorization(request) else PUBLIC
        if viewer.as_of is None:
            viewer = replace(viewer, as_of=as_of)
        return self._in_present_role(session, viewer, today)

    def as_of_now(self, session: Session, viewer: Viewer, today: date) -> Viewer:
        """The viewer as its write begins, after everything that was written since its request was identified.

        It is the public if its token was revoked meanwhile.
        """
        if viewer.token is not None and not is_in_force(session, viewer.token, today):
            return PUBLIC
        return self._in_present_role(session, viewer, today)

    def _of_claims(self, session: Session, claims: Mapping[str, Any]) -> Viewer:
        """The viewer that claims name: an administrator, a partner, or a participant in its present standing.

        Raises WithoutRole if they name none of these.
        """
        settings = self.settings
        name = _name_in(claims, settings.oidc_name_claim, "sub")
        if name is None:
            raise WithoutRole("its `sub` cannot be shown in the journal")
        given = claims.get(settings.oidc_role_claim)
        roles = given if isinstance(given, list) else [given]
        if Role.ADMINISTRATOR.name in roles:
            return Viewer(Role.ADMINISTRATOR, name=name)
        participant, partner = settings.oidc_participant_claim, settings.oidc_partner_claim
        if claims.get(participant) is not None:
            speaker = _speaker_for(session, claims[participant], name)
            return _given(speaker, f"`{participant}` names no participant of today")
        if Role.PARTNER.name in roles:
            return _given(_partner(claims.get(partner), name), f"`{partner}` is no id of a partner")
        granted = f"{Role.ADMINISTRATOR.name} or {Role.PARTNER.name} in `{settings.oidc_role_claim}`"
        raise WithoutRole(f"it has no `{participant}`, nor {granted}")

    def _in_present_role(self, session: Session, viewer: Viewer, today: date) -> Viewer:
        """The viewer in its present role, by its participant's standing and the records of plugins."""
        if viewer.role in FROM_RECORDS:
            viewer = replace(viewer, role=Role.FOCAL_POINT)
        if viewer.role in STANDS_AS.values() and viewer.participant is not None:
            viewer = replace(viewer, role=STANDS_AS.get(_standing(session, viewer.participant), viewer.role))
        if viewer.role is not Role.FOCAL_POINT or viewer.participant is None:
            return viewer
        arguments = {"session": session, "participant": viewer.participant, "today": today}
        found = [role for _, role in call_all(self.plugins, "register_roles", **arguments)]
        for role in FROM_RECORDS:
            if role in found:
                return replace(viewer, role=role)
        return viewer


def _given(viewer: Viewer | None, reason: str) -> Viewer:
    """The viewer. Raises WithoutRole, for this reason, where there is none."""
    if viewer is None:
        raise WithoutRole(reason)
    return viewer


def _name_in(claims: Mapping[str, Any], *names: str) -> str | None:
    """The holder of a token, by the first of these claims that the journal can show; None if it can show none."""
    for given in map(claims.get, names):
        if isinstance(given, str):
            with suppress(Invalid):
                return one_line(given, LONGEST_NAME, "name")
    return None


def _speaker_for(session: Session, code: Any, name: str) -> Viewer | None:
    """The viewer for the participant of a code, by its present standing; None if there is no such participant."""
    iso_alpha3 = code_of(code) if isinstance(code, str) else ""
    found = session.execute(
        select(participants.c.id, standings.c.standing)
        .join(states, states.c.id == participants.c.state_id)
        .join(standings, standings.c.participant_id == participants.c.id)
        .where(states.c.iso_alpha3 == iso_alpha3, standings.c.until.is_(None))
    ).one_or_none()
    return None if found is None else Viewer(STANDS_AS[found.standing], found.id, name=name)


def _partner(identifier: Any, name: str) -> Viewer | None:
    """A partner by its id; None for anything else."""
    key = key_in(identifier, "Partner") if isinstance(identifier, str) else None
    return None if key is None else Viewer(Role.PARTNER, partner=key, name=name)


def _standing(session: Session, participant: int) -> str | None:
    found = PRESENT.first(session, participant=participant)
    return None if found is None else found.standing


def _authorization(request: HTTPConnection) -> str:
    return str(headers_of(request.scope).get(b"authorization", b""), "latin-1")


def _token(request: HTTPConnection) -> str:
    """The token of a request; empty if its length is not that of a token."""
    scheme, _, token = _authorization(request).partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else ""
    return token if 10 <= len(token) <= LONGEST_TOKEN else ""


def _provider(settings: Settings) -> OpenIdProvider | None:
    if not settings.oidc_issuer:
        if settings.oidc_audience or settings.oidc_jwks_url:
            raise StartupError(
                "SETTING",
                "NMIRF_OIDC_ISSUER is not set: without it nobody signs in with a provider. Set it to the `iss` of "
                "its tokens, or unset NMIRF_OIDC_AUDIENCE and NMIRF_OIDC_JWKS_URL.",
            )
        return None
    from core.sign_in.openid import OpenIdProvider  # only if there is a provider: it takes 10 MB

    if not settings.oidc_audience:
        raise StartupError(
            "SETTING",
            "NMIRF_OIDC_AUDIENCE is not set: without it, tokens for other services would be accepted. "
            "Set it to the name that the provider puts into `aud` for this platform.",
        )
    return OpenIdProvider(
        settings.oidc_issuer, settings.oidc_audience, settings.oidc_jwks_url, settings.oidc_leeway_seconds
    )
