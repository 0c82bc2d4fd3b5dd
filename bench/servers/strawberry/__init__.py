"""Strawberry over SQLAlchemy's ORM as their documentation recommends: async sessions, and a DataLoader for each edge."""

from __future__ import annotations

import sqlite3
import sys
from importlib import import_module

OLDEST_WITH_SEARCH_INDEX = (3, 43)

# aiosqlite imports sqlite3, which in Python is as old as the SQLite of the system.
if sqlite3.sqlite_version_info < OLDEST_WITH_SEARCH_INDEX:
    sys.modules["sqlite3"] = import_module("pysqlite3")
