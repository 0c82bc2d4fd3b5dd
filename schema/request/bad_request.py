"""A request that cannot be answered as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import FieldNode, GraphQLError

from schema.request.argument_values import where_it_stands


class BadRequest(GraphQLError):
    """A request that cannot be answered as it stands; the code says why, the message what to change.

    node, path: the field that it is about; written: the wrong value as the document writes it, to point at its place,
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
        where = node if node is None or written is None else where_it_stands(written, node)
        super().__init__(message, nodes=where, path=list(path) or None, extensions={"code": code, **facts})
        self.code = code
