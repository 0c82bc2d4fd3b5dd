"""Names and codes of states as they are compared, on either database alike."""

from __future__ import annotations

from core.inputs.wording import without_marks

APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bb\u02bc\u2032\u00b4`", "'"))
"""What keyboards and typesetters write for an apostrophe."""
LONGEST = 500
"""So many characters of a name are read: those that are kept are shorter, and to fold a sign may make 18 of it."""


def folded(name: str) -> str:
    """A name without capitals, accents and needless blanks, its apostrophes as a typewriter has them, œ as oe.

    Of one of more than 500 characters it is that of the first 500.
    """
    plain = " ".join(name[:LONGEST].translate(APOSTROPHES).split())
    return plain.lower() if plain.isascii() else without_marks(plain)


def code_of(written: str) -> str:
    """A code by ISO 3166-1 in the capitals of ASCII, as it is kept; databases differ in other letters."""
    code = written.strip()
    return code.upper() if code.isascii() else code
