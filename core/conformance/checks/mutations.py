"""Checks of writes: all are journaled, and refusals say why."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import func, select

from core.administration.demo import fill_demo
from core.conformance.checks.refusals import facts_unshown
from core.conformance.examination import Examination
from core.conformance.hostile_values import hostile_inputs
from core.conformance.questions import Questions
from core.conformance.recording import Recording, fails_inside, rows_of
from core.errors import Refusal
from core.identity import PUBLIC, Role, Viewer
from core.members.demonstration_writes import Demonstration
from core.plugins.names import MEMBERS
from core.tables import outbox
from schema.declaring.declarations import graphql_name
from schema.declaring.writes import Mutation

CODE = re.compile(r"[A-Z][A-Z0-9_]+")
STRANGERS = (
    PUBLIC,
    Viewer(Role.PARTNER, partner=1),
    Viewer(Role.FOCAL_POINT, participant=1),
    Viewer(Role.OBSERVER, participant=1),
)


def journaled(examination: Examination) -> Iterator[str]:
    """`fill` carries out every mutation once, and each leaves an entry in the journal."""
    done: set[str] = set()
    for written in examination.written:
        if not written.done:
            errors = (written.payload or {}).get("errors") or list(written.errors)
            yield f"fill() called {written.name} and was refused: {written.cause or str(errors)[:300]}"
            continue
        done.add(written.name)
        if written.entries == 0:
            changed = f" and changed {', '.join(sorted(written.changed))}" if written.changed else ""
            yield f"{written.name} was carried out{changed} without an entry in the journal: call write.record(…)."
    for name in sorted(mutation_names(examination) - done):
        yield f"fill() does not carry out {name}, so it cannot be examined."


def journal_keeps_scopes(examination: Examination) -> Iterator[str]:
    """The journal, which is open, reveals nothing to the public that it may not see at that moment."""
    done: set[str] = set()
    for written in examination.written:
        secret = [one for one in written.given_away if one.partition(":")[0] not in examination.subject.known_to_exist]
        if secret and written.name not in done:
            done.add(written.name)
            yield (
                f"{written.name} journals {secret[0]} for all to read, and the public may not see that: "
                "write.record(…, public=False)."
            )


def refusals_typed(examination: Examination) -> Iterator[str]:
    """A write that cannot be carried out is refused in its payload, with a reason and a code, and leaves nothing."""
    yield from _refusal_classes(examination)
    network = examination.filled()
    questions = Questions(examination, network.platform)
    attempted: set[str] = set()
    for written in examination.written:
        if not written.done or written.name in attempted or written.name not in mutation_names(examination):
            continue
        attempted.add(written.name)
        mutation = _mutation(network, written.name)
        document = _document(questions, written.name, mutation)
        hostile = hostile_inputs(written.input, mutation.args["input"].type)
        attempts = [*((viewer, written.input) for viewer in STRANGERS), *((written.viewer, given) for given in hostile)]
        for viewer, given in attempts:
            fault = _fault(network, document, written.name, viewer, given)
            if fault is not None:
                yield fault
                break


def demonstration_journaled(examination: Examination) -> Iterator[str]:
    """The plugin's demonstration is journaled, sends no mail, and can be read."""
    hook = getattr(examination.module, "register_demonstration", None)
    if hook is None:
        return
    address = examination.migrated()
    if examination.name != MEMBERS:
        fill_demo(examination.platform(address, examination.others))
    platform = examination.platform(address)
    network = Recording(platform, examination.owns)
    try:
        before = rows_of(platform, network.tables)
        with network.writing() as current:
            hook(Demonstration(current))
            entries = len(current.entries)
            if current.session.execute(select(func.count()).select_from(outbox)).scalar():
                yield "Its demonstration sends mail: use the writes that the demonstration gives, not your own."
        changed = sorted(name for name, rows in rows_of(platform, network.tables).items() if rows != before[name])
        if not changed:
            yield "Its demonstration adds nothing to its tables."
        elif entries == 0:
            yield f"Its demonstration changes {', '.join(changed)} without an entry in the journal: call rules."
        for question in Questions(examination, platform).all():
            answer = network.ask(question.document, question.variables, Viewer(Role.ADMINISTRATOR))
            for error in answer.get("errors", ()):
                if fails_inside(error):
                    yield f"What its demonstration adds cannot be read: {error['message']} The query was {question}"
                    return
    finally:
        network.close()


def mutation_names(examination: Examination) -> set[str]:
    """The GraphQL names of the plugin's mutations."""
    found = examination.contributed("register_mutations")
    return {graphql_name(name) for name, value in vars(found or object).items() if isinstance(value, Mutation)}


def _refusal_classes(examination: Examination) -> Iterator[str]:
    package = examination.module.__name__
    codes: dict[str, type[Refusal]] = {}
    for refusal in filter(_present, _subclasses(Refusal)):
        known = codes.setdefault(refusal.code, refusal)
        ours = refusal.__module__ == package or refusal.__module__.startswith(f"{package}.")
        if ours and "code" not in vars(refusal):
            yield f"{refusal.__qualname__} has no code of its own: give it one, so that a form can tell it from others."
        elif ours and not issubclass(refusal, known):
            yield (
                f"{refusal.__qualname__} has the code {refusal.code} of {known.__module__}.{known.__qualname__}: raise "
                "that, inherit from it where facts are to be added, or take another code."
            )
        if ours:
            yield from facts_unshown(examination, refusal)


def _subclasses(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for found in kind.__subclasses__():
        yield found
        yield from _subclasses(found)


def _present(refusal: type[Refusal]) -> bool:
    """Whether its module still has a class under its name; otherwise a version loaded before has left it."""
    return getattr(sys.modules.get(refusal.__module__), refusal.__name__, None) is refusal


def _mutation(network: Recording, name: str) -> GraphQLField:
    """A mutation of the schema."""
    root = network.platform.engine.graphql.mutation_type
    assert root is not None
    found: GraphQLField = root.fields[name]
    return found


def _document(questions: Questions, name: str, mutation: GraphQLField) -> str:
    """A document with a mutation and all fields of its payload."""
    payload = get_named_type(mutation.type)
    assert isinstance(payload, GraphQLObjectType)
    answers = [f"{key}{questions.selection(found.type, 2)}" for key, found in payload.fields.items() if key != "errors"]
    return (
        f"mutation($input: {mutation.args['input'].type}) {{ {name}(input: $input) {{ {' '.join(answers)} "
        "errors { __typename code message path } } }"
    )


def _fault(network: Recording, document: str, name: str, viewer: Viewer, given: dict[str, Any]) -> str | None:
    """The fault of a mutation that is carried out or refused wrongly; None if there is none."""
    answer = network.ask(document, {"input": given}, viewer)
    now = network.written[-1]
    asked = f"{name} as {viewer.role.name} with {str(given)[:300]}"
    for error in answer.get("errors", ()):
        if not fails_inside(error):
            continue
        if now.entries:
            return (
                f"{asked} is carried out, and what it wrote cannot be answered: {now.cause or error['message']}. A "
                "reference that is never null must lead to a row: take its key from core.find_row(…)."
            )
        why = f": {now.cause}" if now.cause else ""
        return f"{asked} fails inside instead of being refused: raise a core.Refusal that says why{why}."
    for error in (now.payload or {}).get("errors", ()):
        if not CODE.fullmatch(error["code"]) or not error["message"].strip():
            return f"{asked} is refused with the code {error['code']!r} and the message {error['message']!r}."
    if not now.done and (now.changed or now.entries):
        return f"{asked} is refused, and leaves something behind in {', '.join(sorted(now.changed)) or 'the journal'}."
    if now.done and now.changed and not now.entries:
        return f"{asked} is carried out without an entry in the journal."
    return None
