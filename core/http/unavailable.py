"""What a request is told where the database does not answer: 503, and when to try again."""

from __future__ import annotations

from core.errors import Unavailable
from core.stores import for_strangers
from schema.serving.http import HttpError

SECONDS_TO_WAIT = b"5"


def service_unavailable(error: Unavailable) -> HttpError:
    """The refusal of a request that never reaches the schema: it may be tried again in a moment."""
    return HttpError(503, error.code, for_strangers(error).message, {b"retry-after": SECONDS_TO_WAIT})
