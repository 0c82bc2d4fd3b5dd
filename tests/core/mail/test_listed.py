"""Whoever asks what is held about them is told of all mail to their address, also of what was sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from core.mail.outbox import Message
from core.platform import Platform
from core.tables import outbox
from tests.commands import Run
from tests.factories import writing
from tests.postbox import Postbox

FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
MAILS = (
    ("a@test.example", "sent", "fr", {}),
    ("a@test.example", "obsolete", None, {"withdrawn_at": FIRST, "body": ""}),
    ("b@test.example", "to somebody else", "es", {}),
    ("a@test.example", "given up", None, {"dead": True, "last_error": "550 a@test.example"}),
)


def test_all_mail_to_an_address_is_listed_oldest_first(run: Run, platform: Platform, postbox: Postbox) -> None:
    for hours, (address, subject, language, columns) in enumerate(MAILS):
        with writing(platform, now=FIRST + timedelta(hours=hours)) as write:
            write.send(Message(subject, address, f"Mail {subject}", "Body", language=language))
            write.session.execute(update(outbox).where(outbox.c.key == subject).values(attempts=0, **columns))
    assert run("outbox", "run", "--once", NMIRF_SMTP_URL=postbox.address).returncode == 0
    header, *rows, last = run("outbox", "list", "--to", "A@test.example").stdout.splitlines()
    assert header.split() == ["number", "language", "subject", "queued", "state", "text", "last", "error"]
    told = (
        (" fr ", "Mail sent", "2026-03-02 09:00Z", " sent 20", "kept"),
        ("Mail obsolete", "2026-03-02 10:00Z", "obsolete 2026-03-02 09:00Z", "deleted"),
        ("Mail given up", "2026-03-02 12:00Z", "dead", "kept", "550 a@test.example"),
    )
    for row, words in zip(rows, told, strict=True):
        assert [word for word in words if word not in row] == []
    assert last == "3 messages to A@test.example, 1 of them not sent yet."
    nothing = run("outbox", "list", "--to", "c@test.example").stdout
    assert nothing == "0 messages to c@test.example, 0 of them not sent yet.\n"
