"""The revision: a number in the database that grows with every write; caches compare it to know what is current."""

from __future__ import annotations

REVISION = "SELECT revision FROM core_head"
NEXT_REVISION = "UPDATE core_head SET revision = revision + 1"
