"""Whether what is annotated as never null may be null in its table: one such row would take a whole list away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table

from schema.assembling.model import Model, ModelField, ModelType
from schema.declaring.declarations import ColumnField, DeclarationError, PartField, ReferenceField, TextField


def check_nulls(model: Model) -> None:
    """Raises DeclarationError for a field that is never null over a column of a table that may be.

    What is a part of some rows alone, by `when`, is asked for where it is there.
    """
    chosen = {
        found.shape.target
        for kind in model.types.values()
        for found in kind.fields.values()
        if isinstance(found.declared, PartField) and found.declared.when is not None
    }
    for kind in model.types.values():
        for found in () if kind.name in chosen else kind.fields.values():
            column = None if found.shape.nullable else _column(kind, found)
            if column is not None and column.nullable:
                written = found.shape.written
                raise DeclarationError(
                    f"{kind.name}.{found.name} is annotated {written}, and its column {column.name} may be null; such "
                    f"a row would take all others of a list with it. Write {written} | None, make the column "
                    "nullable=False, or answer something else where it is null by a function, as in "
                    f"lambda row: func.coalesce(row.{column.key}, …)."
                )


def _column(kind: ModelType, found: ModelField) -> Column[Any] | None:
    """The column of a table that a field answers as it is, if it does."""
    match found.declared:
        case ColumnField(expression=expression) | TextField(expression=expression) | ReferenceField(key=expression):
            pass
        case _:
            return None
    value: Any = expression
    if not isinstance(expression, Column):
        value = expression(kind.table.c) if kind.declaration.table is not None else None
    return value if isinstance(value, Column) and isinstance(value.table, Table) else None
