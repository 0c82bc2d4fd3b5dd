"""The parameters in the address of a route or of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from starlette.datastructures import QueryParams

from schema.serving.http import HttpError

LANGUAGE = "language"
"""The parameter of every address that is answered in the reader's language."""


def require_parameters(asked: QueryParams, there: Sequence[str], separated: str = "") -> None:
    """Raises HttpError 400 unless each parameter is one of those that are there, and given once.

    separated: the one that takes several values, separated by commas.
    """
    twice = [name for name, times in Counter(name for name, _ in asked.multi_items()).items() if times > 1]
    if twice:
        many = ", with columns separated by commas" if twice[0] == separated else ""
        raise HttpError(400, "PARAMETER", f"Give the parameter `{twice[0][:100]}` once{many}.")
    unknown = sorted(set(asked) - set(there))
    if unknown:
        are = "are" if len(there) > 1 else "is only"
        raise HttpError(
            400, "PARAMETER", f"There is no parameter `{unknown[0][:100]}`; there {are} {', '.join(there)}."
        )
