"""Messages over SMTP: put together, and handed to the server that an address names."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SMTP_SECONDS = 30

logger = logging.getLogger("nmirf.outbox")


@contextmanager
def connected(address: str) -> Iterator[smtplib.SMTP]:
    """A connection, encrypted and logged in as the address says.

    address: smtp://[user:password@]host[:port][?starttls=yes] or smtps://…
    """
    url, secure = urlsplit(address), ssl.create_default_context()
    host = url.hostname or ""
    connection: smtplib.SMTP
    if url.scheme == "smtps":
        connection = smtplib.SMTP_SSL(host, url.port or 465, timeout=SMTP_SECONDS, context=secure)
    else:
        connection = smtplib.SMTP(host, url.port or 25, timeout=SMTP_SECONDS)
    with connection:
        if parse_qs(url.query).get("starttls") == ["yes"]:
            connection.starttls(context=secure)
        if url.username:
            connection.login(unquote(url.username), unquote(url.password or ""))
        yield connection


def send(connection: smtplib.SMTP, row: Any, sender: str) -> Exception | None:
    """Send one message; what is wrong with it, or what the server has against it, or None.

    Raises where the connection itself fails. Addresses that the standard library cannot read make it raise anything.
    """
    try:
        connection.send_message(composed(row, sender))
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        connection.rset()
        return error
    except OSError:
        raise
    except Exception as error:
        logger.error("message %s of the outbox cannot be put together: %s", row.id, type(error).__name__)
        connection.rset()
        return error
    return None


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
