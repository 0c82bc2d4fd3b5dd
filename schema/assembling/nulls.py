"""Checks that fields annotated as never null cannot be: one such row would turn its whole list into null."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.sql.elements import ColumnClause

from schema.assembling.model import Model, ModelField, ModelType
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import ColumnField, PartField, ReferenceField, TextField
from schema.declaring.scopes import Within


def check_nulls(model: Model) -> None:
    """Raises DeclarationError for a field that may be null in spite of its annotation.

    That is one over a nullable column, or a reference to a row that some readers of this row may not see. Types that
    are parts of some rows only, by `when` or `visible_when`, may have nullable columns.
    """
    chosen = {
        found.shape.target
        for kind in model.types.values()
        for found in kind.fields.values()
        if isinstance(found.declared, PartField) and (found.declared.when or found.declared.visible_when)
    }
    for kind in model.types.values():
        for found in () if kind.name in chosen else kind.fields.values():
            column = None if found.shape.nullable else column_of(kind, found)
            if isinstance(column, Column) and isinstance(column.table, Table) and column.nullable:
                written = found.shape.written
                raise DeclarationError(
                    f"{kind.name}.{found.name} is annotated {written}, and its column {column.name} may be null; such "
                    f"a row would take all others of a list with it. Write {written} | None, make the column "
                    "nullable=False, or answer something else where it is null by a function, as in "
                    f"lambda row: func.coalesce(row.{column.key}, …)."
                )
        for found in kind.fields.values():
            _check_reference(model, kind, found)


def _check_reference(model: Model, kind: ModelType, found: ModelField) -> None:
    """Says nothing where the scope is a function of the plugin's own: it may imply that of the other row."""
    declared, scope = found.declared, kind.declaration.scope
    if not isinstance(declared, ReferenceField) or found.shape.nullable:
        return
    target = model.target(found.shape)
    if target.declaration.scope is None or (isinstance(scope, Within) and scope.key is declared.key):
        return
    if scope is None or isinstance(scope, Within):
        raise DeclarationError(
            f"{kind.name}.{found.name} is annotated {target.name}, and not every {target.name} exists for whom a "
            f"{kind.name} does; such a row would take all others of a list with it. Write {target.name} | None, or "
            f"give {kind.name} a scope that asks for that row as well."
        )


def column_of(kind: ModelType, found: ModelField) -> ColumnClause[Any] | None:
    """The column whose value a field answers, if it answers one unchanged."""
    match found.declared:
        case ColumnField(expression=expression) | TextField(expression=expression) | ReferenceField(key=expression):
            pass
        case _:
            return None
    value: Any = expression
    if not isinstance(expression, Column):
        value = expression(kind.table.c) if kind.declaration.table is not None else None
    return value if isinstance(value, ColumnClause) and value.table is not None else None
