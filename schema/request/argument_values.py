"""Variables and literals in the arguments of a document.

The variables that hold the ids of `node` and `nodes` matter most: the types that these ids name decide the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

Fragments = Mapping[str, FragmentDefinitionNode]
LOOKUPS = ("node", "nodes")
"""Relay's root fields. The fields of the same names in a connection have no arguments, and so do not count."""


def lookup_variables(operation: OperationDefinitionNode, fragments: Fragments) -> frozenset[str]:
    """The variables in the ids of an operation's lookups."""
    return frozenset(
        variable.name.value
        for field in _root_fields(operation.selection_set, fragments, set())
        if field.name.value in LOOKUPS
        for argument in field.arguments or ()
        for variable in variables_in(argument.value)
    )


def variables_in(value: Any) -> Iterator[VariableNode]:
    """The variables in the value of an argument, in lists and objects as well."""
    return (found for found in _values_in(value) if isinstance(found, VariableNode))


def literal_with(text: str, field: FieldNode) -> Node:
    """The literal in a field's arguments that has this text; the field itself if a variable holds the text."""
    literals = (found for argument in field.arguments or () for found in _values_in(argument.value))
    return next((found for found in literals if getattr(found, "value", None) == text), field)


def _values_in(value: Any) -> Iterator[Node]:
    yield value
    for child in getattr(value, "values", None) or getattr(value, "fields", None) or ():
        yield from _values_in(getattr(child, "value", child) if hasattr(child, "name") else child)


def _root_fields(selected: SelectionSetNode, fragments: Fragments, visited: set[str]) -> Iterator[FieldNode]:
    for one in selected.selections:
        if isinstance(one, FieldNode):
            yield one
        elif isinstance(one, InlineFragmentNode):
            yield from _root_fields(one.selection_set, fragments, visited)
        elif isinstance(one, FragmentSpreadNode) and one.name.value not in visited:
            visited.add(one.name.value)
            yield from _root_fields(fragments[one.name.value].selection_set, fragments, visited)
