"""The shape of a database: its tables, with the constraints of their rows."""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Enum, inspect, text
from sqlalchemy.types import NullType

from core.database.sessions.session import Session, dialect_of
from core.platform import Platform

_NAMED_CHECK = re.compile(r'\bCONSTRAINT\s+"?(\w+)"?\s+CHECK\b', re.IGNORECASE)


@dataclass(frozen=True)
class Shape:
    """One table.

    columns: whether each may be null; types: of each, in SQL, with its collation; keys: the columns of foreign keys,
    their target tables, and their options; unique: columns that are unique together.
    """

    columns: Mapping[str, bool]
    types: Mapping[str, str]
    indexes: frozenset[str]
    keys: frozenset[tuple[str, str, str]]
    unique: frozenset[str]
    checks: frozenset[str]

    @property
    def targets(self) -> list[str]:
        """The tables that its foreign keys refer to."""
        return sorted(target for _, target, _ in self.keys)


def shapes(platform: Platform) -> dict[str, Shape]:
    """Every table, by its name."""
    with platform.database.reading() as session, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        found = inspect(session.connection())
        indexes, checks = _indexes(session), _checks(session)
        keys, unique, all_indexes = (
            found.get_multi_foreign_keys(), found.get_multi_unique_constraints(), found.get_multi_indexes()
        )  # fmt: skip
        return {
            table[1]: Shape(
                columns={column["name"]: column["nullable"] for column in columns},
                types={
                    column["name"]: f"{_type(session, column['type'])}{_collation(session, table[1], column)}"
                    for column in columns
                },
                indexes=frozenset(indexes[table[1]]),
                keys=frozenset(
                    (_listed(key["constrained_columns"]), key["referred_table"], _options(key)) for key in keys[table]
                ),
                unique=frozenset(
                    _listed(each["column_names"]) for each in (*unique[table], *filter(_is_unique, all_indexes[table]))
                ),
                checks=frozenset(checks[table[1]]),
            )
            for table, columns in found.get_multi_columns().items()
        }


def _type(session: Session, kind: Any) -> str:
    """The database's name of a type, with the values of an enum."""
    named = "NULL" if isinstance(kind, NullType) else kind.compile(dialect=dialect_of(session))
    values = ", ".join(kind.enums) if isinstance(kind, Enum) else ""
    return f"{named} of {values}" if values else named


def _options(key: Any) -> str:
    """What happens to a row when the one that it refers to is changed or deleted, and when a key is checked."""
    return ", ".join(f"{name}={value}" for name, value in sorted(key.get("options", {}).items()))


def _collation(session: Session, table: str, column: Any) -> str:
    """The collation of a column of SQLite, if it has its own: SQLAlchemy only reads those of PostgreSQL."""
    if session.dialect != "sqlite":
        return ""
    driver: Any = session.connection().connection.dbapi_connection
    collation = driver.apsw.column_metadata(None, table, column["name"])[1]
    return "" if collation == "BINARY" else f" COLLATE {collation}"


def _listed(columns: Any) -> str:
    return ", ".join(sorted(map(str, columns)))


def _is_unique(index: Any) -> bool:
    """Whether an index makes all rows unique."""
    some = any(option.endswith("_where") for option in index.get("dialect_options", ()))
    return bool(index["unique"]) and not some and None not in index["column_names"]


def _indexes(session: Session) -> Mapping[str, list[str]]:
    """The names of the indexes of each table; SQLAlchemy leaves out SQLite's indexes over expressions."""
    found: dict[str, list[str]] = defaultdict(list)
    if session.dialect == "sqlite":
        for table, name in session.execute(text("SELECT tbl_name, name FROM sqlite_master WHERE type = 'index'")):
            if not name.startswith("sqlite_autoindex_"):
                found[table].append(name)
    else:
        for (_, table), indexes in inspect(session.connection()).get_multi_indexes().items():
            found[table] += [str(index["name"]) for index in indexes]
    return found


def _checks(session: Session) -> Mapping[str, list[str]]:
    """The names of the checks of each table; in SQLite, SQLAlchemy reads only one on each line."""
    found: dict[str, list[str]] = defaultdict(list)
    if session.dialect == "sqlite":
        for table, made in session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")):
            found[table] += _NAMED_CHECK.findall(made)
    else:
        for (_, table), checks in inspect(session.connection()).get_multi_check_constraints().items():
            found[table] += [str(check["name"]) for check in checks]
    return found
