"""Names and codes of states as they are compared, on either database alike."""

from __future__ import annotations

import unicodedata

APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bb\u02bc\u2032\u00b4`", "'"))
"""What keyboards and typesetters write for an apostrophe."""

SPELLED = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ة": "ه"})
"""Letters that many keyboards lack, or many people write otherwise."""


def folded(name: str) -> str:
    """A name in lower case without accents and needless blanks, its apostrophes as a typewriter has them, œ as oe."""
    plain = " ".join(name.translate(APOSTROPHES).split())
    if plain.isascii():
        return plain.lower()
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(SPELLED).lower()


def code_of(written: str) -> str:
    """A code by ISO 3166-1 in the capitals of ASCII, as it is kept; databases differ in other letters."""
    code = written.strip()
    return code.upper() if code.isascii() else code
