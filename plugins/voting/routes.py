"""(P6) Files under /voting/ in the reader's language: meetings as iCalendar, results by name and attendance as CSV."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core import Role, Session, as_csv, languages_of
from core.members import latest_day_on_earth, network_name, parties
from plugins.voting.calendars import calendar_of
from plugins.voting.tables import attendance, ballots, decisions, electors, meetings
from plugins.voting.visibility import closed
from schema import in_seconds

CALENDAR = "text/calendar; charset=utf-8"
CSV = "text/csv; charset=utf-8"
KEY = "{key:int}"


@dataclass(frozen=True, slots=True)
class FileRequest:
    """A request for a file: the number in its path, and the languages of the reader.

    day: the latest day on earth, so that participants that have joined by their own clock are named.
    """

    key: int
    day: date
    languages: Sequence[str]


def _all_meetings(session: Session, wanted: FileRequest) -> tuple[bytes, str]:
    rows = session.execute(select(meetings).order_by(meetings.c.starts_at, meetings.c.id))
    return calendar_of(rows, wanted.languages, name=network_name(session, wanted.languages)), CALENDAR


def _one_meeting(session: Session, wanted: FileRequest) -> tuple[bytes, str]:
    name = network_name(session, wanted.languages)
    return calendar_of([_meeting(session, wanted.key)], wanted.languages, name=name), CALENDAR


def _attendance(session: Session, wanted: FileRequest) -> tuple[bytes, str]:
    _meeting(session, wanted.key)
    known = {party.participant: party for party in parties(session, wanted.day, languages=wanted.languages)}
    rows = session.execute(
        select(attendance)
        .where(attendance.c.meeting_id == wanted.key)
        .order_by(attendance.c.present_from, attendance.c.id)
    )
    listed = [(known[row.participant_id], row.present_from, row.present_until) for row in rows]
    listed.sort(key=lambda presence: presence[0].iso_alpha3)
    header = ("iso_alpha3", "name", "present_from", "present_until")
    return as_csv(header, [(who.iso_alpha3, who.name, _moment(start), _moment(end)) for who, start, end in listed]), CSV


def _result(session: Session, wanted: FileRequest) -> tuple[bytes, str]:
    """(D7) The result of a closed vote by name; an open vote has none."""
    result = select(decisions.c.id).where(decisions.c.id == wanted.key, closed(decisions.c, Role.PUBLIC.name))
    if session.execute(result).first() is None:
        raise HTTPException(404, "There is no closed vote with this number.")
    names = {party.participant: party.name for party in parties(session, wanted.day, languages=wanted.languages)}
    cast = and_(ballots.c.decision_id == wanted.key, ballots.c.participant_id == electors.c.participant_id)
    rows = session.execute(
        select(electors, ballots.c.choice, ballots.c.entered_by_chair, ballots.c.explanation)
        .outerjoin(ballots, cast)
        .where(electors.c.decision_id == wanted.key)
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
        raise HTTPException(404, "There is no meeting with this number.")
    return row


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _moment(moment: Any) -> str:
    return "" if moment is None else in_seconds(moment)


Read = Callable[[Session, FileRequest], tuple[bytes, str]]
"""Reads the content of a file, and its media type."""


def _route(path: str, read: Read) -> Route:
    async def endpoint(request: Request) -> Response:
        languages = await languages_of(request)
        key: int = request.path_params.get("key", 0)
        if key >= 2**63:
            raise HTTPException(404, "There is nothing with this number.")
        platform = request.app.state.platform
        wanted = FileRequest(key, latest_day_on_earth(platform.now()), languages)
        content, kind = await asyncio.to_thread(_read_in_session, platform, read, wanted)
        return Response(content, media_type=kind)

    return Route(path, endpoint)


def _read_in_session(platform: Any, read: Read, wanted: FileRequest) -> tuple[bytes, str]:
    with platform.database.reading() as session:
        return read(session, wanted)


ROUTES: list[BaseRoute] = [
    _route("/meetings.ics", _all_meetings),
    _route(f"/meetings/{KEY}.ics", _one_meeting),
    _route(f"/meetings/{KEY}/attendance.csv", _attendance),
    _route(f"/decisions/{KEY}/result.csv", _result),
]
