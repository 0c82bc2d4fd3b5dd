"""Logs: one JSON object a line, for people a line of text; with the id of the request, without anybody's data."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from typing import Any

import orjson

from core.observation.current import current

DEEPEST = 30


class JsonLines(logging.Formatter):
    """A record as one JSON object: at, level, logger, message, request, what `extra={"facts": …}` holds, error."""

    def __init__(self) -> None:
        super().__init__()
        self.second, self.told_second = -1, ""
        # What no line tells need not be asked for at each: a request would pay for it.
        logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False

    def format(self, record: logging.LogRecord) -> str:
        second = int(record.created)
        if second != self.second:
            self.second, self.told_second = second, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        line: dict[str, Any] = {
            "at": f"{self.told_second}.{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        identifier = current.get().identifier
        if identifier:
            line["request"] = identifier
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = told(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()


class TextLines(logging.Formatter):
    """A record as people read it in a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={value}" for name, value in getattr(record, "facts", {}).items())
        line = f"{record.levelname.lower():<8} {record.getMessage()} {facts}".rstrip()
        if record.exc_info and record.exc_info[1] is not None:
            error = told(record.exc_info[1])
            line += "\n" + "\n".join([f"  {error['type']}", *(f"    {place}" for place in error["places"])])
        return line


def told(error: BaseException) -> dict[str, Any]:
    """An exception by its type, its causes' types and its places: what it says may hold somebody's data."""
    causes: list[str] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and len(causes) < DEEPEST:
        causes.append(type(cause).__qualname__)
        cause = cause.__cause__ or cause.__context__
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return {"type": type(error).__qualname__, "causes": causes, "places": places[-DEEPEST:]}


def configuration(form: str, level: str) -> dict[str, Any]:
    """The logging of a server process, for `logging.config.dictConfig`."""
    text = form == "text" or (form == "auto" and sys.stderr.isatty())
    lines = TextLines if text else JsonLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": lines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "nmirf": {"level": level.upper()},
            "uvicorn": {"level": "INFO"},
        },
    }
