"""Every way of querying a plugin's data: by its root fields and their arguments, by id, and from others' types."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

from core.conformance.examination import Examination
from core.conformance.pool import FEW, pool_of
from core.conformance.values import Values, conditions_on_ids
from core.downloads.lists import PAGING
from core.platform import Platform

PAGE = 50
DEPTH = 3


@dataclass(frozen=True)
class Question:
    """A document with its variables."""

    document: str
    variables: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = f" with {json.dumps(self.variables, ensure_ascii=False)}" if self.variables else ""
        return f"{' '.join(self.document.split())[:300]}{shown[:200]}"


@dataclass(frozen=True)
class AskedField:
    """A field with its arguments from variables of the same names."""

    name: str
    kinds: Mapping[str, str]
    variables: Mapping[str, Any]
    selection: str

    @property
    def field(self) -> str:
        """The field as written in a document."""
        given = ", ".join(f"{key}: ${key}" for key in self.kinds)
        return f"{self.name}{f'({given})' if given else ''}{self.selection}"

    def defined(self, **more: str) -> str:
        """The definitions of its variables, and of others."""
        defined = ", ".join(f"${key}: {kind}" for key, kind in {**more, **self.kinds}.items())
        return f"({defined})" if defined else ""


@dataclass(frozen=True)
class Way:
    """A way to the fields of a type: the text before and after them in a document, with its variables."""

    before: str
    after: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)

    def to(self, asked: AskedField) -> Question:
        """The question for a field at the end of this way."""
        document = f"query{asked.defined(**self.kinds)} {{ {self.before}{asked.field}{self.after} }}"
        return Question(document, {**self.variables, **asked.variables})

    def then(self, other: Way) -> Way:
        """This way, continued by another."""
        kinds, variables = {**self.kinds, **other.kinds}, {**self.variables, **other.variables}
        return Way(self.before + other.before, other.after + self.after, kinds, variables)


class Questions:
    """Writes the questions for one plugin over one platform."""

    def __init__(self, examination: Examination, platform: Platform) -> None:
        self.examination = examination
        self.schema: GraphQLSchema = platform.engine.graphql
        assert self.schema.query_type is not None
        self.query = self.schema.query_type
        self.own = {declaration.name for declaration in examination.declarations}
        self.added = examination.added_fields
        self.computed = examination.subject.computed
        self.pool = pool_of(examination, platform)
        self.values = Values(self.pool, conditions_on_ids(platform.assembled.model))

    def all(self) -> Iterator[Question]:
        """Every question: by root field, by id, from the plugin's types, and from the types that it adds fields to."""
        yield from self.roots()
        yield from self.by_id()
        yield from self.from_own()
        yield from self.from_owners()

    def roots(self) -> Iterator[Question]:
        """The plugin's root fields: alone, and with each value of each argument."""
        for name in self.examination.root_fields:
            for asked in self.asked(name, self.query.fields[name]):
                yield Question(f"query{asked.defined()} {{ {asked.field} }}", asked.variables)

    def least(self) -> Iterator[Question]:
        """The plugin's root fields, and those that it adds to other types, each with as few arguments as possible."""
        for name in self.examination.root_fields:
            asked = next(self.asked(name, self.query.fields[name]))
            yield Question(f"query{asked.defined()} {{ {asked.field} }}", asked.variables)
        for owner, names in self.added.items():
            made = self._object(owner)
            for way in self._ways(made):
                yield from (way.to(next(self.asked(name, made.fields[name]))) for name in names)

    def first_pages(self) -> Iterator[tuple[AskedField, str]]:
        """The plugin's lists at the root, a page of one row in each order, and the kind of their cursors."""
        for name in self.examination.root_fields:
            found = self.query.fields[name]
            if "after" in found.args:
                least = next(self.asked(name, found))
                given = {**least.variables, "first": 1}
                kinds = {key: str(argument.type) for key, argument in found.args.items()}
                orders = list(self.values.of(found.args["orderBy"].type)) if "orderBy" in found.args else []
                for order in ({"orderBy": each} for each in orders) if orders else ({},):
                    asked = {**given, **order}
                    selected = " { pageInfo { endCursor } }"
                    yield AskedField(name, {key: kinds[key] for key in asked}, asked, selected), kinds["after"]

    def by_id(self) -> Iterator[Question]:
        """Each row of each of the plugin's nodes by its id, alone and together."""
        for declaration in self.examination.declarations:
            ids = self.pool.ids.get(declaration.name, [])
            if not declaration.is_node or not ids:
                continue
            selected = self.selection(self.schema.type_map[declaration.name], 2)
            document = (
                f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename id ... on {declaration.name} {selected} }} }}"
            )
            yield Question(document, {"ids": ids[:PAGE]})
            for identifier in ids[:FEW]:
                document = (
                    f"query($id: ID!) {{ node(id: $id) {{ __typename id ... on {declaration.name} {selected} }} }}"
                )
                yield Question(document, {"id": identifier})

    def from_own(self) -> Iterator[Question]:
        """The fields of the plugin's own types that have arguments; `by_id` covers the others."""
        for owner in sorted(self.own & self.schema.type_map.keys()):
            made = self._object(owner)
            names = [name for name in made.fields if f"{owner}.{name}" not in self.computed]
            yield from self._from(made, [name for name in names if _required(made.fields[name])])
            yield from self._from(made, [name for name in names if not _required(made.fields[name])], least=False)

    def from_owners(self) -> Iterator[Question]:
        """The fields that the plugin adds to others' nodes."""
        for owner, names in self.added.items():
            if (made := self._object(owner)).interfaces:
                yield from self._from(made, names)

    def from_owners_without_id(self, besides: Collection[str] = ()) -> Iterator[Question]:
        """Fields that the plugin adds to types that are not nodes, such as Network: they may count all rows."""
        for owner, names in self.added.items():
            if not (made := self._object(owner)).interfaces:
                yield from self._from(made, [name for name in names if f"{owner}.{name}" not in besides])

    def _from(self, made: GraphQLObjectType, names: Iterable[str], least: bool = True) -> Iterator[Question]:
        """Fields of a type, by each way that leads to it. least: also with as few arguments as possible."""
        ways = list(self._ways(made))
        for name in names:
            for way in ways:
                yield from map(way.to, islice(self.asked(name, made.fields[name]), 0 if least else 1, None))

    def unreached(self) -> Iterator[str]:
        """The plugin's types whose fields have arguments, but to which no way leads."""
        for owner in sorted(self.own & self.schema.type_map.keys()):
            made = self._object(owner)
            names = [name for name in made.fields if f"{owner}.{name}" not in self.computed]
            narrowed = any(_is_narrowing(key) for name in names for key in made.fields[name].args)
            if narrowed and next(self._ways(made), None) is None:
                yield owner

    def _ways(self, made: GraphQLObjectType, passed: frozenset[str] = frozenset()) -> Iterator[Way]:
        """To a node by its id; to what has none from the root, and from the types on which the plugin has fields."""
        if made.interfaces:
            ids = self.pool.ids.get(made.name, [])[:PAGE]
            yield Way(f"nodes(ids: $ids) {{ id ... on {made.name} {{ ", " } }", {"ids": "[ID!]!"}, {"ids": ids})
            return
        yield from self._steps(made, self.query)
        for name in sorted((self.own | self.added.keys()) & self.schema.type_map.keys() - passed - {made.name}):
            owner = self._object(name)
            for step in self._steps(made, owner):
                yield from (way.then(step) for way in islice(self._ways(owner, passed | {made.name}), 1))

    def _steps(self, made: GraphQLObjectType, owner: GraphQLObjectType) -> Iterator[Way]:
        """The ways from a type to another, by each field that returns it: alone, in a list or in pages."""
        for name, found in owner.fields.items():
            inner = _inner(found, made)
            if inner is not None:
                least = next(self.asked(name, found)) if _required(found) else AskedField(name, {}, {}, "")
                given = ", ".join(f"{key}: $to_{key}" for key in least.kinds)
                kinds = {f"to_{key}": kind for key, kind in least.kinds.items()}
                variables = {f"to_{key}": value for key, value in least.variables.items()}
                yield Way(
                    f"{name}{f'({given})' if given else ''} {{ {inner}", " }" * (1 + bool(inner)), kinds, variables
                )

    def _object(self, name: str) -> GraphQLObjectType:
        made = self.schema.type_map[name]
        assert isinstance(made, GraphQLObjectType)
        return made

    def selection(self, kind: Any, depth: int) -> str:
        """All fields of a type, down to a depth; for others' types, only the ids and what the plugin adds."""
        named = get_named_type(kind)
        if isinstance(named, GraphQLUnionType | GraphQLInterfaceType):
            return " { __typename }"
        if not isinstance(named, GraphQLObjectType):
            return ""
        if "pageInfo" in named.fields:
            rest = [name for name in named.fields if name not in ("edges", "nodes", "pageInfo", "totalCount")]
            nodes = self.selection(named.fields["nodes"].type, depth)
            more = "".join(f" {name}{self.selection(named.fields[name].type, 2)}" for name in rest)
            return f" {{ totalCount pageInfo {{ hasNextPage hasPreviousPage }} nodes{nodes}{more} }}"
        names = ["__typename"]
        for name, found in named.fields.items():
            ours = named.name in self.own or name in self.added.get(named.name, ()) or named.name.endswith("Facets")
            leaf = not isinstance(
                get_named_type(found.type), GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
            )
            if f"{named.name}.{name}" in self.computed or _required(found):
                continue
            if not (ours or name == "id") or (depth <= 1 and not leaf):
                continue
            names.append(f"{name}{self.selection(found.type, depth - 1)}")
        return f" {{ {' '.join(names)} }}"

    def counted(self, kind: Any) -> str:
        """The selection that shows which objects a field returns, and how many: ids, or else all values."""
        named = get_named_type(kind)
        if isinstance(named, GraphQLObjectType) and "pageInfo" in named.fields:
            return f" {{ totalCount nodes{self.counted(named.fields['nodes'].type)} }}"
        if isinstance(named, GraphQLObjectType) and "id" in named.fields:
            return " { id }"
        return self.selection(kind, 1)

    def asked(self, name: str, found: GraphQLField) -> Iterator[AskedField]:
        """A field with as few arguments as possible and all its fields; then with each value of each argument."""
        least: dict[str, Any] = {}
        for key, argument in found.args.items():
            if isinstance(argument.type, GraphQLNonNull):
                least[key] = next(self.values.of_argument(found, key), None)
        if "after" in found.args:
            least["first"] = PAGE
        kinds = {key: str(argument.type) for key, argument in found.args.items()}
        yield AskedField(name, {key: kinds[key] for key in least}, least, self.selection(found.type, DEPTH))
        shallow = self.counted(found.type)
        for key in filter(_is_narrowing, found.args):
            for value in self.values.of_argument(found, key):
                given = {**least, key: value}
                yield AskedField(name, {key: kinds[key] for key in given}, given, shallow)


def _inner(found: GraphQLField, made: GraphQLObjectType) -> str | None:
    """The text between a field and the fields of the type that it returns; None if it returns another."""
    named = get_named_type(found.type)
    if named is made:
        return ""
    if isinstance(named, GraphQLUnionType) and made in named.types:
        return f"... on {made.name} {{ "
    if isinstance(named, GraphQLObjectType) and "pageInfo" in named.fields:
        return "nodes { " if get_named_type(named.fields["nodes"].type) is made else None
    return None


def _is_narrowing(argument: str) -> bool:
    """Whether an argument selects what a field returns, rather than how much of it, or in which language."""
    return argument not in PAGING and argument != "language"


def _required(found: GraphQLField) -> bool:
    return any(isinstance(argument.type, GraphQLNonNull) for argument in found.args.values())
