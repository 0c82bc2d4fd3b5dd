"""The order of a list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from schema.declaring.scalars import OrderDirection


def ordered(direction: OrderDirection | None, *keys: InstrumentedAttribute[Any]) -> list[ColumnElement[Any]]:
    """The columns to sort by, all in one direction."""
    return [key.desc() if direction is OrderDirection.DESC else key.asc() for key in keys]
