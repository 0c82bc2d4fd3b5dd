"""Tries every condition of a filter with its parameter, when the schema is assembled."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, ClauseElement, String, bindparam
from sqlalchemy.sql.visitors import iterate

from schema.checking.expressions import try_clause
from schema.checking.scalars import columns_for
from schema.declaring.columns import Identifier
from schema.declaring.declarations import Condition
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import ConnectionField
from schema.modelling.model import Model, Shape, conditions_of, hints, shape_of

VALUE = "value"


def check_conditions(model: Model) -> None:
    """Raises DeclarationError, which names the condition, for one that fails or that no database can evaluate."""
    for field in model.all_fields():
        if isinstance(field.declared, ConnectionField) and field.declared.filter is not None:
            filter_type, table = field.declared.filter, model.target(field.shape).table
            annotations = hints(filter_type, {})
            for name, condition in conditions_of(filter_type).items():
                whose, shape = f"{filter_type.__name__}.{name}", shape_of(annotations[name])
                _check_condition(whose, condition, table.c, shape)


def _check_condition(whose: str, condition: Condition, row: Any, shape: Shape) -> None:
    value = _parameter(condition, shape)
    if condition.clause is not None:
        _check_clause(whose, try_clause(whose, condition.clause, row, value), shape)
    elif condition.keys is not None:
        _check_clause(whose, try_clause(whose, condition.keys, value), shape)


def _parameter(condition: Condition, shape: Shape) -> BindParameter[Any]:
    """The one parameter of a condition; a list is written in it as a text."""
    if condition.convert is not None:
        return _Converted(VALUE)
    if shape.is_list:
        return bindparam(VALUE, type_=String)
    return bindparam(VALUE, type_=Identifier if condition.id_of is not None else columns_for(shape.inner)[0])


class _Converted(BindParameter[Any]):
    """The result of `convert=`: neither its type is known beforehand, nor whether it is several values by name."""

    inherit_cache = True

    def __getitem__(self, name: Any) -> _Converted:
        return _Converted(f"{VALUE}_{name}")


def _check_clause(whose: str, clause: ClauseElement, shape: Shape) -> None:
    for element in iterate(clause):
        if isinstance(element, BindParameter) and element.expanding and str(element.key).startswith(VALUE):
            instead = "among(row.…, values)" + ("" if shape.is_list else ", or == for a single value")
            raise DeclarationError(
                f"{whose} uses in_(…), which needs a parameter for each value; a condition has a single "
                f"one, for a list as well. Write {instead}."
            )
