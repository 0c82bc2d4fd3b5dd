"""The sources of the reference data."""

from __future__ import annotations

from docs.building.places import ROOT


def sources() -> str:
    """The sources of the reference data of core and of each plugin, from the file `sources.md` beside the data."""
    text = ""
    for path in sorted([*ROOT.glob("core/*/data/sources.md"), *ROOT.glob("plugins/*/data/sources.md")]):
        content = path.read_text(encoding="utf-8").partition("\n")[2]
        text += f"## {path.parents[1].name.capitalize()}\n\n{content.strip()}\n\n"
    return text
