"""Texts as they are compared and searched: several spellings of a word are one."""

from __future__ import annotations

import unicodedata

IGNORED = (
    "\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u180b-\u180f", "\u200c-\u200f",
    "\u2060-\u206f", "\u3164", "\ufe00-\ufe0f", "\ufeff", "\uffa0", "\ufff0-\ufff8", "\U0001bca0-\U0001bca3",
    "\U0001d173-\U0001d17a", "\U000e0000-\U000e0fff",
)  # fmt: skip
"""Ranges of the signs that displays ignore (Default_Ignorable_Code_Point of Unicode): soft hyphens, joiners, marks of
direction; but neither the zero-width space nor signs that turn the direction of all the following text."""
TURNING = "\u202a-\u202e"
TATWEEL = "\u0640"
SPELLED = {"œ": "oe", "æ": "ae", "ة": "ه", "ى": "ي", "\u200b": " "}
"""Letters that many keyboards lack, or many people write differently; and the zero-width space, which parts words."""

PIECE = 200
"""Unicode sorts the marks above one letter, in a time that grows with the square of their number. So a text is
decomposed in pieces of so many signs, which may end between any two, since marks are dropped."""

MARKS_AND_DIGITS = range(0x80, 0x20000)
"""Their range in Unicode."""


def _folded_signs() -> dict[int, str]:
    """The folded form of each sign, made once, since looking up each as it occurs would cost more with every text."""
    ignored = (range(ord(signs[0]), ord(signs[-1]) + 1) for signs in (*IGNORED, TURNING, TATWEEL))
    folded = {code: "" for codes in ignored for code in codes if unicodedata.category(chr(code)) != "Cn"}
    for code in MARKS_AND_DIGITS:
        sign = chr(code)
        if unicodedata.combining(sign):
            folded[code] = ""
        elif sign.isdecimal():
            folded[code] = str(unicodedata.decimal(sign))
    return {**folded, **str.maketrans(SPELLED)}


_FOLDED = _folded_signs()


def without_marks(written: str) -> str:
    """A text without capitals, accents, other marks and invisible signs: `Educación` and `educacion` are the same.

    œ becomes oe, and a digit of any script that of ASCII.
    """
    decomposed = (_decomposed(written[at : at + PIECE]) for at in range(0, len(written), PIECE))
    return "".join(decomposed).translate(_FOLDED)


def _decomposed(piece: str) -> str:
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", piece).casefold())
