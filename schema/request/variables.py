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

from schema.error_messages import with_place, with_short_message, with_values
from schema.request.argument_values import lookup_variables
from schema.request.coercion import Coerce, coercer_of
from schema.request.input_variables import whole_input_variables
from schema.request.nul import holds_nul, nul_refused

MOST_ERRORS = 20
"""At most so many errors of one request are reported, in its variables as in its document."""


class Variables:
    """Coerces the variables of an operation: valid ones quickly, all others by graphql-core, for its errors.

    fragments: those of its document, by name; suggest: whether errors may suggest what was meant; open_schema: whether
    they may name what is in the schema.
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
        self.quick = True
        self.shaping: list[str] = []
        whole_inputs = whole_input_variables(operation, fragments.values())
        for definition in self.definitions:
            found = get_variable_signature(schema, definition)
            assert not isinstance(found, GraphQLError), "validation refuses what is not an input type"
            kind: Any = found.type
            needed = is_non_null_type(kind)
            bare = kind.of_type if needed else kind
            self.signatures.append((found.name, found, coercer_of(kind), needed))
            self.quick &= definition.default_value is None
            if not needed or not (found.name in whole_inputs or _of_one_shape(bare, found.name in self.lookups)):
                self.shaping.append(found.name)

    def coerce(self, sent: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """The coerced values with their sources, or the errors in them. Raises BadRequest NUL."""
        found = self._quickly_coerced(sent) if self.quick else None
        if found is not None:
            return found
        values = get_variable_values(
            self.schema, self.definitions, dict(sent), max_errors=MOST_ERRORS, hide_suggestions=not self.suggest
        )
        if isinstance(values, list):
            worded = [with_short_message(with_place(error)) for error in values]
            return [with_values(error, self.schema) for error in worded] if self.open_schema else worded
        if holds_nul(values.coerced):
            raise nul_refused()
        return values

    def shape(self, coerced: Mapping[str, Any]) -> tuple[Any, ...]:
        """The part of the values that decides which plan serves them."""
        return tuple(
            [(name, _signature(coerced[name], name in self.lookups)) for name in self.shaping if name in coerced]
        )

    def _quickly_coerced(self, sent: Mapping[str, Any]) -> VariableValues | None:
        """The values, or None if one of them is invalid: graphql-core then makes the errors."""
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

    That is: whether it is null; booleans and enums; the keys of objects; whether a list has no value, one or more; and
    the types of ids that are looked up.
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
