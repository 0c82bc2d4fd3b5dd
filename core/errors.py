"""Exceptions reported without a traceback: refusals by rules, and why the platform cannot start or continue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from schema.errors import Explained


class Refusal(Explained):
    """A rule refuses a write.

    path: the place in the input, in GraphQL's names from the outermost, and in a list the position, from "0". others:
    the other refusals of the same input, which are reported together with it.
    """

    code: ClassVar[str] = "REFUSED"
    others: Sequence[Refusal] = ()

    def __init__(self, message: str, *path: str) -> None:
        super().__init__(message)
        self.path: list[str] | None = list(path) or None


class NotAllowed(Refusal):
    """The viewer may not do this."""

    code = "NOT_ALLOWED"


class NotFound(Refusal):
    """There is no such thing, or the viewer may not see it."""

    code = "NOT_FOUND"


class Invalid(Refusal):
    """A value that is malformed, or out of its range."""

    code = "INVALID"


class Conflict(Refusal):
    """It is already so, or another write came first."""

    code = "CONFLICT"


class WrongStatus(Refusal):
    """The record does not have the status that this needs."""

    code = "WRONG_STATUS"


class StartupError(Exception):
    """The platform cannot start, or a command cannot continue: says what happened, and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Unavailable(StartupError):
    """The database does not answer, or not in time. Nothing was written, unless the code says otherwise."""


UNCERTAIN = (
    "The database went away while this was being written: it was written completely, or not at all. Check before you "
    "repeat it."
)
"""The message of Unavailable COMMIT_UNCERTAIN."""


class ProviderUnreachable(Exception):
    """The keys of the sign-in provider are unknown and cannot be fetched now."""


class TooManyWait(ProviderUnreachable):
    """Too many requests wait for a key of the sign-in provider already."""


class WithoutRole(Exception):
    """A token that the sign-in provider has signed gives no role here.

    Its text names the claim that is missing or unusable, and nothing of what it says.
    """
