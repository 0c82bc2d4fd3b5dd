"""The variables of one operation: what can be known of them ahead is looked up once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    get_variable_values,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.utilities import coerce_input_value

MOST_ERRORS = 20


class Variables:
    """Coerces the variables of an operation; leaves given as they should be take the short way.

    suggest: whether errors tell what may have been meant.
    """

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode, suggest: bool) -> None:
        self.suggest = suggest
        self.schema, self.definitions = schema, tuple(operation.variable_definitions or ())
        self.signatures: list[GraphQLVariableSignature] = []
        self.short = True
        for definition in self.definitions:
            signature = get_variable_signature(schema, definition)
            if isinstance(signature, GraphQLError):
                self.short = False
                return
            self.signatures.append(signature)
            bare = signature.type.of_type if is_non_null_type(signature.type) else signature.type
            self.short &= is_leaf_type(bare) and definition.default_value is None

    def coerced(self, given: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """The values with their sources, or what is wrong with them."""
        found = self._short_way(given) if self.short else None
        if found is not None:
            return found
        return get_variable_values(
            self.schema, self.definitions, dict(given), max_errors=MOST_ERRORS, hide_suggestions=not self.suggest
        )

    def _short_way(self, given: Mapping[str, Any]) -> VariableValues | None:
        """The values, or None where one of them needs an explanation."""
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for signature in self.signatures:
            name = signature.name
            value = given.get(name, Undefined)
            sources[name] = VariableValueSource(signature, value)
            if value is Undefined:
                if is_non_null_type(signature.type):
                    return None
                continue
            made = coerce_input_value(value, signature.type)
            if made is Undefined:
                return None
            coerced[name] = made
        return VariableValues(sources, coerced)
