"""Statements as text: constants are written into them, and each parameter is bound once for all its occurrences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sqlalchemy import BindParameter, ColumnClause, Dialect, Select
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler, SQLiteDialect
from sqlalchemy.sql.compiler import SQLCompiler

from schema.cache import Validity
from schema.request.reading import Reading
from schema.weaving.elements.whole_results import WholeResultsSubquery
from schema.weaving.shortening import shorten

Read = Callable[[Reading], Any]
"""How a parameter is read from a reading."""

KNOWN_REVISION = "known"
"""The parameter for the revision of the cached texts about whole results."""


@dataclass(frozen=True, slots=True)
class WholeResultTexts:
    """The texts about whole results at the end of an answer. count: how many; digest: of the SQL that makes them.

    depends_on: the places of the parameters that they depend on; known_revision: the place of `KNOWN_REVISION`.
    """

    count: int
    digest: bytes
    depends_on: tuple[int, ...]
    known_revision: int


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL, and how its numbered parameters are read from a reading.

    facts: those of the reading that it depends on, with the places of their parameters; all other parameters depend on
    the variables and the languages alone. parseable: whether its answer is JSON even if something is missing in it, so
    that ordinary execution can read the answer and report what is missing.
    """

    sql: str
    readers: tuple[Read, ...]
    facts: Mapping[str, int] = field(default_factory=dict)
    whole_results: WholeResultTexts | None = None
    parseable: bool = False

    def parameters(self, reading: Reading) -> list[Any]:
        """The parameters for a reading, as the driver takes them."""
        return [read(reading) for read in self.readers]

    @property
    def validity(self) -> Validity:
        """How long its answer is valid for the same variables and languages."""
        if "now" in self.facts:
            return Validity.NONE
        return Validity.TODAY if "today" in self.facts else Validity.UNTIL_WRITTEN

    @property
    def takes_arguments(self) -> bool:
        """Whether a statement for one object depends on more of the request than the object's key."""
        return len(self.readers) > len(self.facts) + 1


class _ShortNames(dict[str, str]):
    """Short names for anonymous elements: drivers compare statements byte by byte."""

    def __missing__(self, key: str) -> str:
        found = self[key] = f"_x{len(self)}"
        return found


UntypedCompiler: Any = SQLCompiler
"""SQLAlchemy gives most of its methods no types."""


class ConstantsWritten(UntypedCompiler):  # type: ignore[misc]
    """Compiles a select, its constants written into it; only what a reading gives stays a parameter.

    tables: the names of those in FROM clauses; named: the text with parameters by name.
    """

    named: str

    def __init__(self, *given: Any, **named: Any) -> None:
        self.tables: dict[str, None] = {}
        self.short_names = _ShortNames()
        super().__init__(*given, **named)

    @property
    def anon_map(self) -> _ShortNames:
        """The names of anonymous elements, which SQLAlchemy looks up here."""
        return self.short_names

    @anon_map.setter
    def anon_map(self, _: Any) -> None: ...

    def _process_numeric(self) -> None:
        self.named = self.string
        super()._process_numeric()

    def limit_clause(self, select: Any, **options: Any) -> str:
        """Without the `OFFSET 0` that SQLAlchemy adds for SQLite: it would be evaluated for every row."""
        written: str = super().limit_clause(select, **options)
        return written.removesuffix(" OFFSET 0") if select._offset_clause is None else written

    def visit_label(self, label: Any, within_columns_clause: bool = False, **options: Any) -> Any:
        """A column whose label is its own name is written without it: drivers compare statements byte by byte."""
        column = label.element
        if within_columns_clause and isinstance(column, ColumnClause) and column.name == label.name:
            return self.process(column, within_columns_clause=True)
        return super().visit_label(label, within_columns_clause=within_columns_clause, **options)

    def visit_table(self, table: Any, asfrom: bool = False, **options: Any) -> Any:
        if asfrom:
            self.tables[table.name] = None
        return super().visit_table(table, asfrom=asfrom, **options)

    def visit_bindparam(self, bound: BindParameter[Any], literal_binds: bool = False, **options: Any) -> Any:
        return super().visit_bindparam(bound, literal_binds=literal_binds or bound.unique, **options)


class SQLiteStatements(ConstantsWritten, SQLiteCompiler):  # type: ignore[misc]
    """Statements for SQLite."""

    @property
    def _numeric_binds_identifier_char(self) -> str:
        """`?2` is the second parameter; `:2` would be a name for SQLite, numbered by its first occurrence."""
        return "?"

    @_numeric_binds_identifier_char.setter
    def _numeric_binds_identifier_char(self, _: str) -> None: ...


class PostgreSQLStatements(ConstantsWritten, PGCompiler_psycopg):  # type: ignore[misc]
    """Statements for PostgreSQL."""


def statement_dialect(name: str) -> Dialect:
    """The dialect in which statements for SQLite or PostgreSQL are written."""
    dialect: Any
    if name == "sqlite":
        dialect = SQLiteDialect(paramstyle="numeric")
        dialect.statement_compiler = SQLiteStatements
    else:
        dialect = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
        dialect.statement_compiler = PostgreSQLStatements
    return dialect  # type: ignore[no-any-return]


def statement_of(
    answer: Select[Any],
    dialect: Dialect,
    readers: Mapping[str, Read],
    whole_results: WholeResultsSubquery | None = None,
    parseable: bool = False,
) -> Statement:
    """A select whose parameters are arguments, by name, or facts of the reading (`fact_...`).

    whole_results: the texts about whole results at its end; parseable: see `Statement`.
    """
    compiled: Any = answer.compile(dialect=dialect)
    names: list[str] = compiled.positiontup or []
    found = tuple(_reader(readers, name, compiled._bind_processors.get(name)) for name in names)
    facts = {name.removeprefix("fact_"): place for place, name in enumerate(names) if name not in readers}
    texts = None if whole_results is None else _texts_of(whole_results, names)
    return Statement(shorten(str(compiled), compiled.tables), found, facts, texts, parseable)


def _texts_of(whole_results: WholeResultsSubquery, names: list[str]) -> WholeResultTexts:
    places = tuple(names.index(name) for name in whole_results.written.positiontup or ())
    made_by = shorten(str(whole_results.written), whole_results.written.tables).encode()
    return WholeResultTexts(
        whole_results.count, blake2b(made_by, digest_size=16).digest(), places, names.index(KNOWN_REVISION)
    )


def _reader(readers: Mapping[str, Read], name: str, process: Callable[[Any], Any] | None) -> Read:
    plain = readers[name] if name in readers else _fact(name.removeprefix("fact_"))
    return plain if process is None else lambda reading: process(plain(reading))


def _fact(fact: str) -> Read:
    return lambda reading: reading.facts[fact]
