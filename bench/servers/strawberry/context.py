"""The context of resolvers, and the interface that types share."""

from __future__ import annotations

from dataclasses import dataclass, field

import strawberry
from starlette.requests import Request

from bench.servers.strawberry.loading import Loaders


@dataclass(frozen=True)
class Context:
    """The context of one request."""

    request: Request
    loaders: Loaders = field(default_factory=Loaders)


Info = strawberry.Info[Context, None]


@strawberry.interface
class Node:
    id: strawberry.ID


def key_of(id: strawberry.ID) -> int:
    """The primary key in an id: 600 in State:600."""
    return int(id.partition(":")[2])
