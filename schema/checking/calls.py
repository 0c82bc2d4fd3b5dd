"""Checks that the functions of fields and filters accept their arguments, when the schema is assembled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schema.declaring.calls import check_call, optional
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import ConnectionField, FacetField, ManyField, OneField, ResolvedField
from schema.modelling.model import Model, ModelField, conditions_of


def check_calls(model: Model) -> None:
    """Raises DeclarationError for a field whose function could not be called."""
    for field in model.all_fields():
        match field.declared:
            case ResolvedField() as resolved:
                _check_resolver(field, resolved)
            case FacetField(values=values):
                check_call(f"The function of {field.coordinate}", values, ["rows"])
            case ConnectionField() | ManyField() as listed:
                _check_narrow(field, listed)
                if isinstance(listed, ConnectionField):
                    _check_cost(field, listed)
                    _check_filter(listed)
    _check_on(model.queries, [])
    for model_type in model.types.values():
        if model_type.declaration.table is not None:
            _check_on(model_type.fields, ["row"])


def _check_resolver(field: ModelField, declared: ResolvedField) -> None:
    whose, arguments = field.coordinate, declared.arguments
    for name in declared.needs:
        if name in arguments:
            raise DeclarationError(f"{whose} needs {name}, and has an argument of that name: rename one of them.")
    check_call(
        f"The resolver of {whose}", declared.resolver, ["reading"], [*declared.needs, *arguments], optional(arguments)
    )


def _check_narrow(field: ModelField, declared: ConnectionField | ManyField) -> None:
    if declared.narrow is not None:
        check_call(f"The narrow of {field.coordinate}", declared.narrow, ["source"], declared.arguments)


def _check_cost(field: ModelField, declared: ConnectionField) -> None:
    if declared.cost is not None:
        check_call(f"The cost of {field.coordinate}", declared.cost, [], declared.arguments)


def _check_filter(declared: ConnectionField) -> None:
    if declared.filter is not None:
        for name, condition in conditions_of(declared.filter).items():
            whose = f"{declared.filter.__name__}.{name}"
            if condition.clause is not None:
                check_call(f"The clause of {whose}", condition.clause, ["row", "value"])
            if condition.keys is not None:
                check_call(f"The keys of {whose}", condition.keys, ["value"])


def _check_on(fields: Mapping[str, ModelField], around: Sequence[str]) -> None:
    """around: the row that the fields are of, or nothing at the root. A part without a table may be at either."""
    for field in fields.values():
        declared = field.declared
        if isinstance(declared, ConnectionField | ManyField | OneField) and declared.on is not None:
            narrowed = not isinstance(declared, OneField) and declared.narrow is not None
            arguments = {} if narrowed else declared.arguments
            check_call(f"The on of {field.coordinate}", declared.on, [*around, "other"], arguments)
