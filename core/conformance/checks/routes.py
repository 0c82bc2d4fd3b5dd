"""Checks of routes: all can be reached, none fails inside or reveals what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from starlette.convertors import FloatConvertor, IntegerConvertor, UUIDConvertor
from starlette.routing import BaseRoute, Match, Mount, Route

from core.conformance.database_without import difference, without
from core.conformance.examination import Examination
from core.conformance.hidden import Hidden, viewers
from core.conformance.hostile_values import STRANGE_SEGMENTS
from core.conformance.pool import pool_of
from core.conformance.recording import Recording, failures
from core.identity import Viewer

MOST_PATHS = 40
MOST_IDS = 8
BODIES = (b"", b"{", b"{}", b"[1]", b'"x"', b"\xff\xfe")


def reached(examination: Examination) -> Iterator[str]:
    """Each route answers its own path, below the plugin's name."""
    routes = _routes(examination)
    if not routes:
        return
    network = examination.filled()
    for mounted, route in routes:
        path = next(_paths(mounted, route, ["1"]))
        found = _answering(network.app.routes, {"type": "http", "path": path, "method": "GET", "headers": []}, route)
        if not _is(found, route):
            other = "nothing" if found is None else f"the route {getattr(found, 'path', found)}"
            yield f"{mounted}{route.path} is answered by {other}: put the more specific route first."


def answer(examination: Examination) -> Iterator[str]:
    """Every route answers or refuses any request of any viewer, and does not fail inside."""
    routes = _routes(examination)
    if not routes:
        return
    network = examination.filled()
    known = _path_values(examination, network)
    for mounted, route in routes:
        asked = [("GET", path, b"") for path in _paths(mounted, route, [*known, *STRANGE_SEGMENTS])]
        asked += [(method, path, body) for method in sorted(set(route.methods or ()) - {"GET"})
                  for path in _paths(mounted, route, known[:2]) for body in BODIES]  # fmt: skip
        for viewer in viewers(network):
            fault = next((found for call in asked for found in _failure(network, viewer, *call)), None)
            if fault is not None:
                yield fault
                break


def keep_scopes(examination: Examination) -> Iterator[str]:
    """What a viewer may not see changes no route's answer, when asked with it and without it."""
    routes = _routes(examination)
    if not routes:
        return
    network = examination.filled()
    known = _path_values(examination, network)
    for viewer in viewers(network):
        hidden = Hidden(examination, network.platform, viewer)
        if not hidden.something:
            continue
        bare = without(hidden)
        for mounted, route in routes:
            for path in _paths(mounted, route, known):
                for _ in range(2):  # again, as a clock may have moved on
                    with failures() as failed:
                        seen = network.get(path, viewer)
                    if failed:
                        yield f"As {viewer.role.name}, {path} fails inside: {failed[-1]}"
                        break
                    expected = bare.get(path, viewer)
                    if (seen.status, seen.body) == (expected.status, expected.body):
                        break
                else:
                    both = f"{seen.status} {seen.text[:2_000]}", f"{expected.status} {expected.text[:2_000]}"
                    yield f"As {viewer.role.name}, {path} reveals what is hidden: {_first_difference(*both)}"
                    break


def _routes(examination: Examination) -> list[tuple[str, Route]]:
    """The plugin's routes, each with the path at which it is mounted."""
    found: list[tuple[str, Route]] = []

    def look(mounted: str, routes: list[BaseRoute]) -> None:
        for route in routes:
            if isinstance(route, Mount):
                look(f"{mounted}{route.path}", list(route.routes))
            elif isinstance(route, Route):
                found.append((mounted, route))

    look(f"/{examination.name}", list(examination.contributed("register_routes") or []))
    return found


def _path_values(examination: Examination, network: Recording) -> list[str]:
    """Ids and keys of the plugin's rows, as a path may contain them."""
    ids = [key for kind in pool_of(examination, network.platform).ids.values() for key in kind[:MOST_IDS]]
    return [*(key.partition(":")[2] for key in ids), *ids]


def _paths(mounted: str, route: Route, values: list[str]) -> Iterator[str]:
    """Paths of a route with these values in its parameters, as far as each parameter takes them."""
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
    """The route that answers a request: the first that fits, as in Starlette."""
    for route in routes:
        match, child = route.matches(scope)
        if match is Match.FULL or (match is Match.PARTIAL and _is(route, wanted)):
            if isinstance(route, Mount) and route.routes:
                return _answering(list(route.routes), {**scope, **child}, wanted)
            return route
    return None


def _is(route: BaseRoute | None, wanted: BaseRoute) -> bool:
    """Whether a route is the wanted one: a hook may make new routes whenever it is called."""

    def identity(one: object) -> tuple[object, ...]:
        return tuple(getattr(one, name, None) for name in ("path", "methods", "name"))

    return identity(route) == identity(wanted)


def _failure(network: Recording, viewer: Viewer, method: str, path: str, body: bytes) -> Iterator[str]:
    with failures() as failed:
        found = network.send(method, path, viewer, body=body)
    asked = f"{method} {path[:200]} as {viewer.role.name}" + (f" with the body {body!r}" if body else "")
    if b"Traceback (most recent call last)" in found.body:
        yield f"{asked} answers with a traceback."
    elif found.status >= 500:
        why = failed[-1] if failed else found.text[:300]
        yield f"{asked} answers {found.status}: raise HTTPException(404, …) if the request makes no sense. {why}"


def _first_difference(seen: str, expected: str) -> str:
    place = next((number for number, (one, other) in enumerate(zip(seen, expected, strict=False)) if one != other), 0)
    return difference(seen[max(0, place - 60) :], expected[max(0, place - 60) :], "what it answers")
