"""What a refused request is told, in the shape of an answer with errors."""

from __future__ import annotations

import logging
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from core.errors import Unavailable
from core.stores import for_strangers
from schema.serving.http import HttpError

logger = logging.getLogger("nmirf.app")

NOT_KEPT = {"cache-control": "no-store"}
"""What caches are told of a refusal."""
PLACES = "GraphQL is at /graphql, files of whole lists are at /data."
"""What is told to whoever asks for what is nowhere."""
SECONDS_TO_WAIT = b"5"


def service_unavailable(error: Unavailable) -> HttpError:
    """The refusal of a request for which the database does not answer: 503, and when to try again.

    Why and where is for the log alone.
    """
    logger.warning("%s: %s", error.code, error.message)
    return HttpError(503, error.code, for_strangers(error).message, {b"retry-after": SECONDS_TO_WAIT})


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "NOT_FOUND", 405: "METHOD"}.get(error.status_code, "REQUEST")
    unmatched = error.status_code == 404 and error.detail == HTTPStatus.NOT_FOUND.phrase
    told = f"{error.detail.removesuffix('.')}."
    if error.status_code == 405 and (allowed := (error.headers or {}).get("Allow")):
        told = f"Ask with {' or '.join(sorted(allowed.split(', ')))}."
    refusal = {"message": f"{told} {PLACES}" if unmatched else told, "extensions": {"code": code}}
    return JSONResponse({"errors": [refusal]}, error.status_code, {**NOT_KEPT, **(error.headers or {})})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HttpError)
    headers = {str(name, "latin-1"): str(value, "latin-1") for name, value in error.headers.items()}
    return Response(error.body(), error.status, {**NOT_KEPT, **headers}, "application/json")


async def _unavailable(request: Request, error: Exception) -> Response:
    assert isinstance(error, Unavailable)
    return await _refused(request, service_unavailable(error))


REFUSALS = {HTTPException: _http_error, HttpError: _refused, Unavailable: _unavailable}
"""Starlette's exception handlers: by what a route raises, how it is told."""
