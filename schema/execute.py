"""Answers operations: planned ones as text straight from the database, the rest through ordinary execution."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import orjson
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    Visitor,
    execute,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.execution.values import VariableValues
from sqlalchemy import Dialect

from schema.assemble import Assembled
from schema.dialects import MISSING
from schema.plan import OperationPlan
from schema.planner import Planner
from schema.reading import NO_VARIABLES, BadRequest, Reading, signature
from schema.sql import Weaver
from schema.statements import Statement
from schema.values import Context
from schema.variables import Variables
from schema.writes import Mutation

logger = logging.getLogger("nmirf.schema")

KEPT_DOCUMENTS = 1_000
KEPT_PLANS = 64
MISSING_BYTES = MISSING.encode()


class Store(Protocol):
    """Where statements are run."""

    @property
    def dialect(self) -> Dialect: ...

    async def fetch(self, sql: str, parameters: list[Any]) -> bytes: ...


@dataclass(slots=True)
class Planning:
    """A plan with its statement."""

    plan: OperationPlan
    statement: Statement | None


@dataclass(slots=True)
class Document:
    """A parsed and validated document with the plans made for it so far."""

    node: DocumentNode
    operations: dict[str | None, OperationDefinitionNode]
    fragments: dict[str, FragmentDefinitionNode]
    variables: dict[str | None, Variables]
    plans: dict[Any, Planning] = field(default_factory=dict)
    lookups: bool = False


@dataclass(slots=True)
class Answer:
    """An answer as it goes to the wire. executed: false where the request was refused before execution."""

    body: bytes
    executed: bool = True
    method_not_allowed: bool = False


Mutate = Callable[[Mutation, Any, Reading], Awaitable[Mapping[str, Any]]]


class Engine:
    """The schema at work over one store."""

    def __init__(self, assembled: Assembled, store: Store, mutate: Mutate, services: Any = None) -> None:
        self.assembled, self.store, self.mutate, self.services = assembled, store, mutate, services
        self.graphql = assembled.schema._schema
        self.documents: dict[str, Document] = {}
        self.always_execute = False
        """Complete every answer by ordinary execution: to hold the two deliveries against each other."""

    async def answer(
        self,
        query: str,
        operation_name: str | None,
        variables: Mapping[str, Any] | None,
        reading: Reading,
        only_queries: bool = False,
    ) -> Answer:
        """Answer one operation. Errors of the request and of fields are in the answer, never raised."""
        try:
            document = self.documents.get(query) or self.document(query)
            operation = self.operation(document, operation_name)
            if operation.variable_definitions:
                reading.variables = self.coerced(document, operation, variables or {})
            if operation.operation is OperationType.QUERY:
                return await self.query(document, operation, variables, reading)
            if only_queries:
                return Answer(b"", executed=False, method_not_allowed=True)
            if operation.operation is OperationType.SUBSCRIPTION:
                raise BadRequest("SUBSCRIPTION", "Subscribe over a web socket, with the protocol graphql-transport-ws.")
            return await self.execute(document, operation, variables, reading, None)
        except GraphQLErrors as refused:
            return Answer(orjson.dumps({"errors": [error.formatted for error in refused.errors]}), executed=False)
        except GraphQLError as error:
            return Answer(orjson.dumps({"errors": [error.formatted]}), executed=False)

    def document(self, query: str) -> Document:
        """Parse and validate a document, once. Raises GraphQLErrors."""
        try:
            node = parse(query)
        except GraphQLError as error:
            error.extensions = {"code": "SYNTAX"}
            raise
        except RecursionError:
            raise BadRequest("TOO_DEEP", "The document is nested too deeply to be read.") from None
        if holds_nul(_strings(node)):
            raise nul_sign()
        errors = validate(self.graphql, node, specified_rules)
        if errors:
            raise GraphQLErrors(_coded(errors, "INVALID_DOCUMENT"))
        operations: dict[str | None, OperationDefinitionNode] = {}
        fragments: dict[str, FragmentDefinitionNode] = {}
        for definition in node.definitions:
            if isinstance(definition, OperationDefinitionNode):
                operations[definition.name.value if definition.name else None] = definition
            elif isinstance(definition, FragmentDefinitionNode):
                fragments[definition.name.value] = definition
        lookups = "node" in query
        declared = {name: Variables(self.graphql, operation) for name, operation in operations.items()}
        document = Document(node, operations, fragments, declared, lookups=lookups)
        while len(self.documents) >= KEPT_DOCUMENTS:
            self.documents.pop(next(iter(self.documents)))
        self.documents[query] = document
        return document

    def operation(self, document: Document, name: str | None) -> OperationDefinitionNode:
        if name is None and len(document.operations) == 1:
            return next(iter(document.operations.values()))
        if not document.operations:
            raise BadRequest("NO_OPERATION", "The document holds no operation: send a query or a mutation.")
        if name is None:
            names = ", ".join(str(known) for known in document.operations)
            raise BadRequest(
                "OPERATION_NAME", f"The document holds several operations ({names}): say which in operationName."
            )
        if name not in document.operations:
            raise BadRequest("OPERATION_NAME", f"The document holds no operation named {name[:80]!r}.")
        return document.operations[name]

    def coerced(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> VariableValues:
        """The variables as the operation declares them. Raises GraphQLErrors INVALID_VARIABLE, BadRequest NUL."""
        coerced = document.variables[operation.name.value if operation.name else None].coerced(variables)
        if isinstance(coerced, list):
            raise GraphQLErrors(_coded(coerced, "INVALID_VARIABLE"))
        if holds_nul(coerced.coerced):
            raise nul_sign()
        return coerced

    async def query(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any] | None,
        reading: Reading,
    ) -> Answer:
        planning = self.planning(document, operation, reading)
        body = b"{}"
        if planning.statement is not None:
            body = await self.store.fetch(planning.statement.sql, planning.statement.parameters(reading))
        if planning.plan.whole and not self.always_execute and MISSING_BYTES not in body:
            return Answer(b'{"data":' + body + b"}")
        return await self.execute(document, operation, variables, reading, orjson.loads(body))

    def planning(self, document: Document, operation: OperationDefinitionNode, reading: Reading) -> Planning:
        """The plan for the operation, the role, the number of languages and the shape of the variables."""
        key = (
            operation.name.value if operation.name else None,
            reading.role,
            len(reading.languages),
            signature(reading.variables.coerced, document.lookups) if reading.variables.coerced else (),
        )
        found = document.plans.get(key)
        if found is None:
            planner = Planner(self.graphql, self.assembled.model, document.fragments, reading.role, reading.variables)
            plan = planner.operation(operation.selection_set)
            statement = None
            if plan.fields:
                statement = Weaver(self.store.dialect, reading.role).operation(plan, len(reading.languages))
            found = Planning(plan, statement)
            while len(document.plans) >= KEPT_PLANS:
                document.plans.pop(next(iter(document.plans)))
            document.plans[key] = found
        return found

    async def execute(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any] | None,
        reading: Reading,
        rows: Mapping[str, Any] | None,
    ) -> Answer:
        """Ordinary execution over the rows that a plan has read."""
        result = execute(
            self.graphql,
            document.node,
            root_value=rows or {},
            context_value=self.context(reading, document),
            variable_values=dict(variables or {}),
            operation_name=operation.name.value if operation.name else None,
        )
        completed: ExecutionResult = await result if not isinstance(result, ExecutionResult) else result
        answer: dict[str, Any] = {"data": completed.data}
        if completed.errors:
            answer["errors"] = [masked(error).formatted for error in completed.errors]
        return Answer(orjson.dumps(answer))

    def context(self, reading: Reading, document: Document | None = None) -> Context:
        """What resolvers have in reach for one operation."""

        async def read(type_name: str, key: int, info: Any) -> Any:
            raw = info._raw_info
            return await self.read(type_name, key, raw.field_nodes, raw.fragments, reading, str(raw.path.key))

        return Context(reading, read, self.mutate, self.services)

    async def read(
        self,
        type_name: str,
        key: int,
        nodes: list[FieldNode],
        fragments: dict[str, FragmentDefinitionNode],
        reading: Reading,
        path: str,
    ) -> Any:
        """One object by primary key, as the selection of these fields asks for it."""
        planner = Planner(
            self.graphql, self.assembled.model, fragments, reading.role, reading.variables or NO_VARIABLES
        )
        selection = planner.selection(self.assembled.model.types[type_name], nodes, (path,))
        statement = Weaver(self.store.dialect, reading.role).rows(selection, len(reading.languages))
        keyed = replace(reading, given={**reading.given, "key": key})
        return orjson.loads(await self.store.fetch(statement.sql, statement.parameters(keyed)))


def nul_sign() -> BadRequest:
    return BadRequest("NUL", "A string holds the sign NUL (U+0000), which no text here can hold. Take it out.")


def holds_nul(value: Any) -> bool:
    """Whether a string somewhere in a value holds the sign NUL, which PostgreSQL has no place for."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, Mapping):
        return any(holds_nul(item) for item in value.values())
    return isinstance(value, list) and any(holds_nul(item) for item in value)


def _strings(node: DocumentNode) -> list[str]:
    """What the string literals of a document say."""
    found: list[str] = []

    class Strings(Visitor):
        def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
            found.append(node.value)

    visit(node, Strings())
    return found


def _coded(errors: list[GraphQLError], code: str) -> list[GraphQLError]:
    for error in errors:
        error.extensions = {"code": code, **(error.extensions or {})}
    return errors


def masked(error: GraphQLError) -> GraphQLError:
    """An error as strangers may see it: a failure inside is told by an id that the log has."""
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        return error
    identifier = secrets.token_hex(6)
    logger.error("error %s at %s", identifier, error.path, exc_info=error.original_error)
    return GraphQLError(
        f"Something failed inside the platform. If it happens again, report error {identifier}.",
        nodes=error.nodes,
        path=error.path,
        extensions={"code": "INTERNAL", "id": identifier},
    )


class GraphQLErrors(Exception):
    """Why a request was refused before execution."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors
