"""Checks that a class declares its fields itself, and declares no fields that nothing would resolve."""

from __future__ import annotations

from strawberry.types.field import StrawberryField

from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import Field
from schema.declaring.writes import Mutation, Subscription

DECLARED = Field | Mutation | Subscription | StrawberryField


def check_nothing_inherited(python: type) -> None:
    """Raises DeclarationError if a base class declares a field: it would be lost."""
    for base in python.__mro__[1:]:
        for name, value in vars(base).items():
            if isinstance(value, DECLARED):
                raise DeclarationError(
                    f"{python.__module__}.{python.__qualname__} takes no field from another class, and {name} is "
                    f"in {base.__qualname__}: write it in {python.__qualname__} itself."
                )


def check_nothing_of_strawberry(python: type) -> None:
    """Raises DeclarationError if a class of declared fields has a field of Strawberry's, or extends a type of its."""
    for base in python.__mro__[1:]:
        if "__strawberry_definition__" in vars(base):
            raise DeclarationError(
                f"{python.__qualname__} extends {base.__qualname__}, a type of Strawberry's: interfaces and unions are "
                f"not planned. Write its fields in {python.__qualname__} itself; what leads to one of several types "
                "has a field for each, all but one of them null."
            )
    for name, value in vars(python).items():
        if isinstance(value, StrawberryField):
            raise DeclarationError(
                f"{python.__qualname__}.{name} is a field of Strawberry's, which nothing would resolve: "
                "write resolved(…), with what its resolver needs."
            )
