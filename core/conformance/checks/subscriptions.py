"""Checks of subscriptions: all begin, reveal nothing hidden, and end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLArgument, GraphQLError, get_named_type, is_required_argument

from core.conformance.examination import Examination
from core.conformance.hidden import Hidden, viewers
from core.conformance.hostile_values import STRANGE_KEYS
from core.conformance.questions import Questions
from core.conformance.recording import Recording, fails_inside
from core.identity import PUBLIC, Viewer
from schema.declaring.declarations import graphql_name
from schema.declaring.writes import Subscription
from schema.errors import GraphQLErrors
from schema.serving.streaming import stream

MOST_IDS = 4
SECONDS_TO_HEAR = 30.0
"""The most that entries of the journal take to reach those who follow it."""
SECONDS_OF_SILENCE = 1.0
"""Once the entries have arrived, answers are awaited until none has come for so long."""
SECONDS_TO_END = 5.0


def begin_and_end(examination: Examination) -> Iterator[str]:
    """Each subscription begins for every viewer, reveals nothing hidden, and ends when its reader leaves."""
    declared = vars(examination.contributed("register_subscriptions") or object)
    network = examination.filled()
    for name in (graphql_name(key) for key, value in declared.items() if isinstance(value, Subscription)):
        yield from network.run(_followed(examination, network, name))


async def _followed(examination: Examination, network: Recording, name: str) -> list[str]:
    """The faults of a subscription, read by every viewer with each of some ids while entries about these appear."""
    questions = Questions(examination, network.platform)
    ids = [key for kind in questions.pool.ids.values() for key in kind[:MOST_IDS]]
    document, sets = _asked(questions, name, ids, Hidden(examination, network.platform, PUBLIC).ids)
    before = asyncio.all_tasks()
    following = [
        Following(f"{name}({variables}) as {viewer.role.name}", viewer, variables)
        for viewer in viewers(network) for variables in sets
    ]  # fmt: skip
    await asyncio.gather(*(one.begin(network, document) for one in following))
    await _touched(network, ids)
    await _silent(following)
    hidden = {one: Hidden(examination, network.platform, one).ids for one in viewers(network)}
    faults = [fault for one in following for fault in one.faults(hidden[one.viewer])]
    ended = await asyncio.gather(*(one.end() for one in following))
    stuck = [one.description for one, fine in zip(following, ended, strict=True) if not fine]
    faults += [f"{description} does not end when its reader leaves." for description in stuck]
    await asyncio.sleep(0)
    left = [task for task in asyncio.all_tasks() - before if not task.done()]
    if left and all(ended):
        faults.append(f"{name} leaves {len(left)} tasks behind when its readers have left: {left[0].get_coro()}")
    for task in left:
        task.cancel()
    return faults


def _asked(questions: Questions, name: str, ids: list[str], hidden: set[str]) -> tuple[str, list[dict[str, Any]]]:
    """The document of a subscription, and the variables to ask with. hidden: ids that the public may not see."""
    root = questions.schema.subscription_type
    assert root is not None
    arguments = root.fields[name].args
    defined = ", ".join(f"${key}: {argument.type}" for key, argument in arguments.items())
    given = ", ".join(f"{key}: ${key}" for key in arguments)
    document = (
        f"subscription{f'({defined})' if defined else ''} {{ {name}{f'({given})' if given else ''} {{ __typename }} }}"
    )
    own = questions.pool.ids.get(get_named_type(root.fields[name].type).name) or ids
    near = [*[key for key in own if key not in hidden][:1], *[key for key in own if key in hidden][:1]]
    return document, _variables(questions, arguments, ids, near)


def _variables(
    questions: Questions, arguments: Mapping[str, GraphQLArgument], ids: list[str], near: list[str]
) -> list[dict[str, Any]]:
    """The required arguments, with each of some ids and with a malformed one; then each value of each other argument.

    near: ids of what the subscription answers, with which the values of other arguments are tried.
    """
    named = {key for key, argument in arguments.items() if get_named_type(argument.type).name in ("ID", "String")}
    values = {
        key: [*ids, *STRANGE_KEYS] if key in named else list(questions.values.of(argument.type))
        for key, argument in arguments.items()
    }
    needed = [key for key, argument in arguments.items() if is_required_argument(argument)]
    least = {key: values[key][0] for key in needed if key not in named and values[key]}
    needed_names = [key for key in needed if key in named]

    def given(keys: Iterable[str]) -> list[dict[str, Any]]:
        return [{**least, **dict.fromkeys(needed_names, key)} for key in keys] if needed_names else [least]

    others = [key for key in arguments if key not in needed_names]
    return given([*ids, *STRANGE_KEYS]) + [
        {**base, key: value} for base in given(near) for key in others for value in values[key]
    ]


async def _touched(network: Recording, ids: list[str]) -> None:
    """Write an entry of the journal about each of these, and wait until those who follow the journal have them all."""
    if not ids:
        return
    async with aclosing(network.platform.stream.appended()) as entries, asyncio.timeout(SECONDS_TO_HEAR):
        first = asyncio.ensure_future(anext(entries))
        while not network.platform.stream.ready.is_set():
            await asyncio.sleep(0.01)
        await asyncio.to_thread(_touch, network, ids)
        await first
        for _ in ids[1:]:
            await anext(entries)


async def _silent(following: Iterable[Following]) -> None:
    """Wait until no more answers come."""
    heard = -1
    while heard != (heard := sum(len(one.answers) for one in following)):
        await asyncio.sleep(SECONDS_OF_SILENCE)


def _touch(network: Recording, ids: list[str]) -> None:
    """Write an entry of the journal about each of these."""
    with network.writing() as write:
        for identifier in ids:
            write.record("examination.touched", identifier, {})


@dataclass
class Following:
    """A subscription with a reader."""

    description: str
    viewer: Viewer
    variables: dict[str, Any]
    answers: list[dict[str, Any]] = field(default_factory=list)
    failed: str | None = None
    stream: AsyncIterator[bytes] | None = None
    reading: asyncio.Task[None] | None = None

    async def begin(self, network: Recording, document: str) -> None:
        """Open it, and read until it ends."""
        platform = network.platform
        try:
            self.stream = await stream(platform.engine, document, None, self.variables, platform.reading(self.viewer))
        except (GraphQLErrors, GraphQLError) as refused:
            errors = refused.errors if isinstance(refused, GraphQLErrors) else [refused]
            self.answers.append({"errors": [error.formatted for error in errors]})
            return
        self.reading = asyncio.create_task(self.read())
        await asyncio.sleep(0.1)

    async def read(self) -> None:
        assert self.stream is not None
        try:
            async for answer in self.stream:
                self.answers.append(orjson.loads(answer))
        except GraphQLError as refused:
            self.answers.append({"errors": [refused.formatted]})
        except Exception as error:
            self.failed = f"{type(error).__name__}: {error}"

    async def end(self) -> bool:
        """Whether it ends when its reader leaves."""
        if self.reading is None:
            return True
        self.reading.cancel()
        done, _ = await asyncio.wait([self.reading], timeout=SECONDS_TO_END)
        closing = getattr(self.stream, "aclose", None)
        if done and closing is not None:
            try:
                await asyncio.wait_for(closing(), SECONDS_TO_END)
            except TimeoutError:
                return False
        return bool(done)

    def faults(self, hidden: set[str]) -> Iterator[str]:
        """The faults in its answers. hidden: the ids that its reader may not see."""
        if self.failed:
            yield f"{self.description} fails inside: {self.failed}"
        for answer in self.answers:
            for error in answer.get("errors", ()):
                if fails_inside(error):
                    yield f"{self.description} fails inside instead of being refused: {error['message']}"
                    return
            if answer.get("data") and not hidden.isdisjoint(_texts(self.variables)):
                yield f"{self.description} reveals that something hidden has changed."


def _texts(value: Any) -> Iterator[str]:
    """The texts in a value, including those in lists and objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
