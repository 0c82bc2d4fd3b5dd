"""Invisible signs that no text may contain, and those that a text may contain in pairs only (Unicode, UAX #9)."""

from __future__ import annotations

import re

from core.inputs.folding import TURNING

ANNOTATING = "\ufff9-\ufffb"
TAGS = "\U000e0000-\U000e007f"
"""An invisible alphabet, in which anything can be hidden. The flags of England, Scotland and Wales are spelled with it
too, and so are refused."""
NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
CONTROLS = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{TURNING}{ANNOTATING}{TAGS}{NONCHARACTERS}]")
"""All control characters but tabs and ends of lines, and all signs that may hide or turn a text, or that XML may not
contain. Marks of direction are allowed."""

ISOLATES = re.compile("[\u2066-\u2069]")
END_OF_ISOLATE = "\u2069"


def unpaired_isolate(written: str) -> str | None:
    """A sign that begins an isolate which does not end in its line, or ends one that does not begin there.

    What follows it in the line, also beyond the text, may be shown in the wrong direction.
    """
    return next((sign for line in written.splitlines() if (sign := _unpaired_in(line))), None)


def _unpaired_in(line: str) -> str | None:
    begun: list[str] = []
    for sign in ISOLATES.findall(line):
        if sign != END_OF_ISOLATE:
            begun.append(sign)
        elif begun:
            begun.pop()
        else:
            return END_OF_ISOLATE
    return begun[0] if begun else None
