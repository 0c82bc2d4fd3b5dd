"""Errors tell of a long value, or of another long part of what was sent, its beginning and its end."""

from __future__ import annotations

from graphql import GraphQLError

BEGINNING, END = 300, 160
"""Characters of a message that are told where it is longer than both: what is wrong stands around the value."""


def shortened(error: GraphQLError) -> GraphQLError:
    """The error, its message cut in the middle where it repeats much of what was sent."""
    message = error.message
    if len(message) > BEGINNING + END:
        error.message = f"{message[:BEGINNING]}…{message[-END:]}"
    return error
