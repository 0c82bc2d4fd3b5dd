"""Refusals of requests, in the shape of an answer with errors."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

from core.database.for_outsiders import as_outsiders_see
from core.errors import Unavailable
from schema.serving.http import NO_STORE, HttpError

logger = logging.getLogger("nmirf.app")

NOT_KEPT = {"cache-control": NO_STORE.decode()}
"""Of every refusal, for caches."""
PLACES = "GraphQL is at /graphql, files of whole lists are at /data."
"""Added to the refusal of an unknown path."""
SECONDS_TO_WAIT = b"5"


def service_unavailable(error: Unavailable) -> HttpError:
    """The refusal of a request if the database is unavailable: 503, and when to try again.

    Why and where is only in the log.
    """
    logger.warning("%s: %s", error.code, error.message)
    return HttpError(503, error.code, as_outsiders_see(error).message, {b"retry-after": SECONDS_TO_WAIT})


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "NOT_FOUND", 405: "METHOD"}.get(error.status_code, "REQUEST")
    unmatched = error.status_code == 404 and error.detail == HTTPStatus.NOT_FOUND.phrase
    message = f"{error.detail.removesuffix('.')}."
    if error.status_code == 405 and (allowed := (error.headers or {}).get("Allow")):
        message = f"Use {' or '.join(sorted(allowed.split(', ')))}."
    refusal = HttpError(error.status_code, code, f"{message} {PLACES}" if unmatched else message)
    return _answer(refusal, error.headers or {})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HttpError)
    return _answer(error, {str(name, "latin-1"): str(value, "latin-1") for name, value in error.headers.items()})


async def _unavailable(request: Request, error: Exception) -> Response:
    assert isinstance(error, Unavailable)
    return await _refused(request, service_unavailable(error))


def _answer(refusal: HttpError, headers: Mapping[str, str]) -> Response:
    """The refusal as an answer that no cache may store, unless the headers say otherwise."""
    return Response(refusal.body(), refusal.status, {**NOT_KEPT, **headers}, "application/json")


REFUSALS = {HTTPException: _http_error, HttpError: _refused, Unavailable: _unavailable}
"""Starlette's exception handlers, by what a route raises."""


async def send_failure(send: Send, identifier: str) -> None:
    """Answer a request that failed: 500, with the id that leads to its traceback in the log."""
    message = f"Something failed inside the platform. If it happens again, report error {identifier}."
    extensions = {"code": "INTERNAL", "id": identifier}
    body = orjson.dumps({"errors": [{"message": message, "extensions": extensions}]})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
