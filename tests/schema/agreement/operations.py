"""Random operations over a schema: what a thousand strangers might ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_leaf_type,
)

Pool = Callable[[Random, str], Any]
"""Draws a value for an argument or input field of this name from the data; None leaves it out."""


@dataclass
class Operation:
    """A document with its variables. others: other values for them."""

    document: str
    variables: dict[str, Any]
    others: dict[str, Any]


@dataclass
class Writer:
    """Writes one random query operation. without: fields (`Type.field`) that are not asked for."""

    schema: GraphQLSchema
    random: Random
    pool: Pool
    without: frozenset[str] = frozenset()
    depth: int = 5
    variables: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    definitions: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    asked: int = 0

    def operation(self) -> Operation:
        query = self.schema.query_type
        assert query is not None
        selection = self.selection(query, self.depth)
        head = f"query Random({', '.join(self.definitions)})" if self.definitions else "query Random"
        return Operation(
            " ".join([head, selection, *self.fragments]), self.variables, {**self.variables, **self.others}
        )

    def selection(self, kind: Any, depth: int, apart: frozenset[str] = frozenset()) -> str:
        """apart: fields that need an alias, since another fragment asks for one of another type under their name."""
        if isinstance(kind, GraphQLInterfaceType):
            one, other = self.random.sample(self.schema.get_possible_types(kind), k=2)
            apart = frozenset(
                name for name in {*one.fields} & {*other.fields} if one.fields[name].type != other.fields[name].type
            )
            parts = [f"... on {found.name} {self.selection(found, depth, apart)}" for found in (one, other)]
            return "{ " + " ".join(["__typename id", *parts]) + " }"
        names = [
            name
            for name, found in kind.fields.items()
            if f"{kind.name}.{name}" not in self.without
            and (is_leaf_type(get_named_type(found.type)) or depth > 0)
            and (kind is not self.schema.query_type or name not in ("node", "nodes") or self.random.random() < 0.5)
        ]
        wanted = self.random.sample(names, k=min(len(names), self.random.choice((1, 2, 2, 3, 4))))
        written = [self.field(kind, name, kind.fields[name], depth, name in apart) for name in wanted]
        if self.random.random() < 0.15 or not written:
            written.append(self.random.choice(("__typename", "aTypename: __typename")))
        if self.random.random() < 0.1:
            written.append(written[0])
        if self.random.random() < 0.15 and kind is not self.schema.query_type:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {kind.name} {{ {' '.join(written)} }}")
            return f"{{ ...{name} }}"
        if self.random.random() < 0.1:
            return f"{{ ... {self.directive()} {{ {' '.join(written)} }} __typename }}"
        return "{ " + " ".join(written) + " }"

    def field(self, kind: GraphQLObjectType, name: str, definition: GraphQLField, depth: int, apart: bool) -> str:
        self.asked += 1
        alias = f"a{self.asked}: " if definition.args or self.random.random() < 0.1 or apart else ""
        inner = get_named_type(definition.type)
        arguments = self.arguments(definition, inner.name)
        below = f" {self.selection(inner, depth - 1)}" if is_composite_type(inner) else ""
        if below and not alias and self.asked > 1:
            alias = f"a{self.asked}: "
        directive = f" {self.directive()}" if self.random.random() < 0.05 else ""
        return f"{alias}{name}{arguments}{directive}{below}"

    def directive(self) -> str:
        name = f"b{len(self.definitions)}"
        default = self.random.choice(("", " = true", " = false"))
        if not default or self.random.random() < 0.5:
            self.variables[name] = self.random.random() < 0.7
        self.definitions.append(f"${name}: Boolean{'!' if not default else ''}{default}")
        return f"@{self.random.choice(('include', 'skip'))}(if: ${name})"

    def arguments(self, definition: GraphQLField, answers: str) -> str:
        written = []
        names = set(definition.args)
        if {"first", "last"} <= names:
            names -= {"last", "before"} if self.random.random() < 0.7 else {"first", "after"}
        for name in sorted(names):
            argument = definition.args[name]
            required = isinstance(argument.type, GraphQLNonNull)
            if not required and self.random.random() < 0.45:
                continue
            drawn = f"{answers}.id" if name == "id" and answers != "Node" else name
            if name == "first" and "after" not in definition.args:
                drawn = "some"
            value = self.value(argument.type, drawn)
            if value is None:
                continue
            if self.random.random() < 0.5:
                variable = f"v{len(self.definitions)}"
                self.definitions.append(f"${variable}: {argument.type}")
                self.variables[variable] = value
                other = self.value(argument.type, drawn)
                self.others[variable] = value if other is None else other
                written.append(f"{name}: ${variable}")
            else:
                written.append(f"{name}: {literal(argument.type, value)}")
        return f"({', '.join(written)})" if written else ""

    def value(self, kind: Any, name: str) -> Any:
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        if isinstance(kind, GraphQLList):
            return [self.value(kind.of_type, name) for _ in range(self.random.randint(0, 3))]
        if isinstance(kind, GraphQLEnumType):
            return self.random.choice(list(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            chosen = {
                key: self.value(found.type, key) for key, found in kind.fields.items() if self.random.random() < 0.3
            }
            return {key: value for key, value in chosen.items() if value is not None}
        if kind.name == "Boolean":
            return self.random.random() < 0.5
        return self.pool(self.random, name)


def literal(kind: Any, value: Any) -> str:
    """A value as it is written in a document."""
    import json

    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(kind, GraphQLList):
        return f"[{', '.join(literal(kind.of_type, item) for item in value)}]"
    if isinstance(kind, GraphQLEnumType):
        return str(value)
    if isinstance(kind, GraphQLInputObjectType):
        fields: Mapping[str, Any] = kind.fields
        return "{" + ", ".join(f"{key}: {literal(fields[key].type, item)}" for key, item in value.items()) + "}"
    return json.dumps(value)


def holds_rows(data: Any) -> bool:
    """Whether an answer holds a value that comes from a row."""
    if isinstance(data, dict):
        return any(holds_rows(value) for key, value in data.items() if "ypename" not in key)
    if isinstance(data, list):
        return any(holds_rows(item) for item in data)
    return data not in (None, 0, False, "PUBLIC")
