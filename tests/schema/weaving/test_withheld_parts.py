"""What a part withholds is found by no filter, and answered by no other field."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from sqlalchemy import Column, MetaData, String, Table

from core.identity import HELD_BY
from core.platform import Platform
from schema import Connection, Identifier, column, connection, filters, node, part, record, resolved, where
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from schema.execute import Engine
from schema.request.reading import Reading

METADATA = MetaData()
trips = Table(
    "parts_trips", METADATA,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    *(Column(name, String, nullable=False) for name in ("host", "report", "remark", "source", "note")),
)  # fmt: skip


def reported(row: Any, role: str) -> Any:
    """For administrators, and for all where the host is not ours."""
    return None if role == "ADMINISTRATOR" else row.host != "ours"


def noted(row: Any, role: str) -> Any:
    """For nobody, where the note says so."""
    return row.note != "private"


@record()
class Remark:
    """Of whatever row."""

    said: str | None = column(lambda row: row.remark)


@record(trips)
class Report:
    """What was told of a trip."""

    report: str | None = column(trips.c.report)
    note: str | None = column(trips.c.note, visible_when=noted)
    remark: Remark | None = part()


@record()
class Origin:
    """Of whatever row."""

    source: str | None = column(lambda row: row.source, restricted_to=["ADMINISTRATOR"])


@filters
class TripFilter:
    """Which trips."""

    report: str | None = where(lambda row, value: row.report == value)
    remark: str | None = where(lambda row, value: row.remark == value)
    source: str | None = where(lambda row, value: row.source == value)
    note: str | None = where(lambda row, value: row.note == value)


@node(trips, order=(trips.c.id,))
class Trip:
    """Fictitious."""

    told: Report | None = part(visible_when=reported)
    origin: Origin = part()
    loud: str | None = resolved(lambda reading, report: report, needs={"report": trips.c.report})


class Queries:
    """Root fields."""

    trips: Connection[Trip] = connection(filter=TripFilter)


@pytest.fixture
def ask(platform: Platform) -> Any:
    """What a role is answered of a trip of ours and of another's, which says the same."""
    with platform.database.engine.begin() as session:
        METADATA.create_all(session)
        for key, host in enumerate(("ours", "theirs"), 1):
            words = {"report": "secret", "remark": "aside", "source": "talk", "note": "open"}
            session.execute(trips.insert(), {"id": key, "host": host, **words})
    contributions = Contributions(roles=HELD_BY, types=[Remark, Report, Origin, Trip], queries=[Queries])
    engine = Engine(assemble(contributions), platform.store, lambda *_: None)  # type: ignore[arg-type, return-value]

    def answer(role: str, document: str) -> Any:
        facts = {"role": role, "today": date(2026, 1, 1), "now": datetime(2026, 1, 1, tzinfo=UTC)}

        async def asked() -> Any:
            try:
                answered = await engine.answer(document, None, {}, Reading(role, facts, public=role == "PUBLIC"))
                return orjson.loads(answered.body)["data"]["trips"]
            finally:
                await platform.store.close()

        return asyncio.run(asked())

    return answer


@pytest.mark.parametrize(("role", "seen"), [("PUBLIC", 1), ("ADMINISTRATOR", 2)])
@pytest.mark.parametrize("condition", ['report: "secret"', 'remark: "aside"', 'note: "open"'])
def test_a_filter_finds_of_a_part_what_its_asker_sees(ask: Any, role: str, seen: int, condition: str) -> None:
    assert ask(role, f"{{ trips(filter: {{ {condition} }}) {{ totalCount }} }}") == {"totalCount": seen}


@pytest.mark.parametrize(("role", "seen"), [("PUBLIC", 0), ("ADMINISTRATOR", 2)])
def test_a_filter_finds_nothing_by_what_a_part_of_no_table_withholds(ask: Any, role: str, seen: int) -> None:
    assert ask(role, '{ trips(filter: { source: "talk" }) { totalCount } }') == {"totalCount": seen}


def test_a_part_is_answered_where_it_is_seen_and_its_columns_nowhere_else(ask: Any) -> None:
    told = {"report": "secret", "note": "open", "remark": {"said": "aside"}}
    document = "{ trips { nodes { told { report note remark { said } } origin { source } loud } } }"
    theirs = {"told": told, "origin": {"source": None}, "loud": "secret"}
    assert ask("PUBLIC", document) == {"nodes": [{"told": None, "origin": {"source": None}, "loud": None}, theirs]}
    whole = {"told": told, "origin": {"source": "talk"}, "loud": "secret"}
    assert ask("ADMINISTRATOR", document) == {"nodes": [whole, whole]}
