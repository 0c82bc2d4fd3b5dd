"""Tries every expression over its table and compares it with its annotation, when the schema is assembled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from traceback import extract_tb
from typing import Any

from sqlalchemy import (
    BigInteger,
    ClauseElement,
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
)
from sqlalchemy.types import NullType, TypeEngine

from schema.checking.scalars import columns_for
from schema.checking.subqueries import check_nested
from schema.declaring.columns import Identifier, Names, Texts
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import (
    ColumnField,
    ConnectionField,
    Field,
    ManyField,
    OneField,
    ReferenceField,
    ResolvedField,
    TextField,
    function_for,
)
from schema.declaring.scopes import Row, Scope
from schema.modelling.model import Model, ModelField, ModelType, is_of

KEPT_IN: Mapping[type[Field], tuple[type[TypeEngine[Any]], str]] = {
    ReferenceField: (Integer, "a key, that is a column of Identifier"),
    TextField: (Texts, "a column of Texts; what is in one language alone is a column(…)"),
}
"""The type that a kind of field reads, and its name in messages."""


TAKEN_AS_TRUE_OR_FALSE = "Boolean value of this clause is not defined"
"""What SQLAlchemy says of clauses where Python is to decide whether they are true."""


def check_expressions(model: Model, roles: Collection[str]) -> None:
    """Raises DeclarationError, which names the field, for an expression that fails or has another type.

    roles: all roles; a scope is tried for each.
    """
    for field in model.all_fields():
        _check_written(field)
    for model_type in model.types.values():
        if model_type.declaration.table is None:
            continue
        if model_type.declaration.scope is not None:
            check_scope(model_type.name, "scope", model_type.declaration.scope, model_type.table.c, roles)
        for field in model_type.fields.values():
            _check_field(model, model_type, field)


def check_scope(whose: str, option: str, scope: Scope, row: Row, roles: Collection[str]) -> None:
    """Raises DeclarationError for a scope that fails, is not a clause, or shows every row to each of the roles.

    option: what it is declared by, `scope` or `visible_when`.
    """
    clauses = {role: try_expression(f"The {option} of {whose}", scope, row, role) for role in roles}
    for role, clause in clauses.items():
        if clause is not None and not isinstance(clause, ClauseElement):
            raise DeclarationError(
                f"The {option} of {whose} returns {clause!r} for {role}; return a clause over the row, or None."
            )
    if all(clause is None for clause in clauses.values()):
        raise DeclarationError(
            f"The {option} of {whose} returns None for every role, and so hides nothing: return the clause, "
            f"or leave {option}= out."
        )


def _check_written(field: ModelField) -> None:
    """Check the columns that a field reads. Functions are left out: there may be no table to try them over."""
    for written in _expressions_of(field.declared):
        if not callable(written):
            _expression(field.coordinate, written)


def _expressions_of(declared: Field) -> Iterable[Any]:
    """The expressions that a field reads, as they are written: columns, or functions of a row."""
    match declared:
        case ColumnField(expression=expression) | TextField(expression=expression) | ReferenceField(key=expression):
            return (expression,)
        case ResolvedField(needs=needs):
            return needs.values()
        case _:
            return ()


def _expression(whose: str, value: Any) -> ColumnElement[Any]:
    if not isinstance(value, ColumnElement):
        raise DeclarationError(f"{whose} reads {value!r:.200}: give a column or an expression of the table.")
    return value


def _check_field(model: Model, model_type: ModelType, field: ModelField) -> None:
    whose, declared, row = field.coordinate, field.declared, model_type.table.alias()
    read = []
    for written in _expressions_of(declared):
        read.append(_expression(whose, try_expression(whose, written, row.c) if callable(written) else written))
        check_nested(whose, read[-1], row)
        check_own(whose, written, model_type)
    if isinstance(declared, ColumnField):
        (value,) = read
        fits = (Names,) if field.shape.is_list else columns_for(field.shape.inner)
        fit = isinstance(value.type, (*fits, NullType)) and not (
            field.shape.inner is int and _has_fractions(value.type)
        )
        if not _is_its_id(model_type, field) and not fit:
            raise DeclarationError(f"{whose} is annotated {field.shape.written}; what it reads is {value.type!r}.")
        if field.shape.inner is int and isinstance(value, Column):
            _check_int(whose, value)
    if type(declared) in KEPT_IN:
        kind, wanted = KEPT_IN[type(declared)]
        (value,) = read
        if not isinstance(value.type, kind | NullType):
            raise DeclarationError(f"{whose} reads {value.type!r}; {function_for(type(declared))}(…) reads {wanted}.")
    if isinstance(declared, ConnectionField | ManyField | OneField) and declared.on and not declared.arguments:
        target = model.target(field.shape).declaration.table
        if target is not None:
            other = target.alias()
            check_nested(whose, try_clause(whose, declared.on, row.c, other.c), row, other)


def _has_fractions(kind: TypeEngine[Any]) -> bool:
    """Whether numbers of a type may have fractions, as far as the type says."""
    return isinstance(kind, Numeric) and kind.scale != 0


def check_own(whose: str, written: Any, model_type: ModelType) -> None:
    """Check that a column is one of the table, as it is read there by its name. Functions are accepted unchecked."""
    if isinstance(written, Column) and not is_of(written, model_type.table):
        raise DeclarationError(
            f"{whose} reads {written}, a column of {_named(written.table)}; {model_type.name} is over "
            f"{_named(model_type.table)}. Write a column of that, or a function that selects the other's, as in "
            "lambda row: select(….c.…).where(…).scalar_subquery()."
        )


def _named(table: FromClause | None) -> str:
    return str(getattr(table, "name", None) or "no table")


def _check_int(whose: str, column: Column[Any]) -> None:
    if column.primary_key or column.foreign_keys:
        raise DeclarationError(
            f"{whose} is annotated int, of which GraphQL takes 32 bits; the key {column.name} has 64. Declare what "
            "it leads to as reference(…)."
        )
    if isinstance(column.type, BigInteger) and column.type is not Identifier:
        raise DeclarationError(
            f"{whose} is annotated int, of which GraphQL takes 32 bits; the column {column.name} has 64. Make it an "
            "Integer, or answer it as text with resolved(…), as exact amounts are."
        )


def _is_its_id(model_type: ModelType, field: ModelField) -> bool:
    """Whether a field is the `id` of a node, which the platform itself adds."""
    return model_type.declaration.is_node and field.name == "id"


def try_clause(whose: str, function: Callable[..., Any], *values: Any, **named: Any) -> ClauseElement:
    """The clause that an author's function makes of these values. Raises DeclarationError, which names it."""
    return require_clause(whose, try_expression(whose, function, *values, **named))


def require_clause(whose: str, clause: Any) -> ClauseElement:
    """The clause that an author selects rows by. Raises DeclarationError if it is something else."""
    if not isinstance(clause, ClauseElement):
        raise DeclarationError(f"{whose} selects rows by {clause!r}; return a clause over them.")
    return clause


def try_expression(whose: str, function: Callable[..., Any], *values: Any, **named: Any) -> Any:
    """Call an author's function with these values. Raises DeclarationError, which names it, if it fails."""
    try:
        return function(*values, **named)
    except Exception as error:
        reason = str(error).removesuffix(".")
        raise DeclarationError(
            f"{whose} cannot be evaluated: {type(error).__name__}: {reason}.{_advice_on(error)}"
        ) from error


def _advice_on(error: Exception) -> str:
    """How clauses are joined, and where they are not, if that is what failed."""
    if str(error) != TAKEN_AS_TRUE_OR_FALSE:
        return ""
    passed = [step for step in extract_tb(error.__traceback__) if "sqlalchemy" not in Path(step.filename).parts]
    place = f"{passed[-1].filename}:{passed[-1].lineno}"
    return f" At {place}, join clauses with and_, or_ and not_ of sqlalchemy, not with and, or and not."
