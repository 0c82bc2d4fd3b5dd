"""Answers of plugins' routes, kept until the next write."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from core.for_plugins.asking import VALIDITY, reading_of, revision_of
from schema.execution.answer import Answer
from schema.serving.caching import AnswerCache, day_of


async def keep_until_written(request: Request, make: Callable[[], Awaitable[bytes]]) -> bytes:
    """What `make` makes of the answers to `ask` and `ask_all`, and of nothing else.

    For the public, it is made once for each address and language, until the next write or the next day. Raises
    HttpError as `ask` does.
    """
    reading = await reading_of(request)
    if not reading.public:
        return await make()
    answers: AnswerCache = request.app.state.answers
    # The schema's own keys are query strings, which contain no blank.
    key = (True, f" {request.url.path}?{request.url.query}".encode(), tuple(reading.languages))
    revision, day = await revision_of(request), day_of(reading)
    kept = answers.find(revision, day, key)
    if kept is not None:
        return kept.body
    made = await make()
    if request.scope.get(VALIDITY):
        answers.keep(revision, day, key, Answer(made))
    return made
