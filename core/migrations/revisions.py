"""The revisions that a folder of migrations holds, read from the text of its files.

Whether a database is of this version is asked at every start and by every balancer; Alembic, which takes a tenth of a
server's memory and of its start, is loaded where something is to be migrated.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import StartupError

TOLD = re.compile(r"^(revision|down_revision)\b[^=\n]*=\s*(.+)$", re.MULTILINE)


def revisions(folder: Path) -> dict[str, frozenset[str]]:
    """Each revision with those that it follows.

    Raises StartupError MIGRATION where a file does not tell them plainly, or tells one that another file has told.
    """
    found: dict[str, frozenset[str]] = {}
    for file in sorted(folder.glob("[!._]*.py")):
        told = {name: _value(file, name, written) for name, written in TOLD.findall(file.read_text("utf-8"))}
        if told.get("revision") in found:
            raise StartupError(
                "MIGRATION", f"{file} has the revision {told['revision']} of another file: give it its own."
            )
        if "revision" in told:
            before = told.get("down_revision") or ()
            found[told["revision"]] = frozenset((before,) if isinstance(before, str) else before)
    return found


def newest(name: str, found: Mapping[str, frozenset[str]]) -> str | None:
    """The revision of a plugin that no other follows; None where there is none.

    Raises StartupError MIGRATION for several, and where one follows what is not there.
    """
    followed = frozenset[str]().union(*found.values())
    lost, ends = sorted(followed - found.keys()), sorted(found.keys() - followed)
    if lost:
        raise StartupError(
            "MIGRATION",
            f"A migration of {name!r} follows {lost[0]}, which is the revision of none of them: see its down_revision.",
        )
    if len(ends) > 1:
        raise StartupError(
            "MIGRATION", f"Migrations of {name!r} end in {' and in '.join(ends)}. Let one of them follow the other."
        )
    return ends[0] if ends else None


def _value(file: Path, name: str, written: str) -> Any:
    try:
        return ast.literal_eval(written)
    except (SyntaxError, ValueError):
        raise StartupError(
            "MIGRATION", f'{file} does not tell its {name} plainly: write it on one line, as in {name} = "0002".'
        ) from None
