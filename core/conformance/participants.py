"""Plainly fictitious participants for tests, made by the rules."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from core.identity import Role, Viewer
from core.members.enums import SPOKEN_FOR_AS, Capacity, MechanismType, Standing
from core.members.rules import focal_points, mechanisms, taking_part
from core.members.tables import participants, standings
from core.platform import Platform
from core.writing.write import Write

SECRETARIAT = Viewer(Role.ADMINISTRATOR, name="Test secretariat")
JOINED = date(2024, 6, 3)


@dataclass(frozen=True)
class Made:
    """A participant of a test: its ids and its viewer."""

    iso_alpha3: str
    key: int
    viewer: Viewer

    @property
    def id(self) -> str:
        return f"Participant:{self.key}"


def writing(
    platform: Platform, viewer: Viewer = SECRETARIAT, now: datetime | None = None
) -> AbstractContextManager[Write]:
    """A write of a test."""
    return platform.write(viewer, now or datetime.now(UTC))


def make_member(platform: Platform, iso_alpha3: str, joined_on: date = JOINED) -> Made:
    """A fictitious member with a mechanism and a focal point."""
    return _make(platform, iso_alpha3, Standing.MEMBER, joined_on)


def make_observer(platform: Platform, iso_alpha3: str, joined_on: date = JOINED) -> Made:
    """A fictitious observer with a contact."""
    return _make(platform, iso_alpha3, Standing.OBSERVER, joined_on)


def _make(platform: Platform, iso_alpha3: str, standing: Standing, joined_on: date) -> Made:
    """The participant of a state, made if missing. Raises ValueError if it has another standing."""
    with writing(platform) as current:
        participant = _found(current, iso_alpha3, standing) or _add(current, iso_alpha3, standing, joined_on)
    viewer = Viewer(SPOKEN_FOR_AS[standing], participant=participant, name=f"Fictitious {iso_alpha3}")
    return Made(iso_alpha3, participant, viewer)


def _found(current: Write, iso_alpha3: str, standing: Standing) -> int | None:
    state = taking_part.find_state(current.session, iso_alpha3)
    stands = (
        select(participants.c.id, standings.c.standing)
        .join(standings, standings.c.participant_id == participants.c.id)
        .where(participants.c.state_id == state)
        .order_by(standings.c.since.desc(), standings.c.id.desc())
    )
    found = current.session.execute(stands).first()
    if found is None:
        return None
    if found.standing != standing.name:
        raise ValueError(f"{iso_alpha3} takes part already, as {found.standing}, and not as {standing.name}.")
    return int(found.id)


def _add(current: Write, iso_alpha3: str, standing: Standing, joined_on: date) -> int:
    state = taking_part.find_state(current.session, iso_alpha3)
    participant = taking_part.add_participant(current, state, standing, joined_on, founding=False, fictitious=True)
    if standing is Standing.MEMBER:
        described = mechanisms.MechanismDescription(
            "en", f"Fictitious Mechanism of {iso_alpha3}", MechanismType.MINISTERIAL, capacities=[Capacity.COORDINATION]
        )
        mechanisms.register_mechanism(current, participant, described)
    focal_points.designate_focal_point(
        current, participant, f"Fictitious {iso_alpha3}", None, f"{iso_alpha3.lower()}@test.example", joined_on
    )
    return participant
