"""An answer on its way out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Answer:
    """An answer as it goes to the wire.

    executed: false where the request was refused before execution; lasting: the same until the next write, or the next
    day, for whoever reads with the same rights and languages; operation: the name of the query.
    """

    body: bytes
    executed: bool = True
    method_not_allowed: bool = False
    lasting: bool = False
    operation: str | None = None
