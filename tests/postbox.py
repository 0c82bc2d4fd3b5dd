"""A real SMTP server on loopback that keeps what it receives."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.ports import free_port


class Postbox:
    """What the server received, and from whom. address: as NMIRF_SMTP_URL takes it.

    refused: to whom it takes nothing; turned_away: to whom it takes nothing and ends the connection, saying so; dropped:
    for whom it ends it in the middle of the message; seconds: how long it takes to say that it has taken one.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.mails: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.turned_away: set[str] = set()
        self.dropped: set[str] = set()
        self.seconds = 0.0
        self.logins: list[tuple[str, str]] = []

    def logged_in(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=True)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return "450 Not now"
        if address in self.turned_away:
            return "421 4.7.0 Greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.dropped & set(envelope.rcpt_tos):
            server.transport.abort()
            return "250 OK"
        received = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(received, EmailMessage)
        self.mails.append(received)
        await asyncio.sleep(self.seconds)
        return "250 OK"


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    """A postbox whose server runs."""
    port = free_port()
    received = Postbox(f"smtp://127.0.0.1:{port}")
    controller = Controller(
        received, hostname="127.0.0.1", port=port, authenticator=received.logged_in, auth_require_tls=False
    )
    controller.start()
    try:
        yield received
    finally:
        controller.stop()
