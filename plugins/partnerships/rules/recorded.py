"""Records of a partnership (contributions, activities), locked with it while they are changed or removed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, select

from core import NotFound, Write
from plugins.partnerships.rules.partnership_rows import lock_as_party


def lock_recorded(write: Write, table: Table, key: int, what: str) -> Any:
    """The record, with its partnership locked, for one of its parties. Raises NotFound, NotAllowed."""
    row = write.session.execute(select(table).where(table.c.id == key)).one_or_none()
    if row is None:
        raise NotFound(f"There is no such {what}: it may be withdrawn already.", what)
    lock_as_party(write, row.partnership_id, what)
    return row
