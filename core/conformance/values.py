"""Values of input types for queries of a plugin, drawn from its own rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_required_input_field,
)

from core.conformance.pool import FEW, Pool
from schema.declaring.declarations import graphql_name
from schema.declaring.field_kinds import ConnectionField
from schema.modelling.model import Model, ModelField, conditions_of


class Values:
    """Values of input types. conditions: the type whose ids a condition takes, by the names of filter and condition."""

    def __init__(self, pool: Pool, conditions: Mapping[tuple[str, str], str]) -> None:
        self.pool, self.conditions = pool, conditions

    def of_argument(self, found: GraphQLField, key: str) -> Iterator[Any]:
        """Values of an argument of a field, as JSON: `id` takes ids of the type that the field returns."""
        return self.of(found.args[key].type, get_named_type(found.type).name if key == "id" else None)

    def of(self, kind: Any, id_of: str | None = None) -> Iterator[Any]:
        """Values of an input type, as JSON. id_of: the type whose ids it takes, if that is known."""
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        if isinstance(kind, GraphQLList):
            yield from ([value] for value in self.of(kind.of_type, id_of))
        elif isinstance(kind, GraphQLEnumType):
            yield from kind.values
        elif isinstance(kind, GraphQLInputObjectType):
            yield from self._objects(kind)
        elif kind.name == "Boolean":
            yield from (True, False)
        elif kind.name == "ID":
            yield from self._ids(id_of)
        elif kind.name in ("Int", "Float"):
            yield from self.pool.numbers
        elif kind.name == "Date":
            yield from self.pool.dates or ["2024-05-09"]
        elif kind.name == "DateTime":
            yield from self.pool.instants or ["2024-05-09T12:00:00Z"]
        elif kind.name == "String":
            yield from self.pool.words or ["word"]

    def _objects(self, kind: GraphQLInputObjectType) -> Iterator[dict[str, Any]]:
        """Objects with the required fields, and with each value of each field."""
        values = {
            name: list(self.of(found.type, self.conditions.get((kind.name, name))))
            for name, found in kind.fields.items()
        }
        least = {
            name: next(iter(values[name]), None)
            for name, found in kind.fields.items() if is_required_input_field(found)
        }  # fmt: skip
        for name, each in values.items():
            yield from ({**least, name: value} for value in each)

    def _ids(self, id_of: str | None) -> list[str]:
        """Ids of a type, and one of another, which is refused; of every type if the type is unknown."""
        others = [identifier for name, ids in self.pool.ids.items() if name != id_of for identifier in ids[:FEW]]
        own = self.pool.ids.get(id_of, []) if id_of is not None else []
        return [*own[:FEW], *others[:1]] if own else others


def conditions_on_ids(model: Model) -> dict[tuple[str, str], str]:
    """The type whose ids a condition takes, by the names of its filter and itself."""
    fields = [*model.queries.values(), *(field for made in model.types.values() for field in made.fields.values())]
    return {
        (listed.__name__, graphql_name(name)): condition.id_of
        for listed in _filters(fields)
        for name, condition in conditions_of(listed).items() if condition.id_of is not None
    }  # fmt: skip


def _filters(fields: Iterable[ModelField]) -> list[type]:
    declared = [field.declared for field in fields]
    return [one.filter for one in declared if isinstance(one, ConnectionField) and one.filter is not None]
