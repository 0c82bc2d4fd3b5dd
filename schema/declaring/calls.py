"""Checks that the functions of authors accept the arguments that they are called with."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import Argument


def check_call(
    whose: str,
    function: Callable[..., Any],
    places: Sequence[str],
    names: Collection[str] = (),
    left_out: Collection[str] = (),
) -> None:
    """Raises DeclarationError unless a function accepts these positional and keyword arguments.

    whose: names the function in the message; places: the positional arguments; left_out: those of the names that a call
    may leave out.
    """
    always = [name for name in names if name not in left_out]
    signature = inspect.signature(function)
    try:
        signature.bind(*places, **dict.fromkeys(names))
        signature.bind(*places, **dict.fromkeys(always))
    except TypeError:
        wanted = ", ".join([*places, *always, *(f"{name}=None" for name in names if name in left_out)])
        raise DeclarationError(
            f"{whose} takes ({parameters_of(function)}), and is called with ({wanted}): write that."
        ) from None


def optional(arguments: Mapping[str, Argument]) -> list[str]:
    """The arguments that a request may leave out: the function is then called without them."""
    return [name for name, argument in arguments.items() if type(None) in typing.get_args(argument.type)]


def function_named(function: Callable[..., Any]) -> str:
    """The name of a function, as far as Python knows it."""
    return getattr(function, "__qualname__", type(function).__qualname__)


def parameters_of(function: Callable[..., Any]) -> str:
    """The parameters of a function as they are written, without their annotations."""
    written = inspect.signature(function).parameters.values()
    return ", ".join(str(parameter.replace(annotation=parameter.empty)) for parameter in written)
