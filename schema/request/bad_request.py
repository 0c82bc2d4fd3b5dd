"""The error for a request that cannot be answered as it is."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import FieldNode, GraphQLError

from schema.request.argument_values import literal_with


class BadRequest(GraphQLError):
    """A request that cannot be answered as it is; the code says why, the message what to change.

    node, path: the field that is wrong; written: the wrong value as the document has it, by which its location is found
    unless a variable holds it; facts: further extensions of the error, for programs.
    """

    def __init__(
        self,
        code: str,
        message: str,
        node: FieldNode | None = None,
        path: Sequence[str] = (),
        written: str | None = None,
        **facts: object,
    ) -> None:
        place = node if node is None or written is None else literal_with(written, node)
        super().__init__(message, nodes=place, path=list(path) or None, extensions={"code": code, **facts})
        self.code = code
