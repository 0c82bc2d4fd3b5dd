"""Names and codes of states as they are compared, on either database alike."""

from __future__ import annotations

from core.wording import without_marks

APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bb\u02bc\u2032\u00b4`", "'"))
"""What keyboards and typesetters write for an apostrophe."""


def folded(name: str) -> str:
    """A name without capitals, accents and needless blanks, its apostrophes as a typewriter has them, œ as oe."""
    plain = " ".join(name.translate(APOSTROPHES).split())
    return plain.lower() if plain.isascii() else without_marks(plain)


def code_of(written: str) -> str:
    """A code by ISO 3166-1 in the capitals of ASCII, as it is kept; databases differ in other letters."""
    code = written.strip()
    return code.upper() if code.isascii() else code
