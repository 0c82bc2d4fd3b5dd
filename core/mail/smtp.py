"""Mail over SMTP: composed, and handed to the server that an address names."""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
from contextlib import suppress
from datetime import UTC
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SECONDS_TO_CONNECT = 5
SECONDS_TO_ANSWER = 30
LONGEST_LINE = 78
"""The characters of a line that need no folding (RFC 5322)."""

logger = logging.getLogger("nmirf.outbox")


class MailConnection:
    """A connection to a mail server, which is opened again if it has ended.

    address: smtp://[user:password@]host[:port][?starttls=yes] or smtps://…; sender: the address that mail comes from.
    """

    def __init__(self, address: str, sender: str) -> None:
        self.address, self.sender = address, sender
        self.hung_up = False
        self.server: _Server | None = None

    def connect(self) -> None:
        """Connect, encrypted and logged in as the address says. Raises OSError, as smtplib does."""
        if self.server is not None and self.server.sock is not None:
            return
        url, secure = urlsplit(self.address), ssl.create_default_context()
        host = url.hostname or ""
        if url.scheme == "smtps":
            server: _Server = _EncryptedServer(self, host, url.port or 465, context=secure)
        else:
            server = _Server(self, host, url.port or 25)
        try:
            if parse_qs(url.query).get("starttls") == ["yes"]:
                server.starttls(context=secure)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
        except BaseException:
            server.close()
            raise

    def send(self, row: Any) -> Exception | None:
        """Send one message; returns what is wrong with it, or why the server refused it, or None.

        The standard library may raise anything for addresses that it cannot read.
        """
        assert self.server is not None
        try:
            self.server.send_message(compose(row, self.sender))
        except OSError as error:
            self._reset()
            return TimeoutError("No answer came before the process had to end.") if self.hung_up else error
        except Exception as error:
            logger.error("message %s of the outbox cannot be composed: %s", row.id, type(error).__name__)
            self._reset()
            return error
        return None

    def hang_up(self) -> None:
        """End the connection for good, from another thread: nobody waits for the server any longer."""
        self.hung_up = True
        if self.server is not None and self.server.sock is not None:
            with suppress(OSError):
                self.server.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the session with the server, if there is one."""
        if self.server is not None:
            with suppress(OSError):
                self.server.quit()
            self.server.close()
            self.server = None

    def _reset(self) -> None:
        """Let the server discard a message that it did not take; if it does not answer, end the connection."""
        assert self.server is not None
        try:
            discarded = self.server.sock is not None and self.server.rset()[0] == 250
        except OSError:
            discarded = False
        if not discarded:
            self.server.close()


class _Server(smtplib.SMTP):
    """A mail server that its connection knows before it has answered."""

    def __init__(self, connection: MailConnection, host: str, port: int, **options: Any) -> None:
        self._connection = connection
        connection.server = self
        super().__init__(host, port, timeout=SECONDS_TO_CONNECT, **options)

    def getreply(self) -> tuple[int, bytes]:
        if self._connection.hung_up:
            self.close()
            raise smtplib.SMTPServerDisconnected("The connection was ended.")
        if self.sock is not None:
            self.sock.settimeout(SECONDS_TO_ANSWER)
        return super().getreply()

    def docmd(self, cmd: str, args: str = "") -> tuple[int, bytes]:
        answer = super().docmd(cmd, args)
        if cmd == "STARTTLS" and self.sock is not None:
            self.sock.settimeout(SECONDS_TO_CONNECT)  # the handshake, which comes next, belongs to connecting
        return answer


class _EncryptedServer(_Server, smtplib.SMTP_SSL):
    """A mail server that uses TLS from the start."""


class _ASCII(EmailPolicy):
    """Messages in lines of ASCII, which every mail server takes; a header that is encoded already stays as it is."""

    cte_type = "7bit"
    linesep = "\r\n"
    refold_source = "none"

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        return (name, value.encode()) if isinstance(value, Header) else super().header_store_parse(name, value)


def compose(row: Any, sender: str) -> EmailMessage:
    """A queued message as it is sent: plain text, with its invitation if it has one (RFC 6047)."""
    message = EmailMessage(policy=_ASCII())
    message["From"], message["To"] = sender, row.recipient
    message["Subject"] = _subject(" ".join(row.subject.split()))
    message["Date"] = row.queued_at.astimezone(UTC)
    message["Message-ID"] = row.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(row.body)
    if row.calendar is not None:
        message.add_alternative(row.calendar, subtype="calendar", params={"method": row.calendar_method or "PUBLISH"})
    return message


def _subject(written: str) -> str | Header:
    """A subject, encoded here unless it is one short line of ASCII.

    An EmailMessage would lose and add spaces where it folds a subject, and decode what looks encoded.
    """
    fits = written.isascii() and "=?" not in written and len(f"Subject: {written}") <= LONGEST_LINE
    return written if fits else Header(written, "utf-8", header_name="Subject")
