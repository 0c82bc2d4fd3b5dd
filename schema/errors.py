"""Errors as outsiders may see them: each has a code, and none shows what failed inside."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Sequence
from typing import ClassVar

from graphql import GraphQLError

from schema.error_messages import with_place

logger = logging.getLogger("nmirf.schema")

FAULT = re.compile(r"(\w+|Enum '\w+') cannot represent |Expected Iterable")
"""How a message of graphql-core begins if a resolver returned a value that its field cannot have."""
INVALID_ARGUMENT = re.compile(r"Argument '\w+' has invalid value")
"""How one begins if a variable is null for an argument that may not be."""


class GraphQLErrors(Exception):
    """Why a request was refused before execution."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


class Explained(Exception):
    """An error whose message is meant for the client, with a code; the message says what to do."""

    code: ClassVar[str] = "REFUSED"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def with_code(errors: Sequence[GraphQLError], code: str) -> Sequence[GraphQLError]:
    """The errors, each with its own code, or with this one if it has none."""
    for error in errors:
        error.extensions = {"code": code, **(error.extensions or {})}
    return errors


def mask(error: GraphQLError) -> GraphQLError:
    """An error as outsiders may see it: for a failure inside it has only an id, under which the log has the rest."""
    cause = error.original_error
    if (cause is None or isinstance(cause, GraphQLError)) and not FAULT.match(error.message):
        return with_code([with_place(error)], "INVALID_VARIABLE")[0] if INVALID_ARGUMENT.match(error.message) else error
    identifier = secrets.token_hex(6)
    logger.error("error %s at %s", identifier, error.path, exc_info=cause)
    return GraphQLError(
        f"Something failed inside the platform. If it happens again, report error {identifier}.",
        nodes=error.nodes,
        path=error.path,
        extensions={"code": "INTERNAL", "id": identifier},
    )
