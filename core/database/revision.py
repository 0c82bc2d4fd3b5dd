"""The revision: a number in the database that grows with every write, by which caches know what still holds."""

from __future__ import annotations

REVISION = "SELECT revision FROM core_head"
NEXT_REVISION = "UPDATE core_head SET revision = revision + 1"
