"""ORM classes of the tables, with the columns that are shown, sorted by or written."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import JSON, ColumnElement, ForeignKey, or_
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from schema.declaring.columns import Instant, Texts


def today() -> date:
    return datetime.now(UTC).date()


class Base(DeclarativeBase):
    type_annotation_map = {datetime: Instant, dict[str, str]: Texts, list[str]: JSON}


class Dated:
    """A record that is valid from one day until another, the first day on which it no longer is."""

    since: Mapped[date | None]
    until: Mapped[date | None]

    @classmethod
    def held(cls) -> ColumnElement[bool]:
        """The condition that it is valid today."""
        return or_(cls.since.is_(None), cls.since <= today()) & or_(cls.until.is_(None), cls.until > today())


class State(Base):
    __tablename__ = "members_states"

    id: Mapped[int] = mapped_column(primary_key=True)
    iso_alpha3: Mapped[str]
    name: Mapped[dict[str, str]]
    formal_name: Mapped[dict[str, str]]
    sort_name: Mapped[str]
    region: Mapped[str]
    un_member_since: Mapped[int]


class RegionalGroup(Dated, Base):
    __tablename__ = "members_regional_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    state_id: Mapped[int]
    regional_group: Mapped[str]


class Participant(Base):
    __tablename__ = "members_participants"

    id: Mapped[int] = mapped_column(primary_key=True)
    state_id: Mapped[int]
    joined_on: Mapped[date]
    founding: Mapped[bool]


class Standing(Dated, Base):
    __tablename__ = "members_standings"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int]
    standing: Mapped[str]
    since: Mapped[date]
    reason: Mapped[str]


class Figures(Base):
    __tablename__ = "members_figures"

    since: Mapped[date] = mapped_column(primary_key=True)
    regional_group: Mapped[str] = mapped_column(primary_key=True)
    members: Mapped[int]
    observers: Mapped[int]
    states: Mapped[int]


class Mechanism(Dated, Base):
    __tablename__ = "members_mechanisms"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int]
    name: Mapped[dict[str, str]]
    original_language: Mapped[str]
    type: Mapped[str]
    capacities: Mapped[list[str]]


class FocalPoint(Dated, Base):
    __tablename__ = "members_focal_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int]
    name: Mapped[str]


class Network(Base):
    __tablename__ = "members_network"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[dict[str, str]]
    vision: Mapped[dict[str, str]]


class Practice(Base):
    __tablename__ = "practices_practices"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int]
    state_id: Mapped[int]
    status: Mapped[str]
    title: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    original_language: Mapped[str]
    languages: Mapped[list[str]]
    tags: Mapped[list[str]]
    published_at: Mapped[datetime | None]
    ordered_at: Mapped[datetime]
    sort_title: Mapped[str]
    adoption_count: Mapped[int]
    terms: Mapped[list[Term]] = relationship()


class Term(Base):
    __tablename__ = "practices_terms"

    practice_id: Mapped[int] = mapped_column(ForeignKey(Practice.id), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class Meeting(Base):
    __tablename__ = "voting_meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[dict[str, str]]
    original_language: Mapped[str]
    status: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str | None]


class Decision(Base):
    __tablename__ = "voting_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    original_language: Mapped[str]
    stage: Mapped[str]
    consensus_opened_at: Mapped[datetime | None]
    voting_opened_at: Mapped[datetime | None]
    voting_closed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    eligible_count: Mapped[int | None]
    present_count: Mapped[int | None]
    yes_count: Mapped[int | None]
    no_count: Mapped[int | None]
    abstain_count: Mapped[int | None]


class Elector(Base):
    __tablename__ = "voting_electors"

    decision_id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(primary_key=True)
    state_id: Mapped[int]
    iso_alpha3: Mapped[str]


class Ballot(Base):
    __tablename__ = "voting_ballots"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int]
    participant_id: Mapped[int]
    state_id: Mapped[int]
    choice: Mapped[str]
    nonce: Mapped[str]
    cast_at: Mapped[datetime]
    explanation: Mapped[str | None]
    entered_by_chair: Mapped[bool]


class Committee(Dated, Base):
    __tablename__ = "voting_committees"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[date]
    until: Mapped[date]


class Seat(Base):
    __tablename__ = "voting_seats"

    committee_id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(primary_key=True)


class Token(Base):
    __tablename__ = "core_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str]
    role: Mapped[str]
    participant_id: Mapped[int | None]
    expires_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]


class JournalEntry(Base):
    __tablename__ = "core_journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str | None]
    payload: Mapped[str]
    public: Mapped[bool]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class JournalHead(Base):
    __tablename__ = "core_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    hash: Mapped[str]
    revision: Mapped[int]
