"""Tries every list with a value for each of its arguments, when the schema is assembled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement, Column, FromClause

from schema.checking.expressions import require_clause, try_clause, try_expression
from schema.checking.given_values import check_single, given_value
from schema.checking.orders import may_be_null
from schema.checking.subqueries import check_nested
from schema.declaring.field_kinds import Argument, ConnectionField, ManyField, OneField
from schema.declaring.sources import Source
from schema.modelling.model import Model, ModelField, shape_of

DIALECTS = ("sqlite", "postgresql")


def check_narrowing(model: Model) -> None:
    """Raises DeclarationError, which names the field, for a list that fails, as soon as its arguments are given."""
    for field in model.queries.values():
        _check_list(model, field, None)
    for model_type in model.types.values():
        if model_type.declaration.table is not None:
            for field in model_type.fields.values():
                _check_list(model, field, model_type.table.alias())


def _check_list(model: Model, field: ModelField, parent: FromClause | None) -> None:
    """parent: the row that the field is of; None at the root."""
    declared = field.declared
    if not isinstance(declared, ConnectionField | ManyField | OneField):
        return
    table, values = model.target(field.shape).declaration.table, _values(declared.arguments)
    if table is None:
        return
    row = table.alias()
    rows = [row] if parent is None else [parent, row]
    if not isinstance(declared, OneField) and declared.narrow is not None:
        whose = f"The narrow of {field.coordinate}"
        for dialect in DIALECTS:
            source = Source(row.c, None if parent is None else parent.c, dialect, row)
            try_expression(whose, declared.narrow, source, **values)
            for clause in (*source.wheres, *(on for _, on in source.joins)):
                _check_clause(whose, require_clause(whose, clause), rows)
            for key in source.order_keys or ():
                if isinstance(key, Column) and key.nullable:
                    raise may_be_null(field.coordinate, key, key)
    elif declared.on is not None and declared.arguments:  # without arguments, it is tried as an expression
        on = try_clause(field.coordinate, declared.on, *(one.c for one in rows), **values)
        _check_clause(field.coordinate, on, rows)


def _check_clause(whose: str, clause: ClauseElement, rows: Sequence[FromClause]) -> None:
    check_single(whose, clause, "an argument")
    check_nested(whose, clause, *rows)


def _values(arguments: Mapping[str, Argument]) -> dict[str, Any]:
    return {name: given_value(shape_of(argument.type), argument.convert) for name, argument in arguments.items()}
