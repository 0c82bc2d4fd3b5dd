"""The columns of a file: fields of a list's rows, and of the objects that these refer to, named by their path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from graphql import (
    GraphQLField,
    GraphQLLeafType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
    is_required_argument,
)

from core.downloads.descriptions import without_rule
from schema.declaring.field_kinds import ResolvedField
from schema.limits import Limits
from schema.resolvers.fields import DeclaredField, definition_of
from schema.serving.http import HttpError

KEY = "id"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. path: the fields that lead to it; kind: of its values; is_list: whether each is a list of these."""

    path: tuple[str, ...]
    kind: GraphQLLeafType
    is_list: bool
    description: str

    @property
    def name(self) -> str:
        """The column's name in files and requests: `state.isoAlpha3`."""
        return ".".join(self.path)

    def of(self, row: Mapping[str, Any]) -> Any:
        """The column's value in a row; None if an object on its path is null."""
        value: Any = row
        for name in self.path:
            if value is None:
                return None
            value = value[name]
        return value


def columns_of(row: GraphQLObjectType) -> list[Column]:
    """A row's own columns, and the id of each object that it refers to, or its columns if it has no id.

    Fields that Python computes are columns only if they are requested by name.
    """
    found = [column for column in _leaves(row) if not _is_computed(row.fields[column.name])]
    for name, field in _single_objects(row):
        inner: Any = get_named_type(field.type)
        if _is_computed(field):
            continue
        found += [_column((name, KEY), inner.fields[KEY])] if KEY in inner.fields else _leaves(inner, name)
    return found


def columns_named(row: GraphQLObjectType, names: Sequence[str], limits: Limits) -> list[Column]:
    """The columns with these names, within the limits of documents.

    Raises HttpError 400 if one does not exist, is too deep or named twice, or if there are too many.
    """
    if len(names) > limits.tokens:
        raise HttpError(400, "FIELDS", f"`fields` names {len(names):,} columns; at most {limits.tokens:,} are allowed.")
    if any(name.count(".") > limits.depth for name in names):
        raise HttpError(400, "DEPTH", f"`fields` leads deeper than the {limits.depth} levels that are allowed.")
    if len(set(names)) < len(names):
        raise HttpError(400, "FIELDS", "`fields` names each column once.")
    return [_column_at(row, tuple(name.split("."))) for name in names]


def selection_of(columns: Sequence[Column]) -> str:
    """The selection of a document for these columns of each row."""
    tree: dict[str, Any] = {}
    for column in columns:
        at = tree
        for name in column.path:
            at = at.setdefault(name, {})
    return _selection_text(tree)


def _selection_text(tree: Mapping[str, Any]) -> str:
    return " ".join(f"{name} {{ {_selection_text(below)} }}" if below else name for name, below in tree.items())


def _column_at(row: GraphQLObjectType, path: tuple[str, ...]) -> Column:
    at: Any = row
    *through, last = path
    for name in through:
        if not _is_single_object(at.fields.get(name)):
            raise _no_column(path, at, name)
        at = get_named_type(at.fields[name].type)
    if not _is_leaf(at.fields.get(last)):
        raise _no_column(path, at, last)
    return _column(path, at.fields[last])


def _no_column(path: tuple[str, ...], at: GraphQLObjectType, name: str) -> HttpError:
    """The refusal of a path that leads to no column. at: the object where it ends; name: what is not a column there."""
    if _is_list_of_objects(at.fields.get(name)):
        return HttpError(
            400, "FIELDS", f"`fields` has {'.'.join(path)[:100]!r}, but {name!r} is a list: ask /graphql for it."
        )
    leaves = [column.path[-1] for column in _leaves(at)]
    there = ", ".join([*leaves, *(f"{name}.…" for name, _ in _single_objects(at))])
    return HttpError(
        400, "FIELDS", f"`fields` has {'.'.join(path)[:100]!r}, but {at.name} has no such column: {there}."
    )


def _leaves(kind: GraphQLObjectType, *below: str) -> Iterator[Column]:
    """An object's own columns: its values and lists of values that need no argument."""
    for name, field in kind.fields.items():
        if _is_leaf(field):
            yield _column((*below, name), field)


def _single_objects(kind: GraphQLObjectType) -> Iterator[tuple[str, GraphQLField]]:
    """The fields that return a single object."""
    for name, field in kind.fields.items():
        if _is_single_object(field):
            yield name, field


def _is_leaf(field: GraphQLField | None) -> bool:
    return _plain(field) and is_leaf_type(get_named_type(field.type))


def _is_single_object(field: GraphQLField | None) -> bool:
    if not _plain(field) or not is_object_type(get_nullable_type(field.type)):
        return False
    named: Any = get_named_type(field.type)
    return "pageInfo" not in named.fields


def _is_list_of_objects(field: GraphQLField | None) -> bool:
    if field is None or is_leaf_type(get_named_type(field.type)):
        return False
    named: Any = get_named_type(field.type)
    return is_list_type(get_nullable_type(field.type)) or "pageInfo" in getattr(named, "fields", {})


def _plain(field: GraphQLField | None) -> TypeGuard[GraphQLField]:
    """Whether the field exists and needs no arguments."""
    return field is not None and not any(map(is_required_argument, field.args.values()))


def _is_computed(field: GraphQLField) -> bool:
    made = definition_of(field)
    return isinstance(made, DeclaredField) and isinstance(made.model_field.declared, ResolvedField)


def _column(path: tuple[str, ...], field: GraphQLField) -> Column:
    kind: Any = get_named_type(field.type)
    return Column(path, kind, is_list_type(get_nullable_type(field.type)), without_rule(field.description))
