"""What ordinary execution works with: fields that take their values from rows which a plan has read, and a context."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import FieldNode
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from schema.asking.bad_request import BadRequest
from schema.asking.identifiers import primary_key
from schema.asking.reading import Reading
from schema.assembling.model import ModelField
from schema.declaring.declarations import NodeField, ResolvedField
from schema.declaring.writes import Mutation, Subscription
from schema.errors import Explained
from schema.missing import ABSENT, MISSING

_MISSING, _ABSENT = MISSING.strip('"'), ABSENT.strip('"')

Mutate = Callable[[Mutation, Any, Reading], Awaitable[Mapping[str, Any]]]
"""Carries out a mutation with its input, and answers its payload: ids by the names of its fields, and `errors`."""

Renew = Callable[[], Awaitable[Reading]]
"""Looks again who reads, and gives a reading of today with the rights of today. Raises where nobody may."""


@dataclass(slots=True)
class Context:
    """What resolvers have in reach.

    read: rows of a type by primary key, for the selection of a field; renew: for what lasts, who reads by now.
    """

    reading: Reading
    read: Callable[[Reading, str, int, Info[Any, Any]], Awaitable[Any]]
    mutate: Mutate
    services: Any = None
    renew: Renew | None = None

    async def renewed(self) -> Reading:
        """The reading with the rights that its reader has by now; what was asked stays as it is."""
        if self.renew is not None:
            asked = self.reading
            self.reading = replace(await self.renew(), variables=asked.variables, largest_page=asked.largest_page)
        return self.reading


class PlannedField(StrawberryField):
    """A field whose value stands in the row under the response key."""

    model_field: ModelField | None = None
    mutation: Mutation | None = None
    stream: Subscription | None = None
    read_type: str | None = None

    def __init__(
        self,
        name: str,
        annotation: Any,
        *,
        description: str | None = None,
        deprecation_reason: str | None = None,
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

    @property
    def is_basic_field(self) -> bool:
        return False

    def get_result(self, source: Any, info: Info[Any, Any] | None, args: list[Any], kwargs: dict[str, Any]) -> Any:
        assert info is not None
        context: Context = info.context
        if self.mutation is not None:
            return context.mutate(self.mutation, kwargs["input"], context.reading)
        if self.stream is not None:
            return self._streamed(context, info, kwargs)
        if self.read_type is not None:
            key = source[self.python_name]
            return None if key is None else context.read(context.reading, self.read_type, key, info)
        value = source[info.path.key] if info.path.key in source else source.get(self.graphql_name)
        if self.model_field is not None and isinstance(self.model_field.declared, ResolvedField):
            if value is None:
                return None
            return self.model_field.declared.resolver(context.reading, **value, **kwargs)
        if self.model_field is not None and isinstance(self.model_field.declared, NodeField):
            return _typed(value, kwargs)
        return self._converted(value)

    async def _streamed(self, context: Context, info: Info[Any, Any], kwargs: dict[str, Any]) -> Any:
        assert self.stream is not None and self.read_type is not None
        node, path = info._raw_info.field_nodes[0], [str(info.path.key)]
        try:
            if str(kwargs.get("id")).startswith(f"{self.read_type}:"):
                followed = primary_key(kwargs["id"], self.read_type, node, path)
                if await context.read(context.reading, self.read_type, followed, info) is None:
                    raise _not_seen(kwargs["id"], self.read_type, node, path)
            async for key in self.stream.source(context, **kwargs):
                row = await context.read(await context.renewed(), self.read_type, key, info)
                if row is not None:
                    yield row
        except Explained as refusal:
            raise BadRequest(refusal.code, refusal.message, node, path, kwargs.get("id")) from None

    def _converted(self, value: Any) -> Any:
        if value is None or value == _MISSING or (isinstance(value, dict) and _is_absent(value)):
            return None
        inner = self.model_field.shape.inner if self.model_field is not None else None
        if isinstance(inner, type) and issubclass(inner, enum.Enum):
            return [inner[name] for name in value] if isinstance(value, list) else inner[value]
        return value


def put(cls: type, name: str, made: StrawberryField) -> None:
    """Make a field one of a class, under a Python name."""
    made.python_name = name
    annotations = inspect.get_annotations(cls)
    assert made.type_annotation is not None
    annotations[name] = made.type_annotation.annotation
    cls.__annotations__ = annotations
    setattr(cls, name, made)


def _not_seen(identifier: str, type_name: str, node: FieldNode, path: Sequence[str]) -> BadRequest:
    """What a subscriber is told of a row that is not there, or there for others."""
    told = f"There is no {type_name} of the id {identifier[:80]}, or it is not for you to read: nothing would come."
    return BadRequest("NOT_FOUND", told, node, path, identifier)


def _is_absent(row: dict[str, Any]) -> bool:
    return _MISSING in row or _ABSENT in row.values()


def _typed(value: Any, kwargs: dict[str, Any]) -> Any:
    """Rows of lookups with the name of their type, which their ids tell."""
    if "ids" in kwargs:
        return [
            None if row is None else {**row, "__typename": identifier.partition(":")[0]}
            for row, identifier in zip(value, kwargs["ids"], strict=True)
        ]
    return None if value is None else {**value, "__typename": kwargs["id"].partition(":")[0]}
