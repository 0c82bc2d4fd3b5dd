"""Queries by plugins' routes: the schema answers the sender of the request, and so keeps every scope."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from starlette.requests import Request

from core.database.for_outsiders import UNWRITABLE
from core.for_plugins.parameters import LANGUAGE
from core.identity import Viewer
from schema.execution.retrying import retry_while_busy
from schema.limits import ANSWER_SIZE
from schema.request.bad_request import BadRequest
from schema.request.languages import LANGUAGES
from schema.request.reading import Reading
from schema.serving.http import HttpError

MOST_PAGES = 1_000
READING = "nmirf.reading"
"""The key in a request's scope of the reading of its sender."""
LEFT = "nmirf.left"
"""The key of the headers with what is left of the sender's rate limit."""
VALIDITY = "nmirf.validity"
"""The key of the time for which everything in the answer is valid."""
STATUS = dict.fromkeys(("BUSY", "DATABASE_UNREACHABLE", "DATABASE_LOST", "TIME_LIMIT", *UNWRITABLE), 503) | {
    "INVALID_ID": 404,
    "INVALID_CURSOR": 400,
    "PAGE_SIZE": 400,
    "NUL": 400,
}
"""The HTTP status of a route's answer, by the code of the schema's error; 500 for all other codes."""


def http_error(code: str, message: str) -> HttpError:
    """The answer of a route if the schema answers an error."""
    return HttpError(STATUS.get(code, 500), code, message)


async def ask(request: Request, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The data that the schema answers to the sender of a request, in their language.

    It has nothing that they may not see. Raises HttpError if the sender's token is not in force, if they ask too often,
    or if the schema answers an error; the request is then answered with it: 404 for a string that is not an id, 400 for
    another invalid value, 503 if the database does not answer.
    """
    return await _data_of(request, await reading_of(request), document, variables)


async def let_in(request: Request) -> Viewer:
    """The sender of a request, which is counted like any other: for routes that read public data without the schema.

    Raises HttpError if the sender's token is not in force, or if they ask too often; the request is then answered with
    it.
    """
    viewer: Viewer = (await reading_of(request)).viewer
    return viewer


async def languages_of(request: Request) -> Sequence[str]:
    """The languages of the sender of a request, best first: `?language=fr`, then those of Accept-Language.

    It lets the sender in as `let_in` does, and counts the request once. `ask` and `ask_all` answer in these languages.
    Raises HttpError, also for a language that is not one of the six.
    """
    return (await reading_of(request)).languages


async def reading_of(request: Request) -> Reading:
    """A reading for a query of a request, whose sender is let in once, however many queries there are."""
    if READING not in request.scope:
        left = request.scope[LEFT] = {}
        entered: Reading = await request.app.state.admission.enter(request, left)
        asked = request.query_params.get(LANGUAGE, "").lower()
        if asked and asked not in LANGUAGES:
            raise HttpError(400, "PARAMETER", f"`language` must be one of {', '.join(LANGUAGES)}.")
        languages = (asked, *entered.languages) if asked else entered.languages
        request.scope[READING] = replace(entered, languages=languages)
    reading: Reading = request.scope[READING]
    return replace(reading)


async def revision_of(request: Request) -> int:
    """The revision of what the public reads. Raises HttpError if the database does not answer."""
    try:
        revision: int = await request.app.state.platform.engine.store_for(public=True).revision()
    except BadRequest as refused:
        raise http_error(refused.code, refused.message) from None
    return revision


async def _data_of(
    request: Request, reading: Reading, document: str, variables: Mapping[str, Any] | None
) -> dict[str, Any]:
    answer = await request.app.state.platform.engine.answer(document, None, dict(variables or {}), reading, True)
    if answer.method_not_allowed:
        raise HttpError(500, "ONLY_QUERIES", "A route may only send queries; a write is a mutation of the schema.")
    request.scope[VALIDITY] = min(request.scope.get(VALIDITY, answer.validity), answer.validity)
    decoded: dict[str, Any] = orjson.loads(answer.body)
    for error in decoded.get("errors", ()):
        code = error.get("extensions", {}).get("code", "INTERNAL")
        raise http_error(code, error["message"])
    data: dict[str, Any] = decoded["data"]
    return data


async def ask_all(request: Request, document: str, variables: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """All nodes of the connection that a document asks for, page after page, as `ask` answers them.

    The document has one root field and hands it the variable `$after`; it asks for
    `pageInfo { hasNextPage endCursor } nodes { … }`.
    """
    found: list[dict[str, Any]] = []
    pages = 0
    async for nodes in ask_pages(request, document, variables):
        if pages == MOST_PAGES:
            raise HttpError(500, "PAGES", f"There are more than {MOST_PAGES} pages. Ask for larger pages, or for less.")
        found += nodes
        pages += 1
    return found


async def ask_pages(
    request: Request, document: str, variables: Mapping[str, Any] | None = None, size: int | None = None
) -> AsyncIterator[list[dict[str, Any]]]:
    """The nodes that `ask_all` collects, page by page, however many there are.

    If too many others wait, only the first page is refused; later ones wait too.
    size: the rows of a page, which the document then uses as the variable `$first`; halved, down to one, whenever a
    page is too large for an answer.
    """
    reading = await reading_of(request)
    asked: dict[str, Any] = {**(variables or {}), "first": size, "after": None}

    async def answered() -> dict[str, Any]:
        return await _data_of(request, replace(reading), document, asked)

    while True:
        try:
            data = await (retry_while_busy(answered) if asked["after"] else answered())
        except HttpError as error:
            if error.code != ANSWER_SIZE or asked["first"] in (None, 1):
                raise
            asked["first"] //= 2
            continue
        (page,) = data.values()
        yield page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        asked["after"] = page["pageInfo"]["endCursor"]
