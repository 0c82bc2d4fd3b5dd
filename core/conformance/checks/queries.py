"""Checks of answers: everything is reachable, with one statement, and nothing leaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from core.conformance.database_without import difference, without
from core.conformance.examination import Examination
from core.conformance.hidden import ADMINISTRATOR, Hidden, viewers
from core.conformance.network import Network
from core.conformance.pool import pool_of
from core.conformance.questions import Question, Questions
from core.conformance.recording import fails_inside, failures


def types_reachable_through_node(examination: Examination) -> Iterator[str]:
    """Every row of every node is found by its id, and rows that are paged through or written are nodes."""
    network = examination.filled()
    model = network.platform.assembled.model
    ours = {declaration.name for declaration in examination.declarations}
    fields = [*model.queries.values(), *(field for made in model.types.values() for field in made.fields.values())]
    for field in fields:
        if field.shape.kind == "connection" and field.shape.target in ours:
            target = model.types[field.shape.target]
            if not target.declaration.is_node and target.name not in examination.subject.without_id:
                yield f"{field.coordinate} pages through {target.name}, which is not a node: declare it a node."
    pool = pool_of(examination, network.platform)
    hidden = Hidden(examination, network.platform, ADMINISTRATOR).ids
    for declaration in examination.declarations:
        if not declaration.is_node:
            continue
        ids = pool.ids.get(declaration.name, [])
        if not ids:
            yield f"fill() writes no {declaration.name}, so it cannot be examined."
        for identifier in [identifier for identifier in ids if identifier not in hidden][:50]:
            answer = network.ask(
                "query($id: ID!) { node(id: $id) { __typename id } }", {"id": identifier}, ADMINISTRATOR
            )
            if (answer.get("data") or {}).get("node") != {"__typename": declaration.name, "id": identifier}:
                yield f"node(id: {identifier!r}) does not find a row of the table, even for an administrator."
                break


def one_statement_each(examination: Examination) -> Iterator[str]:
    """Every query of the plugin's fields takes at most one statement."""
    network = examination.filled()
    questions = Questions(examination, network.platform)
    for name in questions.unreached():
        yield (
            f"No field leads to {name}, whose fields have arguments: they are not examined. List them in `computed` "
            "if that is intended."
        )
    for question in chain(questions.all(), questions.from_owners_without_id(), _second_pages(questions, network)):
        with network.counting() as statements:
            answer = network.ask(question.document, question.variables, ADMINISTRATOR)
        if any(fails_inside(error) or _is_invalid(error) for error in answer.get("errors", ())):
            yield f"{answer['errors'][0]['message']} The query was {question}"
        elif len(statements) > 1:
            yield f"{len(statements)} statements were run instead of one for {question}"


def _is_invalid(error: Mapping[str, Any]) -> bool:
    """Whether an error says that a document does not fit the schema, from which the suite makes its documents."""
    return bool(error.get("extensions", {}).get("code") == "INVALID_DOCUMENT")


def _second_pages(questions: Questions, network: Network) -> Iterator[Question]:
    """For each order of each list, the page after its first row."""
    for asked, cursor in questions.first_pages():
        document = f"query{asked.defined()} {{ list: {asked.field} }}"
        page = ((network.ask(document, asked.variables, ADMINISTRATOR).get("data") or {}).get("list") or {}).get(
            "pageInfo"
        )
        if page and page["endCursor"]:
            after = replace(asked, kinds={**asked.kinds, "after": cursor})
            given = {**asked.variables, "after": page["endCursor"]}
            yield Question(f"query{after.defined()} {{ {after.field} }}", given)


def scopes_hold(examination: Examination) -> Iterator[str]:
    """What a viewer may not see changes no answer: no list, count, facet, search or lookup.

    Every question is asked twice: of the filled database, and of one in which the rows that the viewer may not see are
    missing, and the values that it may not read are different.
    """
    network = examination.filled()
    asking = Questions(examination, network.platform)
    questions = [*asking.all(), *asking.from_owners_without_id(besides=examination.subject.of_all_rows)]
    for viewer in viewers(network):
        hidden = Hidden(examination, network.platform, viewer)
        if not hidden.something:
            continue
        bare = without(hidden)
        bare.platform.engine.documents = network.platform.engine.documents  # planned once for both
        for question in questions:
            with failures() as failed:
                seen = network.ask(question.document, question.variables, viewer)
            if failed:
                yield f"As {viewer.role.name}, {question} fails inside: {failed[-1]}"
                break
            expected = bare.ask(question.document, question.variables, viewer)
            if seen != expected:
                yield f"As {viewer.role.name}, {question} reveals what is hidden: {difference(seen, expected)}"
                break
