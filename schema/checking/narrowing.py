"""Tries every list with a value for each of its arguments, when the schema is assembled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.checking.expressions import require_clause, try_clause, try_expression
from schema.checking.given_values import check_single, given_value
from schema.declaring.field_kinds import Argument, ConnectionField, ManyField, OneField
from schema.declaring.scopes import Row
from schema.declaring.sources import Source
from schema.modelling.model import Model, ModelField, shape_of

DIALECTS = ("sqlite", "postgresql")


def check_narrowing(model: Model) -> None:
    """Raises DeclarationError, which names the field, for a list that fails once its arguments are given."""
    for field in model.queries.values():
        _check_list(model, field, None)
    for model_type in model.types.values():
        if model_type.declaration.table is not None:
            for field in model_type.fields.values():
                _check_list(model, field, model_type.table.alias().c)


def _check_list(model: Model, field: ModelField, parent: Row) -> None:
    """parent: the row that the field is of; None at the root."""
    declared = field.declared
    if not isinstance(declared, ConnectionField | ManyField | OneField) or not declared.arguments:
        return
    table, values = model.target(field.shape).declaration.table, _values(declared.arguments)
    if table is None:
        return
    if not isinstance(declared, OneField) and declared.narrow is not None:
        for dialect in DIALECTS:
            row = table.alias()
            source = Source(row.c, parent, dialect, row)
            _check_narrow(f"The narrow of {field.coordinate}", declared.narrow, source, values)
    elif declared.on is not None:
        rows = (table.alias().c,) if parent is None else (parent, table.alias().c)
        check_single(field.coordinate, try_clause(field.coordinate, declared.on, *rows, **values), "an argument")


def _check_narrow(whose: str, narrow: Any, source: Source, values: Mapping[str, Any]) -> None:
    try_expression(whose, narrow, source, **values)
    for clause in (*source.wheres, *(on for _, on in source.joins)):
        check_single(whose, require_clause(whose, clause), "an argument")


def _values(arguments: Mapping[str, Argument]) -> dict[str, Any]:
    return {name: given_value(shape_of(argument.type), argument.convert) for name, argument in arguments.items()}
