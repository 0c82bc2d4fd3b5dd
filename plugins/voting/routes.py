"""Calendars and lists under /voting/: iCalendar of meetings, CSV of named results and of attendance."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core.members.tables import participants, states
from plugins.voting.calendars import calendar_of
from plugins.voting.enums import DecisionStage
from plugins.voting.tables import attendance, ballots, decisions, electors, meetings

CALENDAR = "text/calendar; charset=utf-8"
CSV = "text/csv; charset=utf-8"
KEY = "{key:int}"


def _all_meetings(session: Session, key: int) -> tuple[bytes, str]:
    return calendar_of(session.execute(select(meetings).order_by(meetings.c.starts_at, meetings.c.id))), CALENDAR


def _one_meeting(session: Session, key: int) -> tuple[bytes, str]:
    return calendar_of([_found(session, meetings, key)]), CALENDAR


def _result(session: Session, key: int) -> tuple[bytes, str]:
    """(D7) The named result of a closed vote; of an open one there is none."""
    decision = _found(session, decisions, key)
    if decision.stage not in (DecisionStage.ADOPTED.name, DecisionStage.NOT_ADOPTED.name):
        raise HTTPException(404, "There is no result of this decision yet.")
    said = (ballots.c.decision_id == key) & (ballots.c.participant_id == electors.c.participant_id)
    rows = session.execute(
        select(states.c.iso_alpha3, states.c.name, ballots.c.choice, ballots.c.entered_by_chair, ballots.c.explanation)
        .select_from(electors.join(states, states.c.id == electors.c.state_id).outerjoin(ballots, said))
        .where(electors.c.decision_id == key)
        .order_by(states.c.iso_alpha3)
    )
    header = ("iso_alpha3", "name", "choice", "entered_by_chair", "explanation")
    listed = (
        (row.iso_alpha3, row.name["en"], row.choice or "", _yes(row.entered_by_chair), row.explanation or "")
        for row in rows
    )
    return _csv(header, listed), CSV


def _attendance(session: Session, key: int) -> tuple[bytes, str]:
    _found(session, meetings, key)
    rows = session.execute(
        select(states.c.iso_alpha3, states.c.name, attendance.c.present_from, attendance.c.present_until)
        .join(participants, participants.c.id == attendance.c.participant_id)
        .join(states, states.c.id == participants.c.state_id)
        .where(attendance.c.meeting_id == key)
        .order_by(states.c.iso_alpha3, attendance.c.present_from)
    )
    listed = ((row.iso_alpha3, row.name["en"], _moment(row.present_from), _moment(row.present_until)) for row in rows)
    return _csv(("iso_alpha3", "name", "present_from", "present_until"), listed), CSV


def _found(session: Session, table: Any, key: int) -> Any:
    row = session.execute(select(table).where(table.c.id == key)).one_or_none() if key < 2**63 else None
    if row is None:
        raise HTTPException(404, "There is nothing of this number.")
    return row


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _moment(moment: Any) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV in UTF-8; what a spreadsheet would take for a formula is written as text."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(header)
    writer.writerows(
        [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in row] for row in rows
    )
    return written.getvalue().encode("utf-8-sig")


def _route(path: str, read: Callable[[Session, int], tuple[bytes, str]]) -> Route:
    async def endpoint(request: Request) -> Response:
        key: int = request.path_params.get("key", 0)
        content, kind = await asyncio.to_thread(_read, request.app.state.platform, read, key)
        return Response(content, media_type=kind)

    return Route(path, endpoint)


def _read(platform: Any, read: Callable[[Session, int], tuple[bytes, str]], key: int) -> tuple[bytes, str]:
    with platform.database.reading() as session:
        return read(session, key)


ROUTES: list[BaseRoute] = [
    _route("/meetings.ics", _all_meetings),
    _route(f"/meetings/{KEY}.ics", _one_meeting),
    _route(f"/meetings/{KEY}/attendance.csv", _attendance),
    _route(f"/decisions/{KEY}/result.csv", _result),
]
