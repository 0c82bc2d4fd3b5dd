"""A slow, obvious resolver: every table in memory, every field a line of Python, ordinary execution over the SDL.

Each plugin brings its part, in a `reference.py` beside its tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from operator import attrgetter
from types import SimpleNamespace as Row
from typing import Any, ClassVar

from graphql import DocumentNode, GraphQLSchema, build_schema, execute_sync, parse
from sqlalchemy import MetaData, select

from core.database.sessions.session import Session
from core.platform import Platform
from core.rendering import html_of

Maker = Callable[..., dict[str, Any]]


def written(value: Any) -> Any:
    """Dates and instants as they go over the wire."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value


def there_in(texts: Mapping[str, str] | None) -> list[str]:
    """The names of the languages that a text is there in."""
    return sorted(code.upper() for code in texts or ())


class Part:
    """What one plugin knows: its tables, its nodes, its root fields, and what it adds to the types of others."""

    tables: ClassVar[MetaData]

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.rows = reference.rows

    @staticmethod
    def arrive(session: Session) -> None:
        """Make anew what is derived from the tables, where their rows have just been copied."""

    def nodes(self) -> dict[str, tuple[str, Maker]]:
        """By the name of each type of nodes: its table, and what makes an object of a row."""
        return {}

    def root(self) -> dict[str, Any]:
        """The root fields."""
        return {}

    def added(self, type_name: str, row: Row, day: date) -> dict[str, Any]:
        """The fields that are added to another's type."""
        return {}


@cache
def _schema_of(sdl: str) -> GraphQLSchema:
    return build_schema(sdl)


@lru_cache(1)
def _parsed(document: str) -> DocumentNode:
    return parse(document, no_location=True)


class Reference:
    """Answers operations over what a platform's database holds, for the public."""

    def __init__(self, platform: Platform, parts: Sequence[type[Part]], languages: Sequence[str] = ()) -> None:
        self.languages, self.now = languages, platform.now()
        self.today = self.now.date()
        self.rows: dict[str, list[Row]] = {}
        with platform.database.reading() as session:
            for table in [table for part in parts for table in part.tables.tables.values()]:
                found = session.execute(select(table)).mappings()
                self.rows[table.name] = [Row(**row) for row in found]
        self.parts = [part(self) for part in parts]
        self.nodes = {name: made for part in self.parts for name, made in part.nodes().items()}
        self.root = {name: field for part in self.parts for name, field in part.root().items()}
        self.schema = _schema_of(platform.assembled.sdl)

    def answer(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        root = {"node": lambda _, id: self.node(id), "nodes": lambda _, ids: [self.node(id) for id in ids], **self.root}
        result = execute_sync(self.schema, _parsed(document), root_value=root, variable_values=dict(variables))
        assert not result.errors, result.errors
        assert result.data is not None
        return result.data

    def node(self, identifier: str) -> Any:
        name, key = identifier.split(":")
        return self.object(name, int(key))

    def object(self, name: str, key: int | None, day: date | None = None) -> Any:
        """The object of a type by primary key, or None."""
        return self.first(name, day, id=key)

    def first(self, name: str, day: date | None = None, /, **equal: Any) -> Any:
        """The first object of a type whose row has these values, or None."""
        row = self.row(self.nodes[name][0], **equal)
        return None if row is None else self.made(name, row, day)

    def made(self, name: str, row: Row, day: date | None = None) -> dict[str, Any]:
        """The object of a row, with what other parts add to it."""
        day = day or self.today
        own = self.nodes[name][1](row, day)
        return {"__typename": name, "id": f"{name}:{row.id}", **own, **self.added(name, row, day)}

    def added(self, name: str, row: Row, day: date) -> dict[str, Any]:
        """What all parts add to a type."""
        return {key: value for part in self.parts for key, value in part.added(name, row, day).items()}

    def row(self, table: str, **equal: Any) -> Row | None:
        """The first row of a table with these values, or None."""
        for row in self.rows[table]:
            if all(getattr(row, key) == value for key, value in equal.items()):
                return row
        return None

    def sorted(self, table: str, key: str) -> list[Row]:
        return sorted(self.rows[table], key=attrgetter(key))

    def text(self, texts: Mapping[str, str], original: str, asked: str | None) -> str:
        """A text in the language asked for, else an accepted one, else the original."""
        found = self.optional_text(texts, original, asked)
        assert found is not None, texts
        return found

    def optional_text(self, texts: Mapping[str, str] | None, original: str | None, asked: str | None) -> str | None:
        """A text that may be missing."""
        language = self._language(texts, original, asked)
        return texts[language] if texts and language else None

    def html(self, texts: Mapping[str, str] | None, original: str | None, asked: str | None) -> str | None:
        """A text as HTML."""
        language = self._language(texts, original, asked)
        return html_of(texts[language], language) if texts and language else None

    def _language(self, texts: Mapping[str, str] | None, original: str | None, asked: str | None) -> str | None:
        wanted = [asked.lower() if asked else "", *self.languages, original]
        return next((language for language in wanted if language in (texts or {})), None)

    def pages(
        self,
        name: str,
        rows: Iterable[Row],
        order: str,
        keys: Sequence[Callable[[Row], Any]],
        page: Mapping[str, Any],
        descending: bool = False,
        day: date | None = None,
    ) -> dict[str, Any]:
        """A page of a connection over the rows of a type, in an order of these keys."""
        descending = descending if page.get("direction") is None else page["direction"] == "DESC"

        def place(row: Row) -> tuple[Any, ...]:
            found = [key(row) for key in keys]
            return (*(key.encode() if isinstance(key, str) else key for key in found), row.id)

        tag = f"{name} {order} {'desc' if descending else 'asc'}"

        def cursor(row: Row) -> str:
            return "\x1f".join([tag, *(str(written(key(row))) for key in keys), str(row.id)]).encode().hex()

        everything = sorted(rows, key=place, reverse=descending)
        cursors = [cursor(row) for row in everything]
        start, end = 0, len(everything)
        if page.get("after") is not None:
            start = cursors.index(page["after"]) + 1
        if page.get("before") is not None:
            end = min(end, cursors.index(page["before"]))
        if page.get("last") is not None:
            start = max(start, end - page["last"])
        else:
            size = page.get("first")
            end = min(end, start + (50 if size is None else size))
        shown = everything[start:end] if start <= end else []
        return {
            "__typename": f"{name}Connection",
            "totalCount": len(everything),
            "nodes": [self.made(name, row, day) for row in shown],
            "edges": [{"cursor": cursor(row), "node": self.made(name, row, day)} for row in shown],
            "pageInfo": {
                "hasNextPage": end < len(everything),
                "hasPreviousPage": start > 0,
                "startCursor": cursor(shown[0]) if shown else None,
                "endCursor": cursor(shown[-1]) if shown else None,
            },
        }
