"""A plan becomes one SQLAlchemy statement whose result is JSON text."""

from __future__ import annotations

import json as standard_json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Dialect,
    FromClause,
    Integer,
    String,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.sql import visitors
from strawberry.utils.str_converters import to_camel_case

from schema import lists
from schema.columns import Identifier, Instant, Names, Texts
from schema.declare import (
    ColumnField,
    Expression,
    FacetField,
    ManyField,
    OneField,
    PartField,
    ReferenceField,
    ResolvedField,
    Row,
    TextField,
)
from schema.dialects import (
    MISSING,
    JsonDialect,
    Piece,
    Pieces,
    json_dialect,
    text_literal,
    value_json,
)
from schema.frames import Frame
from schema.model import ID_FIELD, ModelField, ModelType
from schema.plan import Computed, Constant, Leaf, Lookup, Nested, OperationPlan, Planned, Selection
from schema.plan import Pages as PlannedPages
from schema.reading import BadRequest, Reading, Value, constant, primary_key, stored


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters in order: what is fixed, and what is read from a reading, once for all its places."""

    sql: str
    fixed: tuple[Any, ...]
    readers: tuple[tuple[Callable[[Reading], Any], tuple[int, ...]], ...]

    def parameters(self, reading: Reading) -> list[Any]:
        """The parameters for a reading, as the driver takes them."""
        values = list(self.fixed)
        for read, places in self.readers:
            value = read(reading)
            for place in places:
                values[place] = value
        return values


class Weaver:
    """Weaves one statement from one plan."""

    def __init__(self, dialect: Dialect, role: str) -> None:
        self.dialect = dialect
        self.json: JsonDialect = json_dialect(dialect)
        self.role = role
        self.readers: dict[str, Callable[[Reading], Any]] = {}
        self.aliases = 0

    # ------------------------------------------------------------------ statements

    def operation(self, plan: OperationPlan, languages: int) -> Statement:
        """The statement that answers a query operation: `{"key": ...}`."""
        self.languages = languages
        frame = Frame(None, (), {})
        pieces = self.keyed((key, self.planned(planned, frame)) for key, planned in plan.fields.items())
        return self.statement(frame, pieces)

    def rows(self, selection: Selection, languages: int) -> Statement:
        """The statement that reads one object by its primary key, the fact `key` of the reading."""
        self.languages = languages
        key = constant(None)
        bound = self.bind(Value(key.sample, lambda reading: reading.given["key"]), Identifier)
        return self.statement(Frame(None, (), {}), [self.by_key(selection, bound, Frame(None, (), {}), "null")])

    def statement(self, frame: Frame, pieces: list[Piece]) -> Statement:
        answer = select(self.json.bytes(Pieces(pieces)).label("answer"))
        if frame.joins:
            answer = answer.select_from(frame.source())
        compiled: Any = answer.compile(dialect=self.dialect)
        fixed: list[Any] = []
        places: dict[str, list[int]] = {}
        for place, name in enumerate(compiled.positiontup or ()):
            process = compiled._bind_processors.get(name)
            if name in self.readers or name.startswith("given_"):
                places.setdefault(name, []).append(place)
                fixed.append(None)
            else:
                value = compiled.params[name]
                fixed.append(value if process is None else process(value))
        readers = ((self.reader(name, compiled._bind_processors.get(name)), tuple(at)) for name, at in places.items())
        return Statement(str(compiled), tuple(fixed), tuple(readers))

    def reader(self, name: str, process: Callable[[Any], Any] | None) -> Callable[[Reading], Any]:
        """How a parameter is read: from an argument, or from a fact of the reading."""
        plain = self.readers.get(name) or _fact(name)
        return plain if process is None else lambda reading: process(plain(reading))

    # ------------------------------------------------------------------ values

    def bind(self, value: Value, kind: Any) -> BindParameter[Any]:
        name = f"p{len(self.readers)}"
        read = value.read
        self.readers[name] = lambda reading: stored(read(reading))
        return bindparam(name, type_=kind)

    def bind_like(self, value: Value, annotation: Any = None) -> BindParameter[Any]:
        sample = stored(value.sample)
        if isinstance(sample, list):
            read = value.read
            listed = Value(sample, lambda reading: standard_json.dumps(stored(read(reading)), default=str))
            return self.bind(listed, Text())
        return self.bind(value, _type_of(sample))

    def evaluate(self, expression: Expression, row: Row, given: Mapping[str, BindParameter[Any]]) -> ColumnElement[Any]:
        """An expression over a row, with the facts that hold there."""
        found: ColumnElement[Any] = (
            self.with_given(expression(row), given) if callable(expression) else row[expression.key]
        )
        return found

    def with_given(self, clause: Any, given: Mapping[str, BindParameter[Any]]) -> Any:
        """A clause with the facts that arguments above it have set."""
        if not given:
            return clause

        def replaced(element: Any, **_: Any) -> Any:
            if isinstance(element, BindParameter) and element.key.removeprefix("given_") in given:
                return given[element.key.removeprefix("given_")]
            return None

        return visitors.replacement_traverse(clause, {}, replaced)

    def keyed(self, items: Iterable[tuple[str, list[Piece]]]) -> list[Piece]:
        pieces: list[Piece] = []
        for key, value in items:
            pieces += ["," if pieces else "{", standard_json.dumps(key), ":", *value]
        return [*pieces, "}"] if pieces else ["{}"]

    # ------------------------------------------------------------------ objects

    def selection(self, selection: Selection, frame: Frame) -> list[Piece]:
        return self.keyed((key, self.planned(planned, frame)) for key, planned in selection.fields.items())

    def planned(self, planned: Planned, frame: Frame) -> list[Piece]:
        match planned:
            case Constant():
                return [planned.json]
            case Leaf():
                return self.leaf(planned, frame)
            case Computed():
                return self.needs(planned.field, frame)
            case Lookup():
                return [self.lookup(planned, frame)]
            case PlannedPages():
                return [lists.pages(self, planned, frame)]
            case Nested():
                return self.nested(planned, frame)

    def leaf(self, leaf: Leaf, frame: Frame) -> list[Piece]:
        declared, shape = leaf.field.declared, leaf.field.shape
        null = "null" if shape.nullable else MISSING
        if isinstance(declared, TextField):
            return value_json(self.json, self.text(declared, leaf.language, frame), str, False, null)
        assert isinstance(declared, ColumnField)
        value = self.evaluate(declared.expression, frame.columns, frame.given)
        if declared is ID_FIELD:
            return [f'"{leaf.field.owner}:', value, '"']
        sure = not callable(declared.expression) and not getattr(declared.expression, "nullable", True)
        return value_json(self.json, value, shape.inner, shape.is_list, None if sure else null)

    def text(self, declared: TextField, language: Value | None, frame: Frame) -> ColumnElement[Any]:
        texts = self.evaluate(declared.expression, frame.columns, frame.given)
        choices: list[ColumnElement[Any]] = []
        if language is not None and language.sample is not None:
            read = language.read
            asked = Value(None, lambda reading: read(reading).name.lower())
            choices.append(self.json.item(texts, self.bind(asked, Text())))
        for place in range(self.languages):
            choices.append(self.json.item(texts, self.bind(_accepted(place), Text())))
        if isinstance(declared.original, str):
            choices.append(self.json.item(texts, text_literal(declared.original)))
        else:
            choices.append(self.json.item(texts, self.evaluate(declared.original, frame.columns, frame.given)))
        return func.coalesce(*choices) if len(choices) > 1 else choices[0]

    def needs(self, model_field: ModelField, frame: Frame) -> list[Piece]:
        declared = model_field.declared
        assert isinstance(declared, ResolvedField)
        return self.keyed(
            (name, self.need(self.evaluate(expression, frame.columns, frame.given)))
            for name, expression in declared.needs.items()
        )

    def need(self, value: ColumnElement[Any]) -> list[Piece]:
        kind = value.type
        inner: Any = (
            int
            if isinstance(kind, Integer)
            else bool
            if isinstance(kind, Boolean)
            else date
            if isinstance(kind, Date)
            else datetime
            if isinstance(kind, Instant)
            else str
        )
        return value_json(self.json, value, inner, isinstance(kind, Names | Texts), "null")

    def nested(self, nested: Nested, frame: Frame) -> list[Piece]:
        declared, shape = nested.field.declared, nested.field.shape
        null = "null" if shape.nullable else MISSING
        match declared:
            case PartField():
                return self.part(declared, nested, frame, null)
            case ReferenceField():
                return [self.joined(declared, nested, frame, null)]
            case OneField():
                return [self.one(declared, nested, frame, null)]
            case ManyField() | FacetField():
                return [
                    lists.many(self, declared, nested, frame)
                    if isinstance(declared, ManyField)
                    else lists.facet_counts(self, declared, nested, frame)
                ]
        raise TypeError(f"{nested.field.name} cannot hold an object")

    def part(self, declared: PartField, nested: Nested, frame: Frame, null: str) -> list[Piece]:
        target = nested.selection.type
        if target.declaration.table is not None and not frame.is_row_of(target):
            row = self.alias(target)
            inner = Frame(row, frame.inside(), frame.given)
            pieces = self.selection(nested.selection, inner)
            found = select(Pieces(pieces)).select_from(inner.source()).limit(1).correlate(*inner.outer)
            return [func.coalesce(found.scalar_subquery(), text_literal(null))]
        if frame.row is None:
            inner = frame.anew()
            pieces = self.selection(nested.selection, inner)
            if not inner.joins:
                return pieces
            return [select(Pieces(pieces)).select_from(inner.source()).correlate(*inner.outer).scalar_subquery()]
        pieces = self.selection(nested.selection, frame)
        if declared.when is None:
            return pieces
        condition = self.with_given(declared.when(frame.columns), frame.given)
        return [case((condition, Pieces(pieces)), else_=text_literal(null))]

    def joined(self, declared: ReferenceField, nested: Nested, frame: Frame, null: str) -> ColumnElement[Any]:
        target = nested.selection.type
        key = (id(nested.field), None if frame.row is None else id(frame.row))
        if key not in frame.joins:
            alias = self.alias(target)
            value = self.evaluate(declared.key, frame.columns, frame.given)
            frame.joins[key] = (alias, and_(alias.c.id == value, *self.scope(target, alias, frame.given)))
        alias = frame.joins[key][0]
        inner = Frame(alias, frame.outer, frame.given, frame.joins)
        written = Pieces(self.selection(nested.selection, inner))
        if _always_there(declared.key) and target.declaration.scope is None:
            return written
        return case((alias.c.id.is_(None), text_literal(null)), else_=written)

    def one(self, declared: OneField, nested: Nested, frame: Frame, null: str) -> ColumnElement[Any]:
        target = nested.selection.type
        if declared.by_id:
            return self.by_key(nested.selection, self.bind_id(nested.arguments["id"], target.name, nested), frame, null)
        row = self.alias(target)
        given, values = self.values(declared.arguments, nested.arguments, frame.given)
        assert declared.on is not None
        clause = declared.on(*([frame.columns] if nested.field.owner != "Query" else []), row.c, **values)
        inner = Frame(row, frame.inside(), given)
        pieces = self.selection(nested.selection, inner)
        found = (
            select(Pieces(pieces))
            .select_from(inner.source())
            .where(self.with_given(clause, given), *self.scope(target, row, given))
            .order_by(*(self.evaluate(key, row.c, given) for key in declared.order))
            .limit(1)
            .correlate(*inner.outer)
        )
        return func.coalesce(found.scalar_subquery(), text_literal(null))

    def by_key(self, selection: Selection, key: ColumnElement[Any], frame: Frame, null: str) -> ColumnElement[Any]:
        row = self.alias(selection.type)
        inner = Frame(row, frame.inside(), frame.given)
        pieces = self.selection(selection, inner)
        found = (
            select(Pieces(pieces))
            .select_from(inner.source())
            .where(row.c.id == key, *self.scope(selection.type, row, frame.given))
            .correlate(*inner.outer)
        )
        return func.coalesce(found.scalar_subquery(), text_literal(null))

    def lookup(self, lookup: Lookup, frame: Frame) -> ColumnElement[Any]:
        if not lookup.many:
            ((name, selection),) = lookup.selections.items()
            return self.by_key(selection, self.bind_id(lookup.ids, name, lookup), frame, "null")
        rows, value, position = self.json.elements(self.bind(_checked_ids(lookup), Text()))
        inner = Frame(rows, frame.inside(), frame.given)
        found: list[tuple[Any, Any]] = []
        for name, selection in lookup.selections.items():
            key = cast(func.substr(value, len(name) + 2), BigInteger())
            found.append((value.like(f"{name}:%"), self.by_key(selection, key, inner, "null")))
        each = case(*found, else_=text_literal("null")) if found else text_literal("null")
        ordered = select(each.label("item")).select_from(rows).order_by(position).correlate(*inner.outer).subquery()
        joined = func.coalesce(self.json.joined(ordered.c.item), text_literal(""))
        return select(Pieces(["[", joined, "]"])).select_from(ordered).scalar_subquery()

    # ------------------------------------------------------------------ parts of statements

    def alias(self, target: ModelType) -> Any:
        self.aliases += 1
        return target.table.alias(f"t{self.aliases}")

    def scope(
        self, target: ModelType, row: FromClause, given: Mapping[str, BindParameter[Any]]
    ) -> list[ColumnElement[bool]]:
        """The clauses that a row must meet to exist for this role."""
        scope = target.declaration.scope
        clause = scope(row.c, self.role) if scope else None
        return [] if clause is None else [self.with_given(clause, given)]

    def bind_id(self, identifier: Value, type_name: str, at: Nested | Lookup) -> BindParameter[Any]:
        read = identifier.read
        return self.bind(
            Value(None, lambda reading: primary_key(read(reading), type_name, at.node, at.path)), Identifier
        )

    def values(
        self, declared: Mapping[str, Any], arguments: Mapping[str, Value], given: Mapping[str, BindParameter[Any]]
    ) -> tuple[dict[str, BindParameter[Any]], dict[str, Any]]:
        """Declared arguments as bound values, and the facts below the field with those that they set."""
        facts, values = dict(given), {}
        for name, argument in declared.items():
            value = arguments.get(to_camel_case(name.rstrip("_")))
            if value is not None and value.sample is not None and argument.convert is not None:
                value = value.converted(partial(_converted, argument.convert, self.json.name))
            bound = self.bind_like(value) if value is not None and value.sample is not None else argument.default
            if bound is not None and argument.sets is not None:
                facts[argument.sets] = bound
            values[name] = bound
        return facts, values


def _converted(convert: Callable[[Any, str], Any], dialect: str, value: Any) -> Any:
    return convert(value, dialect)


def _always_there(key: Expression) -> bool:
    """Whether the database itself sees to it that a reference leads to a row."""
    return isinstance(key, Column) and bool(key.foreign_keys) and not key.nullable


def _type_of(sample: Any) -> Any:
    if isinstance(sample, bool):
        return Boolean()
    if isinstance(sample, int):
        return BigInteger()
    if isinstance(sample, datetime):
        return Instant()
    return Date() if isinstance(sample, date) else String()


def _fact(name: str) -> Callable[[Reading], Any]:
    fact = name.removeprefix("given_")
    return lambda reading: reading.given[fact]


def _accepted(place: int) -> Value:
    return Value(None, lambda reading: reading.languages[place])


def _checked_ids(lookup: Lookup) -> Value:
    def read(reading: Reading) -> str:
        identifiers: list[str] = lookup.ids.read(reading)
        if len(identifiers) > 250:
            raise BadRequest(
                "PAGE_SIZE", f"`ids` holds {len(identifiers)}; ask for 250 at most.", lookup.node, lookup.path
            )
        for identifier in identifiers:
            primary_key(identifier, identifier.partition(":")[0], lookup.node, lookup.path)
        return standard_json.dumps(identifiers)

    return Value(None, read)
