"""What a mail server is handed: ASCII lines that read as they were written, whatever the language."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.generator import BytesGenerator
from email.header import decode_header, make_header
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

import plugins.voting
from core.mail.smtp import compose

TITLES = {
    "ar": "الجمعية العامة الخامسة للشبكة الدولية للآليات الوطنية، 2026/3 – (1)",
    "en": 'Meeting in São Tomé and Côte d’Ivoire on the review of the Declaration, =?utf-8?q?x?= <x@y.example>; "a"',
    "es": "Reunión del Comité Ejecutivo sobre la revisión de la Declaración de Asunción y el plan de acción 2027",
    "fr": "Cinquième Assemblée générale du Réseau international des mécanismes nationaux de mise en œuvre",
    "ru": "Заседание Исполнительного комитета Сети № 3 — «отчёт»",
    "zh": "国家执行、报告和后续行动机制国际网络第五届大会",
}
LENGTHS = (5, 20, 40, 60, 75, 100, 200)
PLAIN = "Meeting of the Executive Committee in Geneva"


def _subjects() -> list[str]:
    """All subjects of mail of ours that name a title, with short and long ones in the same language."""
    folder = Path(plugins.voting.__file__).parent / "data"
    words = [orjson.loads((folder / name).read_bytes()) for name in ("invitation.json", "notice.json")]
    return [
        text.format(title=_title(language, length))
        for of_all in words
        for language, known in of_all.items()
        for text in known.values()
        if text.endswith("{title}")
        for length in LENGTHS
    ]


def _title(language: str, length: int) -> str:
    return f"{TITLES[language]} {PLAIN} {TITLES[language]} {TITLES[language]}"[:length].strip()


def _sent(subject: str, body: str = "Réunion\n", calendar: str | None = None) -> bytes:
    """What `smtplib` makes of a message."""
    row = SimpleNamespace(
        recipient="a@b.example",
        subject=subject,
        body=body,
        queued_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        message_id="<a@b.example>",
        calendar=calendar,
        calendar_method="REQUEST",
    )
    sent = BytesIO()
    BytesGenerator(sent).flatten(compose(row, "network@test.example"), linesep="\r\n")
    return sent.getvalue()


def _read(sent: bytes) -> str:
    line: Any = message_from_bytes(sent)["Subject"]
    return str(make_header(decode_header("".join(line.splitlines()))))


@pytest.mark.parametrize(
    "subject", [PLAIN, f"{PLAIN} {PLAIN} {PLAIN}", "w" * 90, f"{PLAIN} {'w' * 255}", "=?utf-8?q?x?="]
)
def test_an_english_subject_arrives_as_it_was_written(subject: str) -> None:
    assert _read(_sent(subject)) == subject


def test_a_subject_in_any_language_arrives_as_it_was_written() -> None:
    subjects = _subjects()
    assert len(subjects) >= 6 * 6 * len(LENGTHS)
    assert [subject for subject in subjects if _read(_sent(subject)) != subject] == []


@pytest.mark.parametrize("text", [TITLES["fr"], f"{TITLES['zh']} " * 40, PLAIN * 40])
def test_a_message_is_sent_in_short_lines_of_ascii(text: str) -> None:
    calendar = f"BEGIN:VCALENDAR\r\nSUMMARY:{text}\r\nEND:VCALENDAR\r\n"
    sent = _sent(TITLES["fr"], f"{text}\n", calendar)
    assert sent.isascii()
    assert max(map(len, sent.split(b"\r\n"))) <= 78
    read = message_from_bytes(sent, policy=policy.default)
    assert isinstance(read, EmailMessage)
    plain, invitation = read.iter_parts()
    assert isinstance(plain, EmailMessage) and isinstance(invitation, EmailMessage)
    assert plain.get_content().splitlines() == [text]
    assert invitation.get_content().splitlines() == calendar.splitlines()
