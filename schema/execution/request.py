"""A request for the execution of an operation: everything that its answer depends on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from schema.documents import Document, Operation
from schema.request.reading import Reading


class ExecutionRequest(NamedTuple):
    """An operation of a document, with the variables as they were sent, and the reading of its answer.

    shows_cost: whether the answer includes what it cost.
    """

    document: Document
    operation: Operation
    variables: Mapping[str, Any]
    reading: Reading
    shows_cost: bool = False
