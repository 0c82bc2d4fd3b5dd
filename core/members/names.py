"""Names as they are compared."""

from __future__ import annotations

import unicodedata


def folded(name: str) -> str:
    """A name in lower case without accents."""
    if name.isascii():
        return name.lower()
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()
