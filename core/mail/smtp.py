"""Messages over SMTP: put together, and handed to the server that an address names."""

from __future__ import annotations

import logging
import smtplib
import ssl
from contextlib import suppress
from datetime import UTC
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SMTP_SECONDS = 30

logger = logging.getLogger("nmirf.outbox")


class Line:
    """A line to a mail server, which is made anew where it has ended.

    address: smtp://[user:password@]host[:port][?starttls=yes] or smtps://…; sender: whom all is from.
    """

    def __init__(self, address: str, sender: str) -> None:
        self.address, self.sender = address, sender
        self._server: smtplib.SMTP | None = None

    def connect(self) -> None:
        """Have a line, encrypted and logged in as the address says. Raises OSError, as smtplib does."""
        if self._server is not None and self._server.sock is not None:
            return
        url, secure = urlsplit(self.address), ssl.create_default_context()
        host = url.hostname or ""
        server: smtplib.SMTP
        if url.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, url.port or 465, timeout=SMTP_SECONDS, context=secure)
        else:
            server = smtplib.SMTP(host, url.port or 25, timeout=SMTP_SECONDS)
        try:
            if parse_qs(url.query).get("starttls") == ["yes"]:
                server.starttls(context=secure)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
        except BaseException:
            server.close()
            raise
        self._server = server

    def send(self, row: Any) -> Exception | None:
        """Send one message; what is wrong with it, or what the server has against it, or None.

        Addresses that the standard library cannot read make it raise anything.
        """
        assert self._server is not None
        try:
            self._server.send_message(composed(row, self.sender))
        except OSError as error:
            self._begin_anew()
            return error
        except Exception as error:
            logger.error("message %s of the outbox cannot be put together: %s", row.id, type(error).__name__)
            self._begin_anew()
            return error
        return None

    def close(self) -> None:
        """Take leave of the server, if there is a line."""
        if self._server is not None:
            with suppress(OSError):
                self._server.quit()
            self._server.close()
            self._server = None

    def _begin_anew(self) -> None:
        """Have the server forget a message that it did not take; where it does not answer to that, the line ends."""
        assert self._server is not None
        try:
            forgotten = self._server.sock is not None and self._server.rset()[0] == 250
        except OSError:
            forgotten = False
        if not forgotten:
            self._server.close()


def composed(row: Any, sender: str) -> EmailMessage:
    """A queued message as it is sent: plain text, with its invitation where it has one (RFC 6047)."""
    message = EmailMessage()
    message["From"], message["To"] = sender, row.recipient
    message["Subject"] = " ".join(row.subject.split())
    message["Date"] = row.queued_at.astimezone(UTC)
    message["Message-ID"] = row.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(row.body)
    if row.calendar is not None:
        message.add_alternative(row.calendar, subtype="calendar", params={"method": row.calendar_method or "PUBLISH"})
    return message
