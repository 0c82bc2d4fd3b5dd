"""Exceptions reported without a traceback: refusals by rules, and why the platform cannot start or continue."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import ClassVar

import strawberry

from schema import UserError, value
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


@strawberry.enum
class TextProblem(enum.Enum):
    """Why a text cannot be kept."""

    EMPTY = value("empty", description="It has no visible characters.")
    TOO_LONG = value("too_long", description="It has more characters than it may have.")
    SEVERAL_LINES = value("several_lines", description="It has several lines where one is expected.")
    CONTROL_CHARACTER = value(
        "control_character", description="It contains an invisible control character, often copied along with a text."
    )
    FORBIDDEN_CHARACTER = value(
        "forbidden_character",
        description="It contains a character that such a text cannot have, for example a semicolon in a tag.",
    )
    NO_WEB_ADDRESS = value("no_web_address", description="It is not the address of a page.")
    NO_MAIL_ADDRESS = value("no_mail_address", description="It is not a mail address.")


class InvalidText(Invalid):
    """A text that cannot be kept as it is written.

    longest: the most characters that it may have, if it is too long.
    """

    def __init__(self, message: str, problem: TextProblem, *path: str, longest: int | None = None) -> None:
        super().__init__(message, *path)
        self.problem, self.longest = problem, longest


class Conflict(Refusal):
    """It is already so, or another write came first."""

    code = "CONFLICT"


class WrongStatus(Refusal):
    """The record does not have the status that this needs."""

    code = "WRONG_STATUS"


@strawberry.type(name="InvalidText")
class InvalidTextError(UserError):
    """A text that cannot be kept as it is written."""

    problem: TextProblem = strawberry.field(
        description="Why; the taxonomy TextProblem has a sentence for it in each of the six languages."
    )
    longest: int | None = strawberry.field(
        description="The most characters that the text may have; null if it is not too long."
    )


ERROR_TYPES: Mapping[type[Exception], type] = {InvalidText: InvalidTextError}
"""The types that show the facts of refusals of core itself."""


class Whereabouts(str):
    """A note on an error that says where it was raised, and that logs show as well: it contains no personal data."""

    __slots__ = ()


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
