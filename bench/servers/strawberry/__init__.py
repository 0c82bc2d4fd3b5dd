"""Strawberry over SQLAlchemy's ORM, as their documentations have them: async sessions, and a DataLoader for each edge."""

from __future__ import annotations

import sqlite3
import sys
from importlib import import_module

READS_THE_SEARCH_INDEX = (3, 43)

# aiosqlite takes whatever is called sqlite3, and Python's own is as old as the system that it stands on.
if sqlite3.sqlite_version_info < READS_THE_SEARCH_INDEX:
    sys.modules["sqlite3"] = import_module("pysqlite3")
