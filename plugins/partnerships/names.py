"""The columns by which partners are sorted and found."""

from __future__ import annotations

from collections.abc import Mapping

from core.members import folded, search_names


def name_columns(name: Mapping[str, str], original_language: str, acronym: str | None) -> dict[str, str]:
    """The values of `sort_name` and `search_names` of a partner, whatever the order of its names."""
    names = [*(name[code] for code in sorted(name)), *([acronym] if acronym else [])]
    return {"sort_name": folded(name.get("en") or name[original_language]), "search_names": search_names(names)}
