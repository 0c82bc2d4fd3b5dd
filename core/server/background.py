"""Background work that runs as long as the server: all of it starts, or none; an error that ends it is logged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Coroutine, Iterator
from itertools import chain
from typing import Any

from core.mail import clearing
from core.platform import Platform
from core.plugins.hooks import collect_from, implementations

logger = logging.getLogger("nmirf.background")

OUTBOX = "outbox"
"""The name in the log of the work that sends mail and deletes old mail; a plugin's work has the plugin's name."""
SECONDS_TO_END = 20.0
"""How long the server waits for cancelled work when it ends, for instance for a message that is being sent."""


def begin(platform: Platform) -> list[asyncio.Task[None]]:
    """Start the work of the platform and of its plugins.

    Raises StartupError PLUGIN_HOOK that names the plugin; then nothing is started.
    """
    begun: list[asyncio.Task[None]] = []
    try:
        for whose, work in chain(_mail(platform), _of_plugins(platform)):
            begun.append(_watched(whose, work))
    except BaseException:
        for task in begun:
            task.cancel()
        raise
    return begun


def rehearse(platform: Platform) -> None:
    """Make the work of each plugin without running it. Raises StartupError PLUGIN_HOOK that names the plugin."""
    for _, work in _of_plugins(platform):
        work.close()


async def end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel work and wait for a while until it has ended; the log names what has not."""
    for task in tasks:
        task.cancel()
    if tasks:
        _, going_on = await asyncio.wait(tasks, timeout=SECONDS_TO_END)
        for task in going_on:
            logger.error("the background work %s goes on although it was cancelled, and is given up", task.get_name())


def _mail(platform: Platform) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
    if platform.settings.smtp_url:
        from core.mail import worker

        yield OUTBOX, worker.run(platform)
    yield OUTBOX, clearing.run(platform)


def _of_plugins(platform: Platform) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
    """The work of each plugin, requested only once all before it has started, so that every coroutine is awaited."""
    for one in implementations(platform.plugins, "register_background"):
        yield from ((one.plugin_name, work) for work in collect_from(one, "register_background", platform=platform))


def _watched(whose: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """The task of some work. Nobody waits for it, so an error that ends it is logged here."""

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error(
                "the background work %s ended with an error; restart the server once it is fixed",
                task.get_name(),
                exc_info=error,
            )

    task = asyncio.create_task(work, name=f"{getattr(work, '__qualname__', '')!r} of {whose}")
    task.add_done_callback(ended)
    return task
