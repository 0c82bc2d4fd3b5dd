"""Documents: parsed, checked against the limits and validated once, then cached with the plans made for them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    ValidationRule,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.values import VariableValues
from graphql.validation import MaxIntrospectionDepthRule
from graphql.validation.rules import overlapping_fields_can_be_merged

from schema.cache import Cache
from schema.error_messages import with_short_message, with_values
from schema.errors import GraphQLErrors, with_code
from schema.limits import Limits, enforce_limits
from schema.request.bad_request import BadRequest
from schema.request.nul import require_no_nul
from schema.request.variables import MOST_ERRORS, Variables

if TYPE_CHECKING:
    from schema.planning.plans import AnswerForecast, PlannedQuery

PlanKey: TypeAlias = tuple[tuple[str, str], str, int, tuple[Any, ...]]
"""What a plan depends on: dialect and the SQL for the revision, role, number of languages, shape of the variables."""

MOST_COMPARISONS = 25_000
"""A document is refused if validation has to compare more pairs of fields, to see whether they can be merged.

graphql-core counts each pair twice.
"""
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 2 * MOST_COMPARISONS

KEPT_BYTES = 64_000_000
"""The size of the cache for documents with their plans."""
BYTES_PER_TOKEN = 400
"""An estimate of the memory that a parsed document takes."""
LONG = 2_000
"""A document of more characters is read in a thread."""


class NoIntrospection(ValidationRule):
    """Introspection is refused, with one error for all of a document; graphql-core's rule reports each field of it."""

    is_refused = False

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Refuse the first field that asks about the schema."""
        if not self.is_refused and node.name.value in ("__schema", "__type"):
            self.is_refused = True
            self.report_error(
                GraphQLError(
                    f"This platform does not publish its schema, so `{node.name.value}` is refused. Queries are "
                    "answered all the same.",
                    node,
                )
            )


@dataclass(slots=True)
class Operation:
    """One operation of a document. kind: query, mutation or subscription.

    plans, forecasts: what has been made for it so far; `schema.planning` stores it here.
    """

    node: OperationDefinitionNode
    name: str | None
    kind: str
    variables: Variables
    plans: dict[PlanKey, PlannedQuery] = field(default_factory=dict)
    forecasts: dict[PlanKey, AnswerForecast] = field(default_factory=dict)

    def coerce_variables(self, sent: Mapping[str, Any]) -> VariableValues:
        """The variables as the operation declares them. Raises GraphQLErrors INVALID_VARIABLE, BadRequest NUL."""
        found = self.variables.coerce(sent)
        if isinstance(found, list):
            raise GraphQLErrors(with_code(found, "INVALID_VARIABLE"))
        return found


@dataclass(slots=True)
class Document:
    """A parsed and validated document. only: its operation, if it has exactly one."""

    text: str
    node: DocumentNode
    operations: dict[str | None, Operation]
    fragments: dict[str, FragmentDefinitionNode]
    only: Operation | None = None

    def operation(self, name: str | None) -> Operation:
        """The operation of this name, or the only one. Raises BadRequest."""
        if name is None and self.only is not None:
            return self.only
        if not self.operations:
            raise BadRequest("NO_OPERATION", "The document holds no operation: send a query or a mutation.")
        if name is None:
            names = ", ".join(str(known) for known in list(self.operations)[:10])
            raise BadRequest(
                "OPERATION_NAME", f"The document holds several operations ({names}): say which in operationName."
            )
        if name not in self.operations:
            raise BadRequest("OPERATION_NAME", f"The document holds no operation named {name[:80]!r}.")
        return self.operations[name]


class Documents:
    """The documents of one schema, cached by their text. get: one that was read before."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self.schema, self.limits = schema, limits
        self.rules = [*specified_rules, MaxIntrospectionDepthRule]
        if not limits.introspection:
            self.rules.append(NoIntrospection)
        self.valid: Cache[str, Document] = Cache(KEPT_BYTES)
        self.refused: Cache[str, list[GraphQLError]] = Cache(KEPT_BYTES // 16)
        self.get = self.valid.get

    async def read(self, text: str) -> Document:
        """A document seen for the first time; a long one is read in a thread. Raises GraphQLErrors, GraphQLError."""
        refused = self.refused.get(text)
        if refused is not None:
            raise GraphQLErrors(refused)
        try:
            document = self.check(text) if len(text) < LONG else await asyncio.to_thread(self.check, text)
        except GraphQLError as error:
            self.refused.add(text, [error.with_traceback(None)], len(text) + 2_000)
            raise
        except GraphQLErrors as found:
            self.refused.add(text, list(found.errors), len(text) + 1_000 * len(found.errors))
            raise
        self.valid.add(text, document, len(text) + BYTES_PER_TOKEN * document.node.token_count)
        return document

    def check(self, text: str) -> Document:
        """Parse, check against the limits, validate. Raises GraphQLErrors, GraphQLError."""
        node, limits = self.parse_text(text), self.limits
        try:
            enforce_limits(node, limits)
            require_no_nul(node, text)
            found = validate(self.schema, node, self.rules, MOST_ERRORS, hide_suggestions=not limits.suggestions)
        except RecursionError:
            raise too_deep() from None
        if found:
            if found[-1].message == "Validation aborted.":
                raise BadRequest("REPETITION", "The document selects the same fields too often. Select each once.")
            found = [with_short_message(error) for error in found]
            if limits.introspection:
                found = [with_values(error, self.schema) for error in found]
            raise GraphQLErrors(with_code(found, "INVALID_DOCUMENT"))
        fragments = {one.name.value: one for one in node.definitions if isinstance(one, FragmentDefinitionNode)}
        operations: dict[str | None, Operation] = {}
        for definition in node.definitions:
            if isinstance(definition, OperationDefinitionNode):
                name = definition.name.value if definition.name else None
                variables = Variables(self.schema, definition, fragments, limits.suggestions, limits.introspection)
                operations[name] = Operation(definition, name, definition.operation.value, variables)
        return Document(text, node, operations, fragments, *(operations.values() if len(operations) == 1 else ()))

    def parse_text(self, text: str) -> DocumentNode:
        """The syntax tree. Raises GraphQLError SYNTAX, or BadRequest if the text is too long or too deep."""
        characters, tokens = self.limits.characters, self.limits.tokens
        if len(text) > characters:
            raise BadRequest(
                "CHARACTERS",
                f"The document has {len(text):,} characters; at most {characters:,} are allowed. Send what is long as "
                "a variable.",
            )
        try:
            return parse(text, max_tokens=tokens, allow_empty_selection_sets=False)
        except GraphQLError as error:
            if f"more than {tokens} tokens" in error.message:
                raise BadRequest(
                    "TOKENS",
                    f"The document has more than {tokens:,} tokens, which is the most allowed. "
                    "Ask for the rest in a further request.",
                ) from None
            if "nested too deeply" in error.message:
                raise too_deep() from None
            with_short_message(error).extensions = {"code": "SYNTAX"}
            raise


def too_deep() -> BadRequest:
    """The refusal of a document that is nested too deeply for the parser."""
    return BadRequest("DEPTH", "The document is nested too deeply to be read.")


@lru_cache(maxsize=8)
def documents_of(schema: GraphQLSchema, limits: Limits) -> Documents:
    """The documents of a schema within these limits, read once for all engines over it."""
    return Documents(schema, limits)
