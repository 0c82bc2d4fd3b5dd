"""Answers of plugins' routes, kept until the next write."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from core.for_plugins.asking import VALIDITY, http_error, reading_of, revision_of
from core.for_plugins.parameters import LANGUAGE, require_parameters
from schema.execution.answer import Answer
from schema.limits import ANSWER_SIZE
from schema.serving.caching import AnswerCache, Key, day_of

Moment = tuple[int, date, Key]
"""A revision, a day, and what is asked then."""


class KeptAnswers:
    """What routes make for the public, in the cache of the schema's answers. being_made: what requests wait for now."""

    def __init__(self, cache: AnswerCache) -> None:
        self.cache = cache
        self.being_made: dict[Moment, asyncio.Task[bytes]] = {}

    def find(self, moment: Moment) -> bytes | None:
        """What was made before."""
        kept = self.cache.find(*moment)
        return None if kept is None else kept.body

    def keep(self, moment: Moment, made: bytes) -> None:
        """Keep what was made."""
        self.cache.keep(*moment, Answer(made))

    async def make_once(self, moment: Moment, make: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
        """What is made for all that wait for it; also for those that remain if the first goes away."""
        making = self.being_made.get(moment)
        if making is None:
            making = self.being_made[moment] = asyncio.create_task(make())
            making.add_done_callback(lambda made: self._end(moment, made))
        return await asyncio.shield(making)

    def _end(self, moment: Moment, made: asyncio.Task[bytes]) -> None:
        del self.being_made[moment]
        if not made.cancelled():
            made.exception()  # or else asyncio reports one that nobody waited for


async def keep_until_written(
    request: Request, make: Callable[[], Awaitable[bytes]], parameters: Sequence[str] = ()
) -> bytes:
    """What `make` makes of the answers to `ask` and `ask_all`, of these parameters of the address, and of nothing else.

    For the public, it is made once for each path, language and values of the parameters, until the next write or the
    next day; requests that come meanwhile wait for it. Raises HttpError as `ask` does, for other parameters than these
    and `language`, and if more is made than an answer may have.
    """
    reading = await reading_of(request)
    require_parameters(request.query_params, [*parameters, LANGUAGE])
    if not reading.public:
        return await _held(request, make)
    answers: KeptAnswers = request.app.state.kept_answers
    moment = await revision_of(request), day_of(reading), _key(request, reading.languages)

    async def made_and_kept() -> bytes:
        made = await _held(request, make)
        if request.scope.get(VALIDITY):
            answers.keep(moment, made)
        return made

    found = answers.find(moment)
    return await answers.make_once(moment, made_and_kept) if found is None else found


def _key(request: Request, languages: Sequence[str]) -> Key:
    asked = urlencode(sorted((name, value) for name, value in request.query_params.items() if name != LANGUAGE))
    # The schema's own keys are query strings, which contain no blank.
    return (True, f" {request.url.path}?{asked}".encode(), tuple(languages))


async def _held(request: Request, make: Callable[[], Awaitable[bytes]]) -> bytes:
    """What is made, if it is not too large for an answer. Raises HttpError."""
    made, most = await make(), request.app.state.platform.engine.limits.answer_bytes
    if len(made) > most:
        raise http_error(ANSWER_SIZE, f"The answer would have {len(made):,} bytes; {most:,} at most.")
    return made
