"""The languages that a reader wants."""

from __future__ import annotations

from functools import lru_cache

from schema.declaring.scalars import Language

LANGUAGES = tuple(language.value for language in Language)
"""The codes of the six languages of the United Nations, by which texts are kept: `en`."""


@lru_cache(1_000)
def accepted_languages(header: bytes) -> tuple[str, ...]:
    """The languages of the United Nations that an Accept-Language header names, best first; at most three."""
    wanted: list[tuple[float, str]] = []
    for item in header.decode("latin-1").split(","):
        tag, _, parameters = item.strip().partition(";")
        code = tag.split("-")[0].strip().lower()
        quality = 1.0
        if parameters.strip().startswith("q="):
            try:
                quality = float(parameters.strip()[2:])
            except ValueError:
                quality = 0.0
        if code in LANGUAGES and quality > 0 and code not in [known for _, known in wanted]:
            wanted.append((-quality, code))
    return tuple(code for _, code in sorted(wanted, key=lambda pair: pair[0]))[:3]
