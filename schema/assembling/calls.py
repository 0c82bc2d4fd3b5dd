"""Checks that resolvers and what narrows a list take what they are called with, when the schema is assembled."""

from __future__ import annotations

from schema.assembling.model import Model, ModelField
from schema.declaring.calls import check_call, optional
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import ConnectionField, ManyField, ResolvedField


def check_calls(model: Model) -> None:
    """Raises DeclarationError for a field whose function could not be called when it is asked for."""
    for fields in model.declared():
        for found in fields.values():
            match found.declared:
                case ResolvedField() as resolved:
                    _check_resolver(found, resolved)
                case (
                    ConnectionField(narrow=narrow, arguments=arguments) | ManyField(narrow=narrow, arguments=arguments)
                ) if narrow is not None:
                    check_call(f"The narrow of {found.owner}.{found.name}", narrow, "source", arguments)


def _check_resolver(found: ModelField, declared: ResolvedField) -> None:
    whose, arguments = f"{found.owner}.{found.name}", declared.arguments
    for name in declared.needs:
        if name in arguments:
            raise DeclarationError(f"{whose} needs {name}, and has an argument of that name: rename one of them.")
    check_call(
        f"The resolver of {whose}", declared.resolver, "reading", [*declared.needs, *arguments], optional(arguments)
    )
