"""The character NUL (U+0000) is refused: it is valid in JSON and in GraphQL, but PostgreSQL cannot store it."""

from __future__ import annotations

from typing import Any

from graphql import DocumentNode, StringValueNode, Visitor, visit

from schema.request.bad_request import BadRequest

NUL = "\x00"


def require_no_nul(document: DocumentNode, text: str) -> None:
    """Raise BadRequest NUL if a string literal of the document holds the character."""
    if "\\u" not in text and NUL not in text:
        return
    found: list[str] = []

    class Strings(Visitor):
        def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
            found.append(node.value)

    visit(document, Strings())
    if holds_nul(found):
        raise nul_refused()


def holds_nul(value: Any) -> bool:
    """Whether a string somewhere in a value holds the character."""
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return any(map(holds_nul, value))


def nul_refused() -> BadRequest:
    """The refusal of a string that holds the character."""
    return BadRequest("NUL", "A string holds the character NUL (U+0000), which no text here can hold. Take it out.")
