"""Faults of refusals: those that reveal what is hidden, or keep their facts to themselves."""

from __future__ import annotations

import copy
import dis
import re
from collections.abc import Iterator
from typing import Any

from core.assembly import assemble_schema
from core.conformance.examination import Examination
from core.conformance.hidden import Hidden, viewers
from core.conformance.hostile_values import IDENTIFIER, NO_KEY, leaves
from core.conformance.recording import Recording, Written
from core.errors import Refusal
from core.identity import Role, Viewer
from core.writing.mutations import BASIC

MOST_HIDDEN = 2
"""The most hidden rows of a type that are tried."""
Answer = list[tuple[str, str, Any]]
"""Code, message and path of each refusal; nothing where a mutation is carried out."""


def reveal_nothing_hidden(examination: Examination) -> Iterator[str]:
    """Whoever names a hidden row in a mutation is told the same as for an id of nothing."""
    network = examination.filled()
    mutations = {written.name: written for written in reversed(examination.written) if written.done}
    hidden_from = _hidden_from(examination, network)
    for written in mutations.values():
        for viewer, hidden in hidden_from.items():
            fault = next(_revealed(network, written, viewer, hidden), None)
            if fault is not None:
                yield fault
                break


def _hidden_from(examination: Examination, network: Recording) -> dict[Viewer, dict[str, list[str]]]:
    """By one viewer of each role, by type, some ids of rows that it may not even know to be there."""
    found: dict[Role, tuple[Viewer, dict[str, list[str]]]] = {}
    for viewer in viewers(network):
        hidden: dict[str, list[str]] = {}
        for identifier in sorted(Hidden(examination, network.platform, viewer).ids):
            kind = identifier.partition(":")[0]
            if kind not in examination.subject.known_to_exist:
                hidden[kind] = [*hidden.get(kind, []), identifier][:MOST_HIDDEN]
        if hidden:
            found.setdefault(viewer.role, (viewer, hidden))
    return dict(found.values())


def _revealed(network: Recording, written: Written, viewer: Viewer, hidden: dict[str, list[str]]) -> Iterator[str]:
    """What is told differently where one id in the input of a mutation is that of a hidden row."""
    for path, value in leaves(written.input):
        match = IDENTIFIER.fullmatch(value) if isinstance(value, str) else None
        kind = match[1] if match is not None else ""
        for identifier in hidden.get(kind, ()):
            ids = identifier, f"{kind}:{NO_KEY}"
            for _ in range(2):  # once more where a clock may have moved on
                seen, expected = (
                    _answer(network, written, viewer, _with(written.input, path, each), ids) for each in ids
                )
                if seen == expected:
                    break
            else:
                yield (
                    f"{written.name} as {viewer.role.name} reveals that there is {identifier}, which is hidden: it is "
                    f"told {_told(seen)}; for an id of nothing, {_told(expected)}. Have the rule find only what the "
                    "viewer sees before it looks at anything else: locked_row(…, seen=write.seen(SCOPE, TABLE))."
                )


def _answer(
    network: Recording, written: Written, viewer: Viewer, given: dict[str, Any], ids: tuple[str, str]
) -> Answer:
    """The refusals of a mutation, with both ids left out."""
    answer = network.ask(_document(network, written.name), {"input": given}, viewer)
    payload = (answer.get("data") or {}).get(written.name) or {}
    either = re.compile("|".join(rf"\b{re.escape(one)}\b" for each in ids for one in (each, each.partition(":")[2])))
    refused = [(one["code"], either.sub("…", one["message"]), one["path"]) for one in payload.get("errors", ())]
    return refused + [(one.get("extensions", {}).get("code", ""), "", None) for one in answer.get("errors", ())]


def _document(network: Recording, name: str) -> str:
    """What asks for a mutation, and for its refusals alone."""
    root = network.platform.engine.graphql.mutation_type
    assert root is not None
    kind = root.fields[name].args["input"].type
    return f"mutation($input: {kind}) {{ {name}(input: $input) {{ errors {{ code message path }} }} }}"


def _with(given: dict[str, Any], path: tuple[Any, ...], value: str) -> dict[str, Any]:
    """An input with another value at a path."""
    changed = copy.deepcopy(given)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def _told(answer: Answer) -> str:
    return (
        "; ".join(f"{code} {message!r} at {path}" for code, message, path in answer) or "nothing, and it is carried out"
    )


def facts_unshown(examination: Examination, refusal: type[Refusal]) -> Iterator[str]:
    """The facts of a refusal that no type shows, and those that its own type shows although it carries none."""
    shown = assemble_schema(examination.plugins).error_types
    carried = set(_facts(refusal)) - set(_facts(Refusal))
    if refusal in shown:
        yield from _unlike(refusal, carried, shown[refusal])
        return
    base = next((kind for kind in refusal.__mro__ if kind in shown), Refusal)
    facts = sorted(carried - set(_facts(base)))
    if facts and not any(issubclass(one, refusal) for one in shown):
        yield (
            f"{refusal.__qualname__} carries {_and(facts)}, but no type shows it: return the type that does from "
            "register_error_types, or begin the name with _ if it is for your code alone."
        )


def _unlike(refusal: type[Refusal], carried: set[str], made: Any) -> Iterator[str]:
    """In what a refusal and its own type differ."""
    fields = {field.python_name for field in made.__strawberry_definition__.fields} - set(BASIC)
    if missing := sorted(name for name in fields - carried if not hasattr(refusal, name)):
        yield f"{refusal.__qualname__} has no {_and(missing)}, which {made.__qualname__} shows: set it in its __init__."
    if unshown := sorted(carried - fields):
        yield (
            f"{refusal.__qualname__} carries {_and(unshown)}, but {made.__qualname__} does not show it: declare it, "
            "or begin the name with _ if it is for your code alone."
        )


def _and(names: list[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def _facts(refusal: type[Any]) -> Iterator[str]:
    """The public attributes that a refusal is given as it is raised, by itself or its bases."""
    for base in refusal.__mro__:
        made: Any = vars(base).get("__init__")
        for step in dis.get_instructions(made) if hasattr(made, "__code__") else ():
            if step.opname == "STORE_ATTR" and not step.argval.startswith("_"):
                yield step.argval
