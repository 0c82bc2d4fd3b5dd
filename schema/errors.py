"""Errors as strangers may see them: each with a code, none with a word of what failed inside."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from typing import ClassVar

from graphql import GraphQLError

logger = logging.getLogger("nmirf.schema")


class GraphQLErrors(Exception):
    """Why a request was refused before execution."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


class Explained(Exception):
    """What whoever asked may read as it stands: a code, and a message that says what to do."""

    code: ClassVar[str] = "REFUSED"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def coded(errors: Sequence[GraphQLError], code: str) -> Sequence[GraphQLError]:
    """The errors, each with a code: its own, or else this one."""
    for error in errors:
        error.extensions = {"code": code, **(error.extensions or {})}
    return errors


def masked(error: GraphQLError) -> GraphQLError:
    """An error as strangers may see it: a failure inside is told by an id that the log has."""
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        return error
    identifier = secrets.token_hex(6)
    logger.error("error %s at %s", identifier, error.path, exc_info=error.original_error)
    return GraphQLError(
        f"Something failed inside the platform. If it happens again, report error {identifier}.",
        nodes=error.nodes,
        path=error.path,
        extensions={"code": "INTERNAL", "id": identifier},
    )
