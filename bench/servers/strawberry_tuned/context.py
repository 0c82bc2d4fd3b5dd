"""The interface that types share, and the DataLoaders of a request."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.dataloader import DataLoader

from bench.servers import records


class Context:
    """The DataLoaders of one request, made on first use."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.loaders: dict[Any, DataLoader[int, Any]] = {}

    def load(self, name: str, key: int) -> Any:
        found = self.loaders.get(name)
        if found is None:
            found = self.loaders[name] = DataLoader(records.BATCHES[name])
        return found.load(key)

    def newest(self, first: int) -> DataLoader[int, Any]:
        found = self.loaders.get(first)
        if found is None:
            found = self.loaders[first] = DataLoader(records.newest_practices(first))
        return found


Info = strawberry.Info[Context, None]


@strawberry.interface
class Node:
    id: strawberry.ID
