"""A request that cannot be answered as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import FieldNode, GraphQLError

from schema.asking.sought import where_it_stands


class BadRequest(GraphQLError):
    """A request that cannot be answered as it stands; the code says why, the message what to change.

    node, path: the field; written: what is wrong in its arguments, as it is written there unless a variable holds it;
    facts: what else programs are told of it.
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
