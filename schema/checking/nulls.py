"""Checks that fields annotated as never null cannot be: one such row would turn its whole list into null."""

from __future__ import annotations

from sqlalchemy import Column, Table

from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import PartField, ReferenceField
from schema.declaring.scopes import Within
from schema.modelling.model import Model, ModelField, ModelType, column_of


def check_nulls(model: Model) -> None:
    """Raises DeclarationError for a field that may be null in spite of its annotation.

    That is one over a nullable column, or a reference to a row that some readers of this row may not see. Types that
    are parts of only some rows, by `when` or `visible_when`, may have nullable columns.
    """
    chosen = {
        field.shape.target
        for model_type in model.types.values()
        for field in model_type.fields.values()
        if isinstance(field.declared, PartField) and (field.declared.when or field.declared.visible_when)
    }
    for model_type in model.types.values():
        for field in () if model_type.name in chosen else model_type.fields.values():
            column = None if field.shape.nullable else column_of(field, model_type.declaration.table)
            if isinstance(column, Column) and isinstance(column.table, Table) and column.nullable:
                written = field.shape.written
                raise DeclarationError(
                    f"{field.coordinate} is annotated {written}, and its column {column.name} may be null; one "
                    f"such row would turn its whole list into null. Write {written} | None, make the column "
                    "nullable=False, or replace null by a function, as in "
                    f"lambda row: func.coalesce(row.{column.key}, …)."
                )
        for field in model_type.fields.values():
            _check_reference(model, model_type, field)


def _check_reference(model: Model, model_type: ModelType, field: ModelField) -> None:
    """Accepts any scope that is a plugin's own function: it may imply that of the other row."""
    declared, scope = field.declared, model_type.declaration.scope
    if not isinstance(declared, ReferenceField) or field.shape.nullable:
        return
    target = model.target(field.shape)
    if target.declaration.scope is None or (isinstance(scope, Within) and scope.key is declared.key):
        return
    if scope is None or isinstance(scope, Within):
        raise DeclarationError(
            f"{field.coordinate} is annotated {target.name}, and not every reader of a {model_type.name} "
            f"sees its {target.name}; one such row would turn its whole list into null. Write {target.name} | None, "
            f"or give {model_type.name} a scope that includes that of its {target.name}."
        )
