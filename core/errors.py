"""The exceptions that are told without a traceback: refusals of rules, and why the platform cannot start or go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from schema.errors import Explained


class Refusal(Explained):
    """A rule that says no to a write.

    path: where in the input, in GraphQL's names from the outermost, and in a list by the place, from "0". others: what
    else of the input is refused, which is told together with it.
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
    """It is so already, or somebody else was first."""

    code = "CONFLICT"


class WrongStatus(Refusal):
    """What is asked for is not at the stage of its life that this takes."""

    code = "WRONG_STATUS"


class StartupError(Exception):
    """Why the platform cannot start or a command cannot go on: what happened, and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Unavailable(StartupError):
    """The database does not answer, or not in time. What was to be written is not, unless the code says otherwise."""


UNCERTAIN = (
    "The database went away while this was being written: it is there whole, or not at all. Look before you repeat it."
)
"""Of Unavailable COMMIT_UNCERTAIN."""


class ProviderUnreachable(Exception):
    """The sign-in provider's keys are not known and cannot be fetched just now."""


class TooManyWait(ProviderUnreachable):
    """So many wait for a key of the sign-in provider's that this one is not waited for."""


class WithoutRole(Exception):
    """The sign-in provider has signed who somebody is, and that gives no role here.

    Its text names the claim that is missing or unusable, and nothing of what stands there.
    """
