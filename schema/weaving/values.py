"""Values of a row in SQL: columns, texts in the reader's languages, and what resolvers need."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Float, Integer, Numeric
from sqlalchemy.types import TypeEngine

from schema.declaring.columns import Instant, Names, Texts
from schema.declaring.field_kinds import ColumnField, ResolvedField, TextField
from schema.declaring.scopes import Row
from schema.markers import ABSENT, MISSING
from schema.modelling.model import ID_FIELD
from schema.plan import Leaf
from schema.request.values import Value
from schema.weaving.dialects import is_code, value_json
from schema.weaving.elements.kinds import TEXT
from schema.weaving.elements.pieces import Piece, text_literal
from schema.weaving.elements.pruning import Pruned
from schema.weaving.frames import Frame
from schema.weaving.implied import has_original, is_never_null, known_text
from schema.weaving.unquoted import text_parts
from schema.weaving.weaver import Weaver


class Presence(enum.Enum):
    """Which rows of a list have a value, provided that the row exists."""

    MAY_LACK = enum.auto()
    BY_CONDITIONS = enum.auto()
    """All rows that meet the conditions of the list: a constraint of the database guarantees it."""
    IN_EVERY_ROW = enum.auto()
    """The first such value in the answer then shows whether the row itself exists."""


READ_AS: Mapping[type[TypeEngine[Any]], type] = {
    Integer: int,
    Float: float,
    Numeric: float,
    Boolean: bool,
    Date: date,
    Instant: datetime,
}
"""The Python types in which resolvers get the values of columns; those of all other columns are texts."""


def leaf(weaver: Weaver, planned: Leaf, frame: Frame) -> list[Piece]:
    """A value of the frame's row."""
    declared, shape = planned.field.declared, planned.field.shape
    null = "null" if shape.nullable else MISSING
    if isinstance(declared, TextField):
        return [text(weaver, declared, planned.language, frame, null)]
    assert isinstance(declared, ColumnField)
    if frame.list_source is not None and isinstance(shape.inner, type) and issubclass(shape.inner, enum.Enum):
        name = known_text(
            frame.list_source, weaver.field_value(declared.expression, frame.list_source.row, frame.facts)
        )
        if name in shape.inner.__members__:
            return [json.dumps(name)]
    value = weaver.field_value(declared.expression, frame.columns, frame.facts)
    if declared is ID_FIELD:
        return [f'"{planned.field.owner}:', value, '"']
    parts = text_parts(value) if frame.certain and shape.inner is str and not shape.is_list else None
    if parts is not None:
        return ['"', *parts, '"']
    presence = Presence.MAY_LACK
    if shape.inner is not float and not callable(declared.expression) and not getattr(value, "nullable", True):
        presence = Presence.IN_EVERY_ROW
    elif is_never_null(frame, declared.expression):
        presence = Presence.BY_CONDITIONS
    null_is_json = not shape.is_list and is_code(value, shape.inner)
    written = _written_for_null(weaver, frame, null, presence, null_is_json)
    return value_json(weaver.json, value, shape.inner, shape.is_list, written)


def text(weaver: Weaver, declared: TextField, language: Value | None, frame: Frame, null: str) -> ColumnElement[Any]:
    """A text of the frame's row. Its language is chosen here, or in the subquery of the page's rows."""
    if isinstance(frame.row, Pruned) and frame.list_source is not None and weaver.json.chooses_early:
        return frame.row.make(chosen_text(weaver, declared, language, frame, frame.list_source.row, null))
    return chosen_text(weaver, declared, language, frame, frame.columns, null)


def chosen_text(
    weaver: Weaver, declared: TextField, language: Value | None, frame: Frame, row: Row, null: str | None
) -> ColumnElement[Any]:
    """The text of a row in the first language that exists. null: what to write if there is no text."""
    texts = weaver.field_value(declared.expression, row, frame.facts)
    languages: list[ColumnElement[Any]] = []
    if language is not None and language.sample is not None:
        read = language.read
        code = Value(None, lambda reading: read(reading).name.lower())
        languages.append(weaver.parameters.bind(code, TEXT))
    languages += [weaver.parameters.bind(_accepted(place), TEXT) for place in range(weaver.languages)]
    if isinstance(declared.original, str):
        languages.append(text_literal(declared.original))
    else:
        languages.append(weaver.expression_for_reader(declared.original, row, frame.facts))
    always = has_original(frame, declared.expression, declared.original)
    presence = Presence.IN_EVERY_ROW if always else Presence.MAY_LACK
    return weaver.json.text(texts, languages, _written_for_null(weaver, frame, null, presence))


def _written_for_null(
    weaver: Weaver, frame: Frame, null: str | None, presence: Presence, null_is_json: bool = False
) -> str | None:
    """What to write for a null among the values of the frame's row; None if that cannot be.

    null_is_json: whether the SQL gives JSON for a null too.
    """
    if presence is Presence.IN_EVERY_ROW and frame.takes_absence_mark():
        return ABSENT
    if presence is Presence.MAY_LACK:
        return null
    return None if frame.certain or null_is_json or weaver.assumes_presence() else null


def needs(weaver: Weaver, declared: ResolvedField, frame: Frame) -> list[Piece]:
    """The values that a resolver needs, as a JSON object by name."""
    return weaver.json_object(
        (name, need(weaver, weaver.expression_for_reader(expression, frame.columns, frame.facts)))
        for name, expression in declared.needs.items()
    )


def need(weaver: Weaver, value: ColumnElement[Any]) -> list[Piece]:
    """One value that a resolver needs."""
    kind = value.type
    inner = next((python for column, python in READ_AS.items() if isinstance(kind, column)), str)
    return value_json(weaver.json, value, inner, isinstance(kind, Names | Texts), "null")


def _accepted(place: int) -> Value:
    return Value(None, lambda reading: reading.languages[place])
