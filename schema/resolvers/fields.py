"""Strawberry fields for ordinary execution: they take values from the rows that a plan has read."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Sequence
from functools import partial
from typing import Any

from graphql import FieldNode, GraphQLField
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from schema.declaring.field_kinds import NodeField, ResolvedField
from schema.declaring.writes import Mutation, Subscription
from schema.errors import Explained
from schema.markers import ABSENT, MISSING
from schema.modelling.model import ModelField
from schema.request.bad_request import BadRequest
from schema.request.identifiers import primary_key
from schema.resolvers.context import Context

TYPE_OF_ROW = ":type"
"""The key of the type's name in a row that `node` or `nodes` answers; no alias is like it."""
_MISSING, _ABSENT = MISSING.strip('"'), ABSENT.strip('"')


class RowField(StrawberryField):
    """A field whose value is in the row, under the response key or under its name."""

    def __init__(
        self,
        name: str,
        annotation: Any,
        *,
        description: str | None = None,
        deprecation_reason: str | None = None,
        arguments: Sequence[StrawberryArgument] = (),
        is_subscription: bool = False,
    ) -> None:
        super().__init__(
            python_name=name,
            graphql_name=name,
            type_annotation=StrawberryAnnotation(annotation),
            description=description,
            deprecation_reason=deprecation_reason,
            is_subscription=is_subscription,
        )
        self.arguments = list(arguments)

    @property
    def is_basic_field(self) -> bool:
        return False

    def get_result(self, source: Any, info: Info[Any, Any] | None, args: list[Any], kwargs: dict[str, Any]) -> Any:
        assert info is not None
        return self.complete_value(source, info, kwargs)

    def complete_value(self, source: Any, info: Info[Any, Any], arguments: dict[str, Any]) -> Any:
        """The value in a row, None if it is missing. arguments: of the field, by name."""
        value = source[info.path.key] if info.path.key in source else source.get(self.graphql_name)
        return None if value == _MISSING or (isinstance(value, dict) and _is_absent(value)) else value


class DeclaredField(RowField):
    """A field that was declared over a table, as the model has it."""

    def __init__(self, declared: ModelField, annotation: Any, **described: Any) -> None:
        super().__init__(declared.name, annotation, **described)
        self.model_field = declared

    def complete_value(self, source: Any, info: Info[Any, Any], arguments: dict[str, Any]) -> Any:
        value = super().complete_value(source, info, arguments)
        match self.model_field.declared:
            case ResolvedField(resolver=resolver):
                if value is None:
                    return None
                context = info.context
                return context.compute(partial(resolver, context.reading, **value, **arguments))
            case NodeField():
                return _typed(value, arguments)
        inner = self.model_field.shape.inner
        if value is not None and isinstance(inner, type) and issubclass(inner, enum.Enum):
            return [inner[name] for name in value] if isinstance(value, list) else inner[value]
        return value


class AnswerField(RowField):
    """An object of a mutation's payload, read after the write."""

    def complete_value(self, source: Any, info: Info[Any, Any], arguments: dict[str, Any]) -> Any:
        key = source[self.python_name]
        if key is None:
            return None
        context: Context = info.context
        read = partial(context.read, context.reading, key, info.path)
        return read() if context.outcomes is None else context.outcomes.read(info.path, read)


class RefusalsField(RowField):
    """Why a write was refused. What a mutation returns has this under its name, beside keys of rows under theirs."""

    def complete_value(self, source: Any, info: Info[Any, Any], arguments: dict[str, Any]) -> Any:
        return source[self.python_name]


class MutationField(RowField):
    """A field that carries out a mutation."""

    def __init__(self, name: str, annotation: Any, mutation: Mutation, **described: Any) -> None:
        super().__init__(name, annotation, **described)
        self.mutation = mutation

    def complete_value(self, source: Any, info: Info[Any, Any], arguments: dict[str, Any]) -> Any:
        context: Context = info.context
        write = partial(context.mutate, self.mutation, arguments["input"], context.reading)
        return write() if context.outcomes is None else context.outcomes.write(info.path, write)


class SubscriptionField(RowField):
    """A field that follows objects of a type. target: the name of the type."""

    def __init__(self, name: str, annotation: Any, subscription: Subscription, target: str, **described: Any) -> None:
        super().__init__(name, annotation, is_subscription=True, **described)
        self.subscription, self.target = subscription, target

    async def complete_value(self, source: Any, info: Info[Any, Any], arguments: dict[str, Any]) -> Any:
        context: Context = info.context
        node, path = info._raw_info.field_nodes[0], [str(info.path.key)]
        try:
            if str(arguments.get("id")).startswith(f"{self.target}:"):
                followed = primary_key(arguments["id"], self.target, node, path)
                if await context.read(context.reading, followed, info.path) is None:
                    raise _not_seen(arguments["id"], self.target, node, path)
            async for yielded in self.subscription.source(context, **arguments):
                key = self.subscription.checked(yielded)
                row = await context.read(await context.renewed_reading(), key, info.path)
                if row is not None:
                    yield row
        except Explained as refusal:
            raise BadRequest(refusal.code, refusal.message, node, path, arguments.get("id")) from None


def add_field(cls: type, name: str, made: StrawberryField) -> None:
    """Add a field to a class under a Python name."""
    made.python_name = name
    annotations = inspect.get_annotations(cls)
    assert made.type_annotation is not None
    annotations[name] = made.type_annotation.annotation
    cls.__annotations__ = annotations
    setattr(cls, name, made)


def definition_of(field: GraphQLField) -> StrawberryField:
    """The Strawberry field that a field of graphql-core was made of."""
    found: StrawberryField = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    return found


def _not_seen(identifier: str, type_name: str, node: FieldNode, path: Sequence[str]) -> BadRequest:
    """The refusal to follow a row that does not exist or that the subscriber may not see."""
    message = (
        f"There is no {type_name} with the id {identifier[:80]}, or you may not read it: there would be no events."
    )
    return BadRequest("NOT_FOUND", message, node, path, identifier)


def _is_absent(row: dict[str, Any]) -> bool:
    return _MISSING in row or _ABSENT in row.values()


def _typed(value: Any, arguments: dict[str, Any]) -> Any:
    """The rows of `node` or `nodes`, with their type's name, which the ids contain."""
    if "ids" in arguments:
        return [
            None if row is None else {**row, TYPE_OF_ROW: identifier.partition(":")[0]}
            for row, identifier in zip(value, arguments["ids"], strict=True)
        ]
    return None if value is None else {**value, TYPE_OF_ROW: arguments["id"].partition(":")[0]}
