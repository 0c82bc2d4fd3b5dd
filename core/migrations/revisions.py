"""The revisions in a folder of migrations, read from the text of its files.

Every start and every load balancer asks whether a database has this version; Alembic, which takes a tenth of a server's
memory and start-up time, is only loaded to migrate.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import StartupError

ASSIGNED = re.compile(r"^(revision|down_revision)\b[^=\n]*=\s*(.+)$", re.MULTILINE)


def revisions(folder: Path) -> dict[str, frozenset[str]]:
    """Each revision, with those that it follows.

    Raises StartupError MIGRATION if a file does not assign them literally, or has the revision of another file.
    """
    found: dict[str, frozenset[str]] = {}
    for file in sorted(folder.glob("[!._]*.py")):
        values = {name: _value(file, name, written) for name, written in ASSIGNED.findall(file.read_text("utf-8"))}
        if values.get("revision") in found:
            raise StartupError(
                "MIGRATION", f"{file} has the revision {values['revision']} of another file: give it its own."
            )
        if "revision" in values:
            before = values.get("down_revision") or ()
            found[values["revision"]] = frozenset((before,) if isinstance(before, str) else before)
    return found


def newest(name: str, found: Mapping[str, frozenset[str]]) -> str | None:
    """The revision of a plugin that no other follows; None if there is none.

    Raises StartupError MIGRATION for several, and if one follows a missing one.
    """
    followed = frozenset[str]().union(*found.values())
    lost, ends = sorted(followed - found.keys()), sorted(found.keys() - followed)
    if lost:
        raise StartupError(
            "MIGRATION",
            f"A migration of {name!r} follows {lost[0]}, which is not a revision of any of them: see its down_revision.",
        )
    if len(ends) > 1:
        raise StartupError(
            "MIGRATION", f"Migrations of {name!r} end in {' and in '.join(ends)}. Make one of them follow the other."
        )
    return ends[0] if ends else None


def _value(file: Path, name: str, written: str) -> Any:
    try:
        return ast.literal_eval(written)
    except (SyntaxError, ValueError):
        raise StartupError(
            "MIGRATION", f'{file} does not assign its {name} literally: write it on one line, as in {name} = "0002".'
        ) from None
