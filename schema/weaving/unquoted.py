"""Texts composed of numbers and plain constants, as `2026/3`: their parts need no escaping and are never null."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import BindParameter, Cast, Column, Integer, String
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import OperatorExpression

from schema.weaving.elements.pieces import Piece


def text_parts(value: Any) -> list[Piece] | None:
    """The parts of such a text, for instance a year and a number; None for any other expression."""
    if isinstance(value, OperatorExpression) and value.operator is operators.concat_op:
        parts = [text_parts(part) for part in value.get_children()]
        return [piece for part in parts for piece in part or ()] if all(parts) else None
    if isinstance(value, BindParameter):
        text = value.value if value.unique else None
        return [text] if isinstance(text, str) and _is_plain(text) else None
    if isinstance(value, Cast) and type(value.type) is String and value.type.length is None:
        return [value.clause] if _is_number_held(value.clause) else None
    return None


def _is_plain(text: str) -> bool:
    """Whether a text needs no escaping in JSON."""
    return json.dumps(text, ensure_ascii=False) == f'"{text}"'


def _is_number_held(value: Any) -> bool:
    return isinstance(value, Column) and isinstance(value.type, Integer) and not value.nullable
