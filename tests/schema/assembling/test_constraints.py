"""Values that the database sees to: it takes no row without them, and answers are the same as where one looks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, select
from sqlalchemy.exc import IntegrityError

from core.identity import HELD_BY
from core.platform import Platform
from schema import Connection as Pages
from schema import (
    HasOriginal,
    Identifier,
    Instant,
    PresentWhere,
    Texts,
    column,
    connection,
    many,
    node,
    part,
    record,
    reference,
    text,
)
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from schema.declaring.errors import DeclarationError
from schema.execute import Engine
from schema.request.reading import Reading

METADATA = MetaData()
PLACES = "constraints_places"
notices = Table(
    "constraints_notices", METADATA,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("title", Texts, nullable=False),
    Column("language", String, nullable=False),
    Column("status", String, nullable=False),
    Column("published_at", Instant),
    HasOriginal("title", "language"),
    PresentWhere("published_at", "status", "PUBLISHED"),
)  # fmt: skip
pins = Table(
    "constraints_pins", METADATA,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("notice_id", Identifier, nullable=False),
)  # fmt: skip
places = Table(
    PLACES, METADATA,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("name", Texts, nullable=False),
    Column("language", String, nullable=False),
)  # fmt: skip
plain = Table(
    "constraints_plain", METADATA,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("title", Texts, nullable=False),
    Column("language", String, nullable=False),
    Column("published_at", Instant),
    Column("_v0", Integer, nullable=False),
)  # fmt: skip
selected = select(*notices.c).where(notices.c.status == "PUBLISHED").subquery("selected")
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
NOTICE: dict[str, Any] = {
    "title": {"fr": "Avis", "en": "Notice"}, "language": "fr", "status": "PUBLISHED", "published_at": MOMENT
}  # fmt: skip
REFUSED = {
    "without a text": {"title": {}},
    "without the text in its own language": {"title": {"en": "Notice"}},
    "with no text there": {"title": {"fr": None}},
    "published at no time": {"published_at": None},
}


@record()
class Shared:
    """Fictitious; part of two types, whose tables are not alike."""

    title: str = text(notices.c.title, original=notices.c.language)
    language: str | None = column(notices.c.language)
    published_at: datetime | None = column(notices.c.published_at)


@record(selected, order=(selected.c.id,))
class Selected:
    """Fictitious."""

    title: str = text(selected.c.title, original=selected.c.language)
    published_at: datetime | None = column(selected.c.published_at)


@node(plain, order=(plain.c.id,))
class Plain:
    """Fictitious."""

    v0: int = column(plain.c._v0)
    title: str = text(plain.c.title, original=plain.c.language)
    shared: Shared = part()


@node(notices, scope=lambda row, role: None if role == "EDITOR" else row.status == "PUBLISHED", order=(notices.c.id,))
class Notice:
    """Fictitious."""

    title: str = text(notices.c.title, original=notices.c.language)
    published_at: datetime | None = column(notices.c.published_at)
    shared: Shared = part()


@node(pins, order=(pins.c.id,), scope=lambda row, role: row.id > 0)
class Pin:
    """Fictitious."""

    notice: Notice = reference(pins.c.notice_id)


class Queries:
    """Root fields."""

    notices: Pages[Notice] = connection(description="Fictitious.")
    pins: Pages[Pin] = connection(description="Fictitious.")
    plain: Pages[Plain] = connection(description="Fictitious.")
    selected: list[Selected] = many(description="Fictitious.")


def test_a_text_that_may_be_missing_has_no_original_to_ensure() -> None:
    said = "constraints_missing.title may be null, and its HasOriginal says that every row has it: write nullable=False"
    with pytest.raises(DeclarationError, match=said):
        Table("constraints_missing", MetaData(), Column("title", Texts), HasOriginal("title"))


@pytest.fixture
def connected(platform: Platform) -> Iterator[Connection]:
    with platform.database.engine.begin() as connection:
        METADATA.create_all(connection)
    with platform.database.engine.connect() as connection:
        yield connection
        connection.rollback()


Answered = Callable[[str, str], dict[str, Any]]


@pytest.fixture
def answered(platform: Platform, connected: Connection) -> Answered:
    """What a role is answered, of a notice that is published, a draft, and a pin on each and on nothing."""
    drafted = {"status": "DRAFT", "published_at": None}
    connected.execute(insert(notices), [{"id": 1, **NOTICE}, {"id": 2, **NOTICE, **drafted}])
    connected.execute(insert(pins), [{"id": number, "notice_id": number} for number in (1, 2, 3)])
    others: dict[str, Any] = {"language": "fr", "published_at": None, "_v0": 7}
    connected.execute(insert(plain), [{"id": 1, "title": {"fr": "Là"}, **others}, {"id": 2, "title": {}, **others}])
    connected.commit()

    async def mutate(*_: Any) -> Any:
        raise AssertionError

    types: list[type] = [Notice, Pin, Plain, Shared, Selected]
    engine = Engine(assemble(Contributions(roles=HELD_BY, types=types, queries=[Queries])), platform.store, mutate)

    def answer(role: str, document: str) -> dict[str, Any]:
        async def asked() -> dict[str, Any]:
            reading = Reading(role, {"role": role, "today": date(2026, 1, 1), "now": MOMENT}, public=role == "PUBLIC")
            try:
                return orjson.loads((await engine.answer(document, None, None, reading)).body)
            finally:
                await platform.store.close()

        return asyncio.run(asked())

    return answer


@pytest.mark.parametrize("changed", list(REFUSED.values()), ids=list(REFUSED))
def test_the_database_takes_no_row(connected: Connection, changed: dict[str, Any]) -> None:
    connected.execute(insert(notices).values(id=1, **NOTICE))
    with pytest.raises(IntegrityError):
        connected.execute(insert(notices).values(id=2, **{**NOTICE, **changed}))


def test_a_table_that_is_there_gets_the_constraint_and_what_its_rows_lack(connected: Connection) -> None:
    odd = "a.b'c $0"
    rows = [
        {"id": 1, "name": {"en": "Here"}, "language": "fr"},
        {"id": 2, "name": {"fr": "Là"}, "language": "fr"},
        {"id": 3, "name": "no texts", "language": "fr"},
        {"id": 4, "name": {}, "language": odd},
    ]
    connected.execute(insert(places), rows)
    constraint = HasOriginal("name", "language")
    constraint.add_to(PLACES, connected)
    assert list(connected.scalars(select(places.c.name).order_by(places.c.id))) == [
        {"en": "Here", "fr": ""}, {"fr": "Là"}, {"fr": ""}, {odd: ""}
    ]  # fmt: skip
    savepoint = connected.begin_nested()
    with pytest.raises(IntegrityError):
        connected.execute(insert(places).values(id=5, name={"en": "There"}, language="fr"))
    savepoint.rollback()
    constraint.drop_from(PLACES, connected)
    connected.execute(insert(places).values(id=5, name={"en": "There"}, language="fr"))


def test_a_date_is_there_in_a_list_of_what_has_one_and_may_be_null_in_others(answered: Answered) -> None:
    published = {"title": "Avis", "publishedAt": "2026-01-01T00:00:00Z"}
    seen = "{ notices { nodes { title(language: AR) publishedAt } } }"
    assert answered("PUBLIC", seen) == {"data": {"notices": {"nodes": [published]}}}
    draft = {**published, "publishedAt": None}
    assert answered("EDITOR", seen) == {"data": {"notices": {"nodes": [published, draft]}}}


@pytest.mark.parametrize(
    "selected", ["title", "title publishedAt", "publishedAt title", "t: title u: title(language: EN)"]
)
def test_the_text_of_a_missing_object_shows_that_it_is_missing(answered: Answered, selected: str) -> None:
    found = answered("EDITOR", f"{{ pins(first: 2) {{ nodes {{ notice {{ {selected} }} }} }} }}")
    assert "errors" not in found
    broken = answered("EDITOR", f"{{ pins {{ nodes {{ notice {{ {selected} }} }} }} }}")
    assert broken["data"] is None
    assert broken["errors"][0]["path"] == ["pins", "nodes", 2, "notice"]


def test_a_part_of_two_types_is_as_sure_as_the_table_on_which_it_stands(answered: Answered) -> None:
    seen = "{{ {} {{ nodes {{ shared {{ title language publishedAt }} }} }} }}"
    here = {"title": "Avis", "language": "fr", "publishedAt": "2026-01-01T00:00:00Z"}
    assert answered("PUBLIC", seen.format("notices")) == {"data": {"notices": {"nodes": [{"shared": here}]}}}
    there = {"shared": {"title": "Là", "language": "fr", "publishedAt": None}}
    assert answered("PUBLIC", seen.format("plain(first: 1)")) == {"data": {"plain": {"nodes": [there]}}}
    broken = answered("PUBLIC", seen.format("plain"))
    assert broken["errors"][0]["path"] == ["plain", "nodes", 1, "shared", "title"]


def test_a_record_over_a_select_has_no_constraints(answered: Answered) -> None:
    found = answered("PUBLIC", "{ selected { title publishedAt } }")
    assert found == {"data": {"selected": [{"title": "Avis", "publishedAt": "2026-01-01T00:00:00Z"}]}}


def test_a_text_is_not_taken_for_a_column_of_any_name(answered: Answered) -> None:
    found = answered("PUBLIC", "{ plain(first: 1) { nodes { title(language: FR) v0 } pageInfo { hasNextPage } } }")
    assert found["data"]["plain"]["nodes"] == [{"title": "Là", "v0": 7}]


@pytest.mark.parametrize("given", [("a b", "b", "c"), ("a", 'b"', "c"), ("a", "b", "it's"), ("a", "b", "")])
def test_a_constraint_that_no_migration_could_add_is_refused_at_once(given: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="letters, digits and _ alone"):
        PresentWhere(*given)
    with pytest.raises(ValueError, match="letters, digits and _ alone"):
        HasOriginal("a-b")
