"""Where the reference data of each plugin comes from."""

from __future__ import annotations

from docs.building.places import ROOT


def sources() -> str:
    """Where the reference data of core and of each plugin comes from, as it is told beside them."""
    text = ""
    for path in sorted([*ROOT.glob("core/*/data/sources.md"), *ROOT.glob("plugins/*/data/sources.md")]):
        told = path.read_text(encoding="utf-8").partition("\n")[2]
        text += f"## {path.parents[1].name.capitalize()}\n\n{told.strip()}\n\n"
    return text
