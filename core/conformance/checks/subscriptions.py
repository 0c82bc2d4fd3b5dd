"""Faults of subscriptions: those that do not begin, tell what is hidden, or do not end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLArgument, GraphQLError, get_named_type

from core.conformance.examination import Examination
from core.conformance.hidden import Hidden, viewers
from core.conformance.hostile_values import STRANGE_KEYS
from core.conformance.questions import Questions
from core.conformance.recording import Recording, fails_inside
from core.identity import Viewer
from schema.declaring.declarations import graphql_name
from schema.declaring.writes import Subscription
from schema.errors import GraphQLErrors
from schema.serving.streaming import stream

MOST_IDS = 4
SECONDS_TO_HEAR = 1.5
SECONDS_TO_END = 5.0


def begin_and_end(examination: Examination) -> Iterator[str]:
    """Each subscription begins for every viewer, tells nothing of what is hidden, and ends when its reader goes."""
    declared = vars(examination.contributed("register_subscriptions") or object)
    network = examination.filled()
    for name in (graphql_name(key) for key, value in declared.items() if isinstance(value, Subscription)):
        yield from network.run(_followed(examination, network, name))


async def _followed(examination: Examination, network: Recording, name: str) -> list[str]:
    """The faults of a subscription that every viewer reads, with each of some ids, while something happens to them."""
    questions = Questions(examination, network.platform)
    ids = [key for kind in questions.pool.ids.values() for key in kind[:MOST_IDS]]
    document, sets = _asked(questions, name, ids)
    before = asyncio.all_tasks()
    following = [
        Following(f"{name}({variables}) as {viewer.role.name}", viewer, variables)
        for viewer in viewers(network) for variables in sets
    ]  # fmt: skip
    await asyncio.gather(*(one.begin(network, document) for one in following))
    await asyncio.to_thread(_touch, network, ids)
    await asyncio.sleep(SECONDS_TO_HEAR)
    hidden = {one: Hidden(examination, network.platform, one).ids for one in viewers(network)}
    told = [fault for one in following for fault in one.faults(hidden[one.viewer])]
    ended = await asyncio.gather(*(one.end() for one in following))
    stuck = [one.said for one, fine in zip(following, ended, strict=True) if not fine]
    told += [f"{said} does not end when its reader goes." for said in stuck]
    await asyncio.sleep(0)
    left = [task for task in asyncio.all_tasks() - before if not task.done()]
    if left and all(ended):
        told.append(f"{name} leaves {len(left)} tasks behind when its readers have gone: {left[0].get_coro()}")
    for task in left:
        task.cancel()
    return told


def _asked(questions: Questions, name: str, ids: list[str]) -> tuple[str, list[dict[str, Any]]]:
    """The document that asks for a subscription, and the variables to ask with."""
    root = questions.schema.subscription_type
    assert root is not None
    arguments = root.fields[name].args
    defined = ", ".join(f"${key}: {argument.type}" for key, argument in arguments.items())
    given = ", ".join(f"{key}: ${key}" for key in arguments)
    document = (
        f"subscription{f'({defined})' if defined else ''} {{ {name}{f'({given})' if given else ''} {{ __typename }} }}"
    )
    return document, _variables(questions, arguments, ids)


def _variables(questions: Questions, arguments: Mapping[str, GraphQLArgument], ids: list[str]) -> list[dict[str, Any]]:
    """Each of some ids, and what is no id, where arguments take ids or texts; each value of the others."""
    named = [key for key, argument in arguments.items() if get_named_type(argument.type).name in ("ID", "String")]
    others = {key: list(questions.values(arguments[key].type)) for key in arguments if key not in named}
    least = {key: values[0] for key, values in others.items() if values}
    sets = [{**least, **dict.fromkeys(named, key)} for key in [*ids, *STRANGE_KEYS]] if named else [least]
    return sets + [{**sets[0], key: value} for key, values in others.items() for value in values[1:]]


def _touch(network: Recording, ids: list[str]) -> None:
    """An entry about each of these."""
    with network.writing() as write:
        for identifier in ids:
            write.record("examination.touched", identifier, {})


@dataclass
class Following:
    """A subscription that somebody reads."""

    said: str
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
        """Whether it ends when its reader goes."""
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
        """What is wrong with what it answered. hidden: the ids that its reader may not see."""
        if self.failed:
            yield f"{self.said} fails inside: {self.failed}"
        for answer in self.answers:
            for error in answer.get("errors", ()):
                if fails_inside(error):
                    yield f"{self.said} fails inside instead of being refused: {error['message']}"
                    return
            if answer.get("data") and any(value in hidden for value in self.variables.values()):
                yield f"{self.said} tells that something hidden has changed."
