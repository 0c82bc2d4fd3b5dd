"""Calendars and lists under /voting/: iCalendar of meetings, CSV of named results and of attendance."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core import Session, as_csv, let_in
from core.members import parties
from plugins.voting.calendars import calendar_of
from plugins.voting.tables import attendance, ballots, decisions, electors, meetings

CALENDAR = "text/calendar; charset=utf-8"
CSV = "text/csv; charset=utf-8"
KEY = "{key:int}"


def _all_meetings(session: Session, key: int, today: date) -> tuple[bytes, str]:
    return calendar_of(session.execute(select(meetings).order_by(meetings.c.starts_at, meetings.c.id))), CALENDAR


def _one_meeting(session: Session, key: int, today: date) -> tuple[bytes, str]:
    return calendar_of([_meeting(session, key)]), CALENDAR


def _attendance(session: Session, key: int, today: date) -> tuple[bytes, str]:
    _meeting(session, key)
    known = {party.participant: party for party in parties(session, today)}
    rows = session.execute(
        select(attendance).where(attendance.c.meeting_id == key).order_by(attendance.c.present_from, attendance.c.id)
    )
    listed = [(known[row.participant_id], row.present_from, row.present_until) for row in rows]
    listed.sort(key=lambda presence: presence[0].iso_alpha3)
    header = ("iso_alpha3", "name", "present_from", "present_until")
    return as_csv(header, [(who.iso_alpha3, who.name, _moment(start), _moment(end)) for who, start, end in listed]), CSV


def _result(session: Session, key: int, today: date) -> tuple[bytes, str]:
    """(D7) The named result of a closed vote; of an open one there is none."""
    closed = select(decisions.c.id).where(decisions.c.id == key, decisions.c.voting_closed_at.is_not(None))
    if session.execute(closed).first() is None:
        raise HTTPException(404, "There is no closed vote of this number.")
    names = {party.participant: party.name for party in parties(session, today)}
    said = and_(ballots.c.decision_id == key, ballots.c.participant_id == electors.c.participant_id)
    rows = session.execute(
        select(electors, ballots.c.choice, ballots.c.entered_by_chair, ballots.c.explanation)
        .outerjoin(ballots, said)
        .where(electors.c.decision_id == key)
        .order_by(electors.c.iso_alpha3)
    )
    header = ("iso_alpha3", "name", "choice", "entered_by_chair", "explanation")
    listed = (
        (
            row.iso_alpha3,
            names[row.participant_id],
            row.choice or "",
            _yes(row.entered_by_chair),
            row.explanation or "",
        )
        for row in rows
    )
    return as_csv(header, listed), CSV


def _meeting(session: Session, key: int) -> Any:
    row = session.execute(select(meetings).where(meetings.c.id == key)).one_or_none()
    if row is None:
        raise HTTPException(404, "There is no meeting of this number.")
    return row


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _moment(moment: Any) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


Read = Callable[[Session, int, date], tuple[bytes, str]]
"""What a route answers: content and media type, read for the number in its path, as of a day."""


def _route(path: str, read: Read) -> Route:
    async def endpoint(request: Request) -> Response:
        await let_in(request)
        key: int = request.path_params.get("key", 0)
        if key >= 2**63:
            raise HTTPException(404, "There is nothing of this number.")
        content, kind = await asyncio.to_thread(_read, request.app.state.platform, read, key)
        return Response(content, media_type=kind)

    return Route(path, endpoint)


def _read(platform: Any, read: Read, key: int) -> tuple[bytes, str]:
    with platform.database.reading() as session:
        return read(session, key, platform.now().date())


ROUTES: list[BaseRoute] = [
    _route("/meetings.ics", _all_meetings),
    _route(f"/meetings/{KEY}.ics", _one_meeting),
    _route(f"/meetings/{KEY}/attendance.csv", _attendance),
    _route(f"/decisions/{KEY}/result.csv", _result),
]
