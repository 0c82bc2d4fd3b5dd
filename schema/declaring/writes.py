"""What authors declare for changes: mutations with their payloads and errors, subscriptions."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import strawberry

from schema.declaring.calls import check_call, function_named, optional, parameters_of
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import Argument

Changed = Mapping[str, int | None]
"""What a mutation returns: for each field of its payload, by name, the primary key of the row that it changed."""


@strawberry.interface
class UserError:
    """Why a write was refused. Concrete types add the facts a form needs."""

    code: str = strawberry.field(description="For programs: it stays the same even if the message is reworded.")
    message: str = strawberry.field(description="For people, in English: what happened, and what to do.")
    path: list[str] | None = strawberry.field(
        description="Where in the input the mistake is: the names of its fields from the outermost, and for a list "
        "the position from 0. Null if it is in no part of the input."
    )


@strawberry.type
class Refused(UserError):
    """A refusal that needs no facts beyond its code and message."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A write: `function(write, input)` returns the primary keys of the rows that it changed, by payload field."""

    function: Callable[..., Changed]
    answers: Mapping[str, type]
    input: Any
    description: str

    def checked(self, answered: Any) -> Changed:
        """What the function returned. Raises DeclarationError unless that is, for each answer, a row's key or None."""
        whole = isinstance(answered, Mapping) and answered.keys() == self.answers.keys()
        if whole and all(key is None or type(key) is int for key in answered.values()):
            return answered  # type: ignore[no-any-return]
        wanted = ", ".join(f'"{name}": KEY' for name in self.answers)
        raise DeclarationError(
            f"{self.function.__qualname__} returns {_kinds(answered)}: return {{{wanted}}}, where KEY is the "
            "primary key of a row, a whole number and not its id, or None."
        )


def _kinds(answered: Any) -> str:
    """What a value consists of, without anybody's data: for the log."""
    if isinstance(answered, Mapping):
        members = ", ".join(f'"{name}": {_kinds(value)}' for name, value in answered.items())
        return f"{{{members}}}"[:200]
    return "None" if answered is None else type(answered).__name__


def mutation(**answers: type) -> Callable[[Callable[..., Changed]], Any]:
    """Declare a method of a mutations class as a mutation.

    Its one argument besides the write is `input`, of a Strawberry input type; its payload has the answers, each null
    if the mutation was refused, and `errors`. Rules refuse by raising; nothing is then written.
    """

    def declare(function: Callable[..., Changed]) -> Any:
        if "input" not in function.__annotations__:
            raise DeclarationError(
                f"{function.__qualname__} takes no `input`: write that argument, annotated with a Strawberry input."
            )
        _check_write(function)
        return Mutation(function, answers, function.__annotations__["input"], (function.__doc__ or "").strip())

    return declare


def _check_write(function: Callable[..., Any]) -> None:
    signature = inspect.signature(function)
    try:
        signature.bind(None, None)
    except TypeError:
        fits = False
    else:
        fits = list(signature.parameters)[1:2] == ["input"]
    if not fits:
        raise DeclarationError(
            f"{function.__qualname__} takes ({parameters_of(function)}): write (write, input), and what else it takes "
            "as fields of the input."
        )
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise DeclarationError(
            f"{function.__qualname__} is async, or yields: a write is one call within its transaction. Write def, and "
            "return the keys."
        )


def changes_in(given: Any, *names: str) -> dict[str, Any]:
    """The values of the named fields that are given in an input, also as null: those left out are to stay as they are.

    Each such field has `default=strawberry.UNSET`; if null and left out mean the same it has `default=None`.
    """
    found = {name: getattr(given, name) for name in names}
    return {name: value for name, value in found.items() if value is not strawberry.UNSET}


@dataclass(frozen=True, slots=True)
class Subscription:
    """A stream: `source(context, **arguments)` yields the keys of rows of the target as they change."""

    source: Callable[..., Any]
    target: type
    arguments: Mapping[str, Argument]
    description: str

    def checked(self, yielded: Any) -> int:
        """What the generator yielded. Raises DeclarationError unless that is the key of a row."""
        if type(yielded) is int:
            return yielded
        raise DeclarationError(
            f"{self.source.__qualname__} yields {_kinds(yielded)}: yield the primary key of the row that changed, a "
            "whole number and not its id."
        )


def subscription(target: type, **arguments: Any) -> Callable[[Callable[..., Any]], Any]:
    """Declare an async generator of primary keys as a subscription that answers rows of the target type.

    An argument `id` names the row that is followed: if the subscriber does not see that row, the subscription ends at
    once with the error NOT_FOUND, whether or not others see it. The generator runs in the event loop: if it waits
    without `await`, for the database for instance, no other request is answered meanwhile.
    """

    def declare(source: Callable[..., Any]) -> Any:
        taken = {name: kind if isinstance(kind, Argument) else Argument(type=kind) for name, kind in arguments.items()}
        _check_stream(source, taken)
        return Subscription(source, target, taken, (source.__doc__ or "").strip())

    return declare


def _check_stream(source: Callable[..., Any], arguments: Mapping[str, Argument]) -> None:
    whose = function_named(source)
    if not inspect.isasyncgenfunction(inspect.unwrap(source)):
        raise DeclarationError(
            f"{whose} is not an async generator: write async def, and yield the primary key of each row that changes."
        )
    check_call(whose, source, ["context"], arguments, optional(arguments))
