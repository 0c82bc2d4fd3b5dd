"""Objects in SQL: their values, the objects that stand in them, and those that are looked up."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Float,
    Integer,
    Numeric,
    and_,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.types import TypeEngine

from schema.asking.identifiers import primary_key
from schema.asking.reading import Reading
from schema.asking.values import Value
from schema.assembling.model import ID_FIELD, ModelField
from schema.declaring.columns import Instant, Names, Texts
from schema.declaring.declarations import (
    ColumnField,
    FacetField,
    ManyField,
    OneField,
    PartField,
    ReferenceField,
    ResolvedField,
    Row,
    TextField,
    leads_somewhere,
)
from schema.missing import ABSENT, MISSING
from schema.plan import Leaf, Lookup, Nested, Selection
from schema.weaving import lists
from schema.weaving.dialects import is_code, value_json
from schema.weaving.frames import Frame, Join
from schema.weaving.implied import has_original, is_there, known_text
from schema.weaving.kinds import TEXT, WHOLE
from schema.weaving.pieces import Piece, Pieces, text_literal
from schema.weaving.pruning import Pruned
from schema.weaving.unquoted import text_parts
from schema.weaving.weaver import Weaver

READ_AS: Mapping[type[TypeEngine[Any]], type] = {
    Integer: int,
    Float: float,
    Numeric: float,
    Boolean: bool,
    Date: date,
    Instant: datetime,
}
"""As what a resolver gets the values of columns; all others are texts."""


def leaf(weaver: Weaver, planned: Leaf, frame: Frame) -> list[Piece]:
    """A value of the frame's row."""
    declared, shape = planned.field.declared, planned.field.shape
    null = "null" if shape.nullable else MISSING
    if isinstance(declared, TextField):
        return [text(weaver, declared, planned.language, frame, null)]
    assert isinstance(declared, ColumnField)
    if frame.one_of is not None and isinstance(shape.inner, type) and issubclass(shape.inner, enum.Enum):
        name = known_text(frame.one_of, weaver.own(declared.expression, frame.one_of.row, frame.given))
        if name in shape.inner.__members__:
            return [json.dumps(name)]
    value = weaver.own(declared.expression, frame.columns, frame.given)
    if declared is ID_FIELD:
        return [f'"{planned.field.owner}:', value, '"']
    parts = text_parts(value) if frame.certain and shape.inner is str and not shape.is_list else None
    if parts is not None:
        return ['"', *parts, '"']
    sure = shape.inner is not float and not callable(declared.expression) and not getattr(value, "nullable", True)
    if sure and not frame.certain and not frame.absence_told:
        frame.absence_told = True
        return value_json(weaver.json, value, shape.inner, shape.is_list, ABSENT)
    sure |= is_there(frame, declared.expression)
    if sure and not frame.certain and (shape.is_list or not is_code(value, shape.inner)):
        sure = weaver.assumes_presence()
    return value_json(weaver.json, value, shape.inner, shape.is_list, None if sure else null)


def text(weaver: Weaver, declared: TextField, language: Value | None, frame: Frame, null: str) -> ColumnElement[Any]:
    """A text of the frame's row, chosen among its languages here, or already where the rows of a page are found."""
    if isinstance(frame.row, Pruned) and frame.one_of is not None and weaver.json.chooses_early:
        return frame.row.make(chosen_text(weaver, declared, language, frame, frame.one_of.row, null))
    return chosen_text(weaver, declared, language, frame, frame.columns, null)


def chosen_text(
    weaver: Weaver, declared: TextField, language: Value | None, frame: Frame, row: Row, null: str | None
) -> ColumnElement[Any]:
    """The text of a row in the first language that there is. null: what stands for none, where there may be none."""
    texts = weaver.own(declared.expression, row, frame.given)
    languages: list[ColumnElement[Any]] = []
    if language is not None and language.sample is not None:
        read = language.read
        asked = Value(None, lambda reading: read(reading).name.lower())
        languages.append(weaver.bind(asked, TEXT))
    languages += [weaver.bind(_accepted(place), TEXT) for place in range(weaver.languages)]
    if isinstance(declared.original, str):
        languages.append(text_literal(declared.original))
    else:
        languages.append(weaver.evaluate(declared.original, row, frame.given))
    sure = has_original(frame, declared.expression, declared.original)
    if sure and not frame.certain and not frame.absence_told:
        frame.absence_told, null = True, ABSENT
    elif sure and (frame.certain or weaver.assumes_presence()):
        null = None
    return weaver.json.text(texts, languages, null)


def needs(weaver: Weaver, model_field: ModelField, frame: Frame) -> list[Piece]:
    """What a resolver is given, by name."""
    declared = model_field.declared
    assert isinstance(declared, ResolvedField)
    return weaver.json_object(
        (name, need(weaver, weaver.evaluate(expression, frame.columns, frame.given)))
        for name, expression in declared.needs.items()
    )


def need(weaver: Weaver, value: ColumnElement[Any]) -> list[Piece]:
    """One value of these."""
    kind = value.type
    inner = next((python for column, python in READ_AS.items() if isinstance(kind, column)), str)
    return value_json(weaver.json, value, inner, isinstance(kind, Names | Texts), "null")


def nested(weaver: Weaver, planned: Nested, frame: Frame) -> list[Piece]:
    """An object, or a list of them, that stands in the object of the frame."""
    declared, shape = planned.field.declared, planned.field.shape
    null = "null" if shape.nullable else MISSING
    match declared:
        case PartField():
            return part(weaver, declared, planned, frame, null)
        case ReferenceField():
            return joined_object(weaver, declared, planned, frame, null)
        case OneField():
            return [one(weaver, declared, planned, frame, null)]
        case ManyField():
            return lists.many(weaver, declared, planned, frame)
        case FacetField():
            return lists.facet_counts(weaver, declared, planned, frame)
    raise TypeError(f"{planned.field.name} cannot hold an object")


def part(weaver: Weaver, declared: PartField, planned: Nested, frame: Frame, null: str) -> list[Piece]:
    """An object made from the frame's row, or from the one row of its own table."""
    target = planned.selection.type
    if target.declaration.table is not None and not frame.is_row_of(target.table):
        row = weaver.alias(target)
        inner = Frame(row, frame.inside(), frame.given)
        pieces = weaver.selection(planned.selection, inner)
        found = select(Pieces(pieces)).select_from(inner.source()).limit(1).correlate(*inner.outer)
        return [func.coalesce(found.scalar_subquery(), text_literal(null))]
    if frame.row is None:
        inner = frame.anew()
        pieces = weaver.selection(planned.selection, inner)
        if not inner.joins:
            return pieces
        return [select(Pieces(pieces)).select_from(inner.source()).correlate(*inner.outer).scalar_subquery()]
    pieces = weaver.selection(planned.selection, frame.within())
    if declared.when is None:
        return pieces
    condition = weaver.with_given(declared.when(frame.columns), frame.given)
    return [case((condition, Pieces(pieces)), else_=text_literal(null))]


def joined_object(weaver: Weaver, declared: ReferenceField, planned: Nested, frame: Frame, null: str) -> list[Piece]:
    """The object that the frame's row refers to, by a join: once for all selections of the field."""
    target = planned.selection.type
    always = leads_somewhere(declared.key) and target.declaration.scope is None
    certain = always and frame.certain
    key = (id(planned.field), None if frame.row is None else id(frame.row))
    if key not in frame.joins:
        alias = weaver.alias(target)
        value = weaver.own(declared.key, frame.columns, frame.given)
        on = and_(alias.c.id == value, *weaver.scope(target, alias, frame.given))
        frame.joins[key] = Join(alias, on, certain)
    alias = frame.joins[key].alias
    absence_told = always or null != MISSING
    inner = Frame(alias, frame.outer, frame.given, frame.joins, certain=certain, absence_told=absence_told)
    written = weaver.selection(planned.selection, inner)
    if always or (inner.absence_told and null == MISSING):
        return written
    nothing = alias.c.id.is_(None)
    if null == MISSING:
        # Flat in its place, since putting it there as a whole would copy it. Where there is no row it tells nothing of
        # use, but is JSON all the same, with a mark by which it is known to be missing.
        opening, *rest = Pieces(written).pieces
        begun = str(opening).removeprefix("{")
        missing = f"{{{MISSING}:true{'' if begun.startswith('}') else ','}{begun}"
        return [case((nothing, text_literal(missing)), else_=text_literal(str(opening))), *rest]
    return [case((nothing, text_literal(null)), else_=Pieces(written))]


def one(weaver: Weaver, declared: OneField, planned: Nested, frame: Frame, null: str) -> ColumnElement[Any]:
    """The object that a condition finds, or that an id names."""
    target = planned.selection.type
    if declared.by_id:
        return by_key(
            weaver, planned.selection, weaver.bind_id(planned.arguments["id"], target.name, planned), frame, null
        )
    row = weaver.alias(target)
    given, values = weaver.values(declared.arguments, planned.arguments, frame.given)
    assert declared.on is not None
    clause = declared.on(*frame.around, row.c, **values)
    inner = Frame(row, frame.inside(), given)
    pieces = weaver.selection(planned.selection, inner)
    found = (
        select(Pieces(pieces))
        .select_from(inner.source())
        .where(weaver.with_given(clause, given), *weaver.scope(target, row, given))
        .order_by(*(weaver.evaluate(key, row.c, given) for key in declared.order))
        .limit(1)
        .correlate(*inner.outer)
    )
    return func.coalesce(found.scalar_subquery(), text_literal(null))


def by_key(
    weaver: Weaver, selection: Selection, key: ColumnElement[Any], frame: Frame, null: str
) -> ColumnElement[Any]:
    """The object of a type with this primary key."""
    row = weaver.alias(selection.type)
    inner = Frame(row, frame.inside(), frame.given)
    pieces = weaver.selection(selection, inner)
    found = (
        select(Pieces(pieces))
        .select_from(inner.source())
        .where(row.c.id == key, *weaver.scope(selection.type, row, frame.given))
        .correlate(*inner.outer)
    )
    return func.coalesce(found.scalar_subquery(), text_literal(null))


def lookup(weaver: Weaver, planned: Lookup, frame: Frame) -> ColumnElement[Any]:
    """What `node` and `nodes` find: in a list each object under the type that its id names."""
    if not planned.many:
        ((name, selection),) = planned.selections.items()
        return by_key(weaver, selection, weaver.bind_id(planned.ids, name, planned), frame, "null")
    rows, value, position = weaver.json.elements(weaver.bind(_checked_ids(planned), TEXT))
    inner = Frame(rows, frame.inside(), frame.given)
    found: list[tuple[Any, Any]] = []
    for name, selection in planned.selections.items():
        key = cast(func.substr(value, len(name) + 2), WHOLE)
        found.append((value.like(f"{name}:%"), by_key(weaver, selection, key, inner, "null")))
    each = case(*found, else_=text_literal("null")) if found else text_literal("null")
    ordered = select(each.label("item")).select_from(rows).order_by(position).correlate(*inner.outer).subquery()
    listed = weaver.json.joined(ordered.c.item)
    return select(Pieces(["[", listed, "]"])).select_from(ordered).scalar_subquery()


def _accepted(place: int) -> Value:
    return Value(None, lambda reading: reading.languages[place])


def _checked_ids(planned: Lookup) -> Value:
    def read(reading: Reading) -> str:
        identifiers: list[str] = planned.ids.read(reading)
        for identifier in identifiers:
            primary_key(identifier, identifier.partition(":")[0], planned.node, planned.path)
        return json.dumps(identifiers)

    return Value(None, read)
