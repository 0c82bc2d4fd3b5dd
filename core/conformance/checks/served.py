"""Faults of what is served: routes that nobody reaches, fail or leak; subscriptions that do not begin or end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

import orjson
from graphql import GraphQLError, get_named_type
from starlette.convertors import FloatConvertor, IntegerConvertor, UUIDConvertor
from starlette.routing import BaseRoute, Match, Mount, Route

from core.conformance.checks.read import Hidden, difference, viewers
from core.conformance.examination import Examination
from core.conformance.questions import Questions
from core.conformance.recording import Recording, failures
from core.identity import Viewer
from schema.declaring.declarations import graphql_name
from schema.declaring.writes import Subscription
from schema.errors import GraphQLErrors
from schema.serving.streaming import stream

MOST_PATHS = 40
MOST_IDS = 4
SECONDS_TO_HEAR = 1.5
SECONDS_TO_END = 5.0
STRANGE = ("0", "-1", "9" * 30, "x", "'; --", "..", "%2e%2e%2f", "\U0001f600", "x" * 3_000)
BODIES = (b"", b"{", b"{}", b"[1]", b'"x"', b"\xff\xfe")


def routes_reached(examination: Examination) -> Iterator[str]:
    """Each route is the one that answers its own path, below the plugin's name."""
    routes = _routes(examination)
    if not routes:
        return
    network = examination.filled()
    for mounted, route in routes:
        path = next(_paths(mounted, route, ["1"]))
        found = _answering(network.app.routes, {"type": "http", "path": path, "method": "GET", "headers": []}, route)
        if not _is(found, route):
            told = "nothing" if found is None else f"the route {getattr(found, 'path', found)}"
            yield f"{mounted}{route.path} is answered by {told}: put the more special route first."


def routes_answer(examination: Examination) -> Iterator[str]:
    """Whatever a route is asked, by whomever, it answers or refuses, and does not fail inside."""
    routes = _routes(examination)
    if not routes:
        return
    network = examination.filled()
    known = _known(examination, network)
    for mounted, route in routes:
        asked = [("GET", path, b"") for path in _paths(mounted, route, [*known, *STRANGE])]
        asked += [(method, path, body) for method in sorted(set(route.methods or ()) - {"GET"})
                  for path in _paths(mounted, route, known[:2]) for body in BODIES]  # fmt: skip
        for viewer in viewers(network):
            fault = next((told for call in asked for told in _failure(network, viewer, *call)), None)
            if fault is not None:
                yield fault
                break


def routes_keep_scopes(examination: Examination) -> Iterator[str]:
    """What a viewer may not see makes no difference to what any route answers: asked with it, and without it."""
    routes = _routes(examination)
    if not routes:
        return
    network = examination.filled()
    known = _known(examination, network)
    for viewer in viewers(network):
        hidden = Hidden(examination, network.platform, viewer)
        if not hidden.something:
            continue
        bare = examination.filled(change=hidden.remove)
        for mounted, route in routes:
            for path in _paths(mounted, route, known):
                for _ in range(2):  # once more where a clock may have moved on
                    with failures() as failed:
                        seen = network.get(path, viewer)
                    if failed:
                        yield f"As {viewer.role.name}, {path} fails inside: {failed[-1]}"
                        break
                    expected = bare.get(path, viewer)
                    if (seen.status, seen.body) == (expected.status, expected.body):
                        break
                else:
                    told = f"{seen.status} {seen.text[:2_000]}", f"{expected.status} {expected.text[:2_000]}"
                    yield f"As {viewer.role.name}, {path} tells of what is hidden: {_first_difference(*told)}"
                    break


def subscriptions_begin_and_end(examination: Examination) -> Iterator[str]:
    """Each subscription begins for every viewer, tells nothing of what is hidden, and ends when its reader goes."""
    declared = vars(examination.contributed("register_subscriptions") or object)
    network = examination.filled()
    for name in (graphql_name(key) for key, value in declared.items() if isinstance(value, Subscription)):
        yield from network.run(_followed(examination, network, name))


async def _followed(examination: Examination, network: Recording, name: str) -> list[str]:
    root = network.platform.engine.graphql.subscription_type
    assert root is not None
    found = root.fields[name]
    ids = [key for kind in Questions(examination, network.platform).pool.ids.values() for key in kind[:MOST_IDS]]
    defined = ", ".join(f"${key}: {argument.type}" for key, argument in found.args.items())
    given = ", ".join(f"{key}: ${key}" for key in found.args)
    document = (
        f"subscription{f'({defined})' if defined else ''} {{ {name}{f'({given})' if given else ''} {{ __typename }} }}"
    )
    sets = [{}] if not found.args else [dict.fromkeys(found.args, key) for key in [*ids, *STRANGE[:5]]]
    kinds = {get_named_type(argument.type).name for argument in found.args.values()}
    if kinds - {"ID", "String"}:
        sets = [{}]
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
                if error.get("extensions", {}).get("code") in (None, "INTERNAL"):
                    yield f"{self.said} fails inside instead of being refused: {error['message']}"
                    return
            if answer.get("data") and hidden.intersection(self.variables.values()):
                yield f"{self.said} tells that something hidden has changed."


def _routes(examination: Examination) -> list[tuple[str, Route]]:
    """The plugin's routes, each with the path below which it is mounted."""
    found: list[tuple[str, Route]] = []

    def look(mounted: str, routes: list[BaseRoute]) -> None:
        for route in routes:
            if isinstance(route, Mount):
                look(f"{mounted}{route.path}", list(route.routes))
            elif isinstance(route, Route):
                found.append((mounted, route))

    look(f"/{examination.name}", list(examination.contributed("register_routes") or []))
    return found


def _known(examination: Examination, network: Recording) -> list[str]:
    """Ids and keys of the plugin's rows, as a path may hold them."""
    ids = [key for kind in Questions(examination, network.platform).pool.ids.values() for key in kind[: MOST_IDS * 2]]
    return [*(key.partition(":")[2] for key in ids), *ids]


def _paths(mounted: str, route: Route, values: list[str]) -> Iterator[str]:
    """Paths of a route with these values in its parameters, of those that each parameter takes."""
    names = list(route.param_convertors)
    taken = [[value for value in values if _fits(route.param_convertors[name], value)] or ["1"] for name in names]
    for chosen in islice(product(*taken), MOST_PATHS):
        path = route.path_format
        for name, value in zip(names, chosen, strict=True):
            path = path.replace(f"{{{name}}}", value)
        yield f"{mounted}{path}"


def _fits(convertor: Any, value: str) -> bool:
    if isinstance(convertor, IntegerConvertor | FloatConvertor):
        return value.isdecimal()
    return not isinstance(convertor, UUIDConvertor)


def _answering(routes: list[BaseRoute], scope: dict[str, Any], wanted: BaseRoute) -> BaseRoute | None:
    """The route that answers a request: the first that fits, as Starlette has it."""
    for route in routes:
        match, child = route.matches(scope)
        if match is Match.FULL or (match is Match.PARTIAL and _is(route, wanted)):
            if isinstance(route, Mount) and route.routes:
                return _answering(list(route.routes), {**scope, **child}, wanted)
            return route
    return None


def _is(route: BaseRoute | None, wanted: BaseRoute) -> bool:
    """Whether a route is the wanted one: a hook may make its routes anew whenever it is called."""

    def told(one: object) -> tuple[object, ...]:
        return tuple(getattr(one, name, None) for name in ("path", "methods", "name"))

    return told(route) == told(wanted)


def _failure(network: Recording, viewer: Viewer, method: str, path: str, body: bytes) -> Iterator[str]:
    with failures() as failed:
        found = network.send(method, path, viewer, body=body)
    asked = f"{method} {path[:200]} as {viewer.role.name}" + (f" with the body {body!r}" if body else "")
    if b"Traceback (most recent call last)" in found.body:
        yield f"{asked} answers a traceback."
    elif found.status >= 500:
        why = failed[-1] if failed else found.text[:300]
        yield f"{asked} answers {found.status}: raise HTTPException(404, …) where it makes no sense. {why}"


def _first_difference(seen: str, expected: str) -> str:
    place = next((number for number, (one, other) in enumerate(zip(seen, expected, strict=False)) if one != other), 0)
    return difference(seen[max(0, place - 60) :], expected[max(0, place - 60) :], "what it answers")
