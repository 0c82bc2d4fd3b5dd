"""The meetings and the Committee of the Network from before the platform existed, as they were reported."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import insert, select

from core import Session
from core.members import find_state
from plugins.voting.enums import MeetingKind, MeetingStatus
from plugins.voting.rules.days import latest_send_date
from plugins.voting.tables import meetings, reported_committees, reported_seats

ENTERED_AT = datetime(2026, 1, 31, tzinfo=UTC)
"""The date of the reports: the stamp of their calendar entries, which must not change."""


def write_reference_data(session: Session) -> None:
    """Write the reported meetings and committee that are missing; later corrections are kept."""
    reported = orjson.loads(files("plugins.voting").joinpath("data/reported.json").read_bytes())
    known = set(session.execute(select(meetings.c.id)).scalars())
    for meeting in reported["meetings"]:
        if meeting["id"] not in known:
            session.execute(insert(meetings).values(**_meeting(meeting)))
    committee = reported["committee"]
    if session.execute(select(reported_committees.c.id)).first() is None:
        _write_committee(session, committee)


def _meeting(meeting: dict[str, Any]) -> dict[str, Any]:
    zone = ZoneInfo(meeting["time_zone"])
    first, last = date.fromisoformat(meeting["first_day"]), date.fromisoformat(meeting["last_day"])
    return {
        **{name: meeting[name] for name in ("id", "title", "place", "time_zone", "source")},
        "kind": MeetingKind.SEMINAR.name,
        "original_language": "en",
        "status": MeetingStatus.CLOSED.name,
        "starts_at": datetime.combine(first, time(), zone),
        "ends_at": datetime.combine(last + timedelta(days=1), time(), zone),
        "first_day": first,
        "last_day": last,
        "latest_send_date": latest_send_date(first),
        "agenda_prepared": False,
        "report": meeting.get("report"),
        "report_language": "en" if "report" in meeting else None,
        "invitation": 0,
        "changed_at": ENTERED_AT,
    }


def _write_committee(session: Session, committee: dict[str, Any]) -> None:
    session.execute(
        insert(reported_committees).values(
            id=committee["id"],
            first_year=committee["first_year"],
            last_year=committee["last_year"],
            coordinator_state_id=find_state(session, committee["coordinator"]),
            source=committee["source"],
        )
    )
    session.execute(
        insert(reported_seats),
        [{"committee_id": committee["id"], "state_id": find_state(session, code)} for code in committee["seats"]],
    )
