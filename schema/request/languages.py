"""The languages that a reader accepts, and the choice of a text among them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from schema.declaring.scalars import Language
from schema.request.accept_headers import ranges_of

LANGUAGES = tuple(language.value for language in Language)
"""The codes of the six languages of the United Nations, as texts are stored by them: `en`."""
MOST_LANGUAGES = 3
"""Only so many of the languages that a header names count: the best ones."""


@lru_cache(1_000)
def accepted_languages(header: bytes) -> tuple[str, ...]:
    """The languages of the United Nations that an Accept-Language header names, best first; at most three.

    A language has the greatest weight that any of its regions has.
    """
    liked: dict[str, float] = {}
    for found in ranges_of(header):
        code = found.name.partition("-")[0]
        if code in LANGUAGES:
            liked[code] = max(found.quality, liked.get(code, 0.0))
    best = sorted((code for code in liked if liked[code]), key=lambda code: -liked[code])
    return tuple(best[:MOST_LANGUAGES])


def text_in(texts: Mapping[str, str], *languages: str) -> str:
    """The text in the first of these languages in which it exists; empty if there is none."""
    return next(filter(None, map(texts.get, languages)), "")
