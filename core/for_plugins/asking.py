"""What plugins' routes ask of the schema: it answers whoever sends the request, and so keeps every scope by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from starlette.requests import Request

from core.database.refusals import UNWRITABLE
from core.identity import Viewer
from schema.execution.retrying import retry_while_busy
from schema.limits import ANSWER_SIZE
from schema.request.languages import LANGUAGES
from schema.request.reading import Reading
from schema.serving.http import HttpError

MOST_PAGES = 1_000
READING = "nmirf.reading"
"""Where the scope of a request keeps the reading of whoever was let in."""
LEFT = "nmirf.left"
"""Where it keeps the headers that say what is left to its sender."""
VALIDITY = "nmirf.validity"
"""Where it keeps for how long all of what was answered holds."""
STATUS = dict.fromkeys(("BUSY", "DATABASE_UNREACHABLE", "DATABASE_LOST", "TIME_LIMIT", *UNWRITABLE), 503) | {
    "INVALID_ID": 404,
    "INVALID_CURSOR": 400,
    "PAGE_SIZE": 400,
    "NUL": 400,
}
"""The HTTP status of a route's answer, by the code of the error that the schema answered; 500 for all other codes."""


def http_error(code: str, message: str) -> HttpError:
    """What a request for a route is answered where the schema answers it an error."""
    return HttpError(STATUS.get(code, 500), code, message)


async def ask(request: Request, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The data that the schema answers to whoever sends a request, in their language.

    What they may not see is not in it. Raises HttpError where the sender's token is not in force, where they ask too
    often, or where the schema answers an error; the request is then answered with it: 404 for an id that cannot be one,
    400 for another value that makes no sense, 503 where the database does not answer.
    """
    return await _data_of(request, await reading_of(request), document, variables)


async def let_in(request: Request) -> Viewer:
    """Who sends a request, counted as any other: for routes that read what anybody may see without the schema.

    Raises HttpError where the sender's token is not in force, or where they ask too often; the request is then answered
    with it.
    """
    viewer: Viewer = (await reading_of(request)).viewer
    return viewer


async def languages_of(request: Request) -> Sequence[str]:
    """The languages in which whoever sends a request reads, best first: `?language=fr`, then those of Accept-Language.

    It lets the sender in as `let_in` does, and counts no further. `ask` and `ask_all` answer in these languages. Raises
    HttpError, also for another language than the six.
    """
    return (await reading_of(request)).languages


async def reading_of(request: Request) -> Reading:
    """A reading for a question of a request, whose sender is let in once, however many questions there are."""
    if READING not in request.scope:
        left = request.scope[LEFT] = {}
        entered: Reading = await request.app.state.admission.enter(request, left)
        asked = request.query_params.get("language", "").lower()
        if asked and asked not in LANGUAGES:
            raise HttpError(400, "PARAMETER", f"`language` must be one of {', '.join(LANGUAGES)}.")
        languages = (asked, *entered.languages) if asked else entered.languages
        request.scope[READING] = replace(entered, languages=languages)
    reading: Reading = request.scope[READING]
    return replace(reading)


async def _data_of(
    request: Request, reading: Reading, document: str, variables: Mapping[str, Any] | None
) -> dict[str, Any]:
    answer = await request.app.state.platform.engine.answer(document, None, dict(variables or {}), reading, True)
    if answer.method_not_allowed:
        raise HttpError(500, "ONLY_QUERIES", "A route asks by a query; what writes is a mutation of the schema.")
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
            raise HttpError(500, "PAGES", f"There are more than {MOST_PAGES} pages. Ask for larger ones, or for less.")
        found += nodes
        pages += 1
    return found


async def ask_pages(
    request: Request, document: str, variables: Mapping[str, Any] | None = None, size: int | None = None
) -> AsyncIterator[list[dict[str, Any]]]:
    """The nodes that `ask_all` collects, a page at a time, however many there are.

    Only the first is refused where too many others wait; the next ones wait as well.
    size: the rows of a page, which the document then hands on as the variable `$first`; halved wherever so many are too
    large for an answer, down to one.
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
