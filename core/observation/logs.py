"""Logs: one JSON object a line, or a line of text for people; with the id of the request, without personal data."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson

from core.errors import StartupError, Whereabouts
from core.observation.current import current
from core.observation.notes import Note
from schema.declaring.errors import DeclarationError

DEEPEST = 30
SECONDS_OF_REPETITION = 5.0
"""How long a warning is not repeated: every request would report a database that is away."""
MOST_REMEMBERED = 100
OF_WEB_SOCKETS = ('%s - "WebSocket', "connection open", "connection closed", "connection rejected")
"""How uvicorn's messages about web sockets begin."""


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object: at, level, logger, message, request, the `extra={"facts": …}`, error."""

    def __init__(self) -> None:
        super().__init__()
        self.moment, self.moment_text = -1, ""
        # What no line contains need not be looked up: every request would pay for it.
        logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False

    def at(self, seconds: float) -> str:
        """A moment in the format of RFC 3339, to the millisecond."""
        moment = int(seconds * 1_000)
        if moment != self.moment:
            seconds_text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment // 1_000))
            self.moment, self.moment_text = moment, f"{seconds_text}.{moment % 1_000:03}Z"
        return self.moment_text

    def format(self, record: logging.LogRecord) -> str:
        notes: Sequence[Note] | None = getattr(record, "notes", None)
        if notes is not None:
            common = _members({"level": record.levelname.lower(), "logger": record.name, "message": record.msg})
            return "\n".join([self.noted(common, note) for note in notes])
        line: dict[str, Any] = {
            "at": self.at(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        identifier = current.get().identifier
        if identifier:
            line["request"] = identifier
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = outline(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()

    def noted(self, common: str, note: Note) -> str:
        """The line of one request. common: the part that all lines of a record share."""
        answered = _answer_members(note.method, note.route, note.status)
        operation = _operation_members(note.kind, note.operation) if note.kind else ""
        return f'{{"at":"{self.at(note.at)}",{common},"request":"{note.request}",{answered},"ms":{note.ms}{operation}}}'


def _members(facts: Mapping[str, Any]) -> str:
    return orjson.dumps(facts)[1:-1].decode()


@lru_cache(1_000)
def _answer_members(method: str, route: str, status: int) -> str:
    return _members({"method": method, "route": route, "status": status})


@lru_cache(1_000)
def _operation_members(kind: str, operation: str | None) -> str:
    return f",{_members({'kind': kind, 'operation': operation})}"


class NoAddresses(logging.Filter):
    """Drops uvicorn's messages about web sockets, which contain senders' addresses and query strings."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith(OF_WEB_SOCKETS)


class NoRepetitions(logging.Filter):
    """Drops a warning that was logged a moment ago in the same words."""

    def __init__(self) -> None:
        super().__init__()
        self.logged_at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno != logging.WARNING or record.exc_info:
            return True
        message, now = record.getMessage(), time.monotonic()
        if now - self.logged_at.get(message, -SECONDS_OF_REPETITION) < SECONDS_OF_REPETITION:
            return False
        if len(self.logged_at) >= MOST_REMEMBERED:
            self.logged_at.clear()
        self.logged_at[message] = now
        return True


class TextLines(logging.Formatter):
    """Formats a record for people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        notes: Sequence[Note] | None = getattr(record, "notes", None)
        if notes is not None:
            return "\n".join(_as_text(record, note) for note in notes)
        facts = " ".join(f"{name}={value}" for name, value in getattr(record, "facts", {}).items())
        line = f"{record.levelname.lower():<8} {record.getMessage()} {facts}".rstrip()
        if record.exc_info and record.exc_info[1] is not None:
            error = outline(record.exc_info[1])
            within = "".join(f" in {one}" for one in error.get("in", ()))
            says = f": {error['says']}" if "says" in error else ""
            places = (f"    {place}" for place in error["places"])
            line = "\n".join([line, f"  {error['type']}{within}{says}", *places])
        return line


def _as_text(record: logging.LogRecord, note: Note) -> str:
    asked = f" {note.kind} {note.operation or ''}".rstrip() if note.kind else ""
    return f"{record.levelname.lower():<8} {note.method} {note.route} {note.status} {note.ms} ms{asked}"


def outline(error: BaseException) -> dict[str, Any]:
    """An exception's type, where it was raised, and its causes' types, without its message: that may be personal.

    The messages of StartupError and DeclarationError are for operators and plugin authors, and contain none.
    """
    causes: list[str] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and len(causes) < DEEPEST:
        causes.append(type(cause).__qualname__)
        cause = cause.__cause__ or cause.__context__
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    says = {"says": str(error)} if isinstance(error, StartupError | DeclarationError) else {}
    noted = [note for note in getattr(error, "__notes__", ()) if isinstance(note, Whereabouts)]
    within = {"in": noted} if noted else {}
    return {"type": type(error).__qualname__, **within, **says, "causes": causes, "places": places[-DEEPEST:]}


def configuration(form: str, level: str) -> dict[str, Any]:
    """The logging of a server process, for `logging.config.dictConfig`.

    uvicorn's own line for each request, with the client's address and the whole query, is never written: in a worker,
    configuring `uvicorn` alone would turn it on again.
    """
    text = form == "text" or (form == "auto" and sys.stderr.isatty())
    lines = TextLines if text else JsonLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": lines}},
        "filters": {"addresses": {"()": NoAddresses}, "repetitions": {"()": NoRepetitions}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "filters": ["addresses", "repetitions"],
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "nmirf": {"level": level.upper()},
            "uvicorn": {"level": "INFO"},
            "uvicorn.access": {"handlers": [], "propagate": False},
        },
    }
