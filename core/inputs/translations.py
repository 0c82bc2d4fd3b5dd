"""Translations of texts; the original stays as it is."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any

from core.errors import Conflict, Invalid


def translated(row: Any, language: str, /, *path: str, **texts: str | None) -> dict[str, dict[str, str]]:
    """The columns of a row that change if its texts are given in a language, with their texts in all languages.

    row: with its `original_language`; language: a code, as in `fr`; texts: by column, as they are to be stored, None to
    delete one in this language. Raises Conflict at the path for the original language.
    """
    if language == row.original_language:
        raise Conflict(
            f"{language.upper()} is the original language, which a translation does not change: give another language.",
            *path,
        )
    found = {}
    for name, text in texts.items():
        known: dict[str, str] = getattr(row, name) or {}
        if text != known.get(language):
            others = {code: known[code] for code in known if code != language}
            found[name] = others if text is None else {**others, language: text}
    return found


def require_change(changes: Sized, *path: str) -> None:
    """Raises Invalid if a translation changes nothing, since the same text is already there."""
    if not changes:
        raise Invalid("This would change nothing: the same text is already there in this language.", *path)
