"""Lines of the log as machines and as people read them."""

from __future__ import annotations

import logging

import pytest

from core.observation import logs
from core.observation.logs import JsonLines, NoAddresses, NoRepetitions, TextLines
from core.observation.notes import Note

ASKED = Note(0.0, "made", "POST", "/graphql", 200, 0.0015, "query", "Asked")


def _record(message: str, *given: object, **told: object) -> logging.LogRecord:
    record = logging.LogRecord("nmirf", logging.INFO, "", 0, message, given, None)
    vars(record).update(told)
    return record


def test_each_line_has_its_own_moment_to_the_millisecond() -> None:
    lines = JsonLines()
    told = [lines.at(moment) for moment in (0.007, 0.007, 86_400.25)]
    assert told == ["1970-01-01T00:00:00.007Z"] * 2 + ["1970-01-02T00:00:00.250Z"]


def test_people_read_requests_and_facts_on_a_line_each() -> None:
    lines = TextLines()
    plain = ASKED._replace(method="GET", route="other", kind=None, operation=None)
    assert lines.format(_record("answered", notes=[ASKED, ASKED._replace(operation=None), plain])).splitlines() == [
        "info     POST /graphql 200 1.50 ms query Asked",
        "info     POST /graphql 200 1.50 ms query",
        "info     GET other 200 1.50 ms",
    ]
    assert (
        lines.format(_record("%s of mail", 3, facts={"sent": 3, "failed": 0})) == "info     3 of mail sent=3 failed=0"
    )
    assert lines.format(_record("begun")) == "info     begun"


@pytest.mark.parametrize(
    "message",
    ['%s - "WebSocket %s" [accepted]', "connection open", "connection closed", "connection rejected (%d %s)"],
)
def test_what_uvicorn_says_of_web_sockets_and_their_senders_is_left_out(message: str) -> None:
    assert not NoAddresses().filter(_record(message, "198.51.100.77", "/graphql"))
    assert NoAddresses().filter(_record("Uvicorn running on %s", "http://127.0.0.1:8000"))


def test_a_warning_is_repeated_only_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    away, back = (_record("%s does not answer", name, levelno=logging.WARNING) for name in ("here", "there"))
    told = NoRepetitions()
    assert [told.filter(record) for record in (away, away, back, away, back)] == [True, False, True, False, False]
    assert all(told.filter(_record("answered")) for _ in range(3))
    monkeypatch.setattr(logs, "SECONDS_OF_REPETITION", 0.0)
    assert told.filter(away)
