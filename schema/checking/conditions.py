"""Tries every condition of a filter with its parameter, when the schema is assembled."""

from __future__ import annotations

from sqlalchemy import FromClause

from schema.checking.expressions import try_clause
from schema.checking.given_values import check_single, given_value
from schema.checking.subqueries import check_nested
from schema.declaring.declarations import Condition
from schema.declaring.field_kinds import ConnectionField
from schema.modelling.model import Model, Shape, conditions_of, hints, shape_of


def check_conditions(model: Model) -> None:
    """Raises DeclarationError, which names the condition, for one that fails or that no database can evaluate."""
    for field in model.all_fields():
        if isinstance(field.declared, ConnectionField) and field.declared.filter is not None:
            filter_type, table = field.declared.filter, model.target(field.shape).table
            annotations = hints(filter_type, {})
            for name, condition in conditions_of(filter_type).items():
                whose, shape = f"{filter_type.__name__}.{name}", shape_of(annotations[name])
                _check_condition(whose, condition, table.alias(), shape)


def _check_condition(whose: str, condition: Condition, row: FromClause, shape: Shape) -> None:
    value = given_value(shape, condition.convert, condition.id_of)
    if condition.clause is not None:
        clause = try_clause(whose, condition.clause, row.c, value)
        check_single(whose, clause, "a condition", shape.is_list)
        check_nested(whose, clause, row)
    elif condition.keys is not None:
        check_single(whose, try_clause(whose, condition.keys, value), "a condition", shape.is_list)
