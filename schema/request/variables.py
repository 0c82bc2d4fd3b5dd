"""The variables of one operation: what does not depend on their values is looked up once."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLBoolean,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    get_variable_values,
    is_non_null_type,
    is_scalar_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource

from schema.error_messages import shortened, with_place, with_values
from schema.request.argument_values import lookup_variables
from schema.request.coercion import Coerce, coercer_of
from schema.request.input_variables import variables_handed_on
from schema.request.nul import holds_nul, nul_sign

MOST_ERRORS = 20
"""At most so many errors of one request are reported, in its variables as in its document."""


class Variables:
    """Coerces the variables of an operation: valid ones on a short way, all others as graphql-core explains them.

    fragments: those of its document, by name; suggest: whether errors may suggest what was meant; open_schema: whether
    they may name what the schema has.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        suggest: bool,
        open_schema: bool,
    ) -> None:
        self.schema, self.definitions = schema, tuple(operation.variable_definitions or ())
        self.lookups = lookup_variables(operation, fragments)
        self.suggest, self.open_schema = suggest, open_schema
        self.signatures: list[tuple[str, GraphQLVariableSignature, Coerce, bool]] = []
        self.short = True
        self.shaping: list[str] = []
        handed_on = variables_handed_on(operation, fragments.values())
        for definition in self.definitions:
            found = get_variable_signature(schema, definition)
            assert not isinstance(found, GraphQLError), "validation refuses what is no input type"
            kind: Any = found.type
            needed = is_non_null_type(kind)
            bare = kind.of_type if needed else kind
            self.signatures.append((found.name, found, coercer_of(kind), needed))
            self.short &= definition.default_value is None
            if not needed or not (found.name in handed_on or _of_one_shape(bare, found.name in self.lookups)):
                self.shaping.append(found.name)

    def coerced(self, sent: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """The coerced values with their sources, or the errors in them. Raises BadRequest NUL."""
        found = self._short_way(sent) if self.short else None
        if found is not None:
            return found
        long = get_variable_values(
            self.schema, self.definitions, dict(sent), max_errors=MOST_ERRORS, hide_suggestions=not self.suggest
        )
        if isinstance(long, list):
            worded = [shortened(with_place(error)) for error in long]
            return [with_values(error, self.schema) for error in worded] if self.open_schema else worded
        if holds_nul(long.coerced):
            raise nul_sign()
        return long

    def shape(self, coerced: Mapping[str, Any]) -> tuple[Any, ...]:
        """The part of the values that decides which plan serves them."""
        return tuple(
            [(name, _signature(coerced[name], name in self.lookups)) for name in self.shaping if name in coerced]
        )

    def _short_way(self, sent: Mapping[str, Any]) -> VariableValues | None:
        """The values, or None where one of them is invalid, which graphql-core is to explain."""
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for name, found, coerce, needed in self.signatures:
            value = sent.get(name, Undefined)
            sources[name] = VariableValueSource(found, value)
            if value is Undefined:
                if needed:
                    return None
                continue
            value = coerce(value)
            if value is Undefined:
                return None
            coerced[name] = value
        return VariableValues(sources, coerced)


def _of_one_shape(bare: Any, looked_up: bool) -> bool:
    """Whether all values of a type are served by the same plan."""
    return bool(is_scalar_type(bare)) and bare is not GraphQLBoolean and not looked_up


def _signature(value: Any, looked_up: bool) -> Any:
    """The part of a variable's value that decides which plan serves it.

    That is: whether it is null, booleans, enums, the keys of objects, whether a list has no value, one or more; and of
    ids that are looked up, their types.
    """
    if value is None or isinstance(value, bool | enum.Enum):
        return value
    if isinstance(value, dict):
        return tuple((key, _signature(item, looked_up)) for key, item in value.items())
    if looked_up and isinstance(value, str):
        return value.partition(":")[0]
    if isinstance(value, list):
        return min(len(value), 2), looked_up and frozenset(_signature(item, True) for item in value)
    return type(value).__name__
