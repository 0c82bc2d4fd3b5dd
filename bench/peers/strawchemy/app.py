"""Models over views, and types generated from them; one statement for each root field."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import strawberry
from sqlalchemy import JSON, ForeignKey, Integer, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawchemy import Strawchemy, StrawchemyConfig, StrawchemySyncRepository

from bench.servers.direct import reading


class Key(TypeDecorator[str]):
    """A key of 53 bits, too large for GraphQL's Int: text for clients, a number in the database."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Any) -> str | None:
        return None if value is None else str(value)


class Base(DeclarativeBase):
    type_annotation_map = {list[str]: JSON}


class State(Base):
    __tablename__ = "portal_states"
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    gid: Mapped[str]
    iso_alpha3: Mapped[str]
    name: Mapped[str]
    formal_name: Mapped[str]
    region: Mapped[str]
    un_member_since: Mapped[int]
    regional_group: Mapped[str]


class Mechanism(Base):
    __tablename__ = "portal_mechanisms"
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    participant_id: Mapped[str] = mapped_column(Key, ForeignKey("portal_members.id"))
    name: Mapped[str]
    type: Mapped[str]
    capacities: Mapped[list[str]]


class FocalPoint(Base):
    __tablename__ = "portal_focal_points"
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    participant_id: Mapped[str] = mapped_column(Key, ForeignKey("portal_members.id"))
    name: Mapped[str]


class Change(Base):
    __tablename__ = "portal_changes"
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    participant_id: Mapped[str] = mapped_column(Key, ForeignKey("portal_members.id"))
    standing: Mapped[str]
    on: Mapped[date]
    reason: Mapped[str]


class Practice(Base):
    __tablename__ = "portal_practices"
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    gid: Mapped[str]
    participant_id: Mapped[str] = mapped_column(Key, ForeignKey("portal_members.id"))
    title: Mapped[str]
    tags: Mapped[list[str]]
    ordered_at: Mapped[str]


class Ballot(Base):
    __tablename__ = "portal_ballots"
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    decision_id: Mapped[str] = mapped_column(Key, ForeignKey("portal_decisions.id"))
    state_id: Mapped[str] = mapped_column(Key, ForeignKey("portal_states.id"))
    choice: Mapped[str]
    cast_at: Mapped[str]
    explanation: Mapped[str | None]
    state: Mapped[State] = relationship()


class Decision(Base):
    __tablename__ = "portal_decisions"
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    gid: Mapped[str]
    reference: Mapped[str]
    title: Mapped[str]
    stage: Mapped[str]
    eligible: Mapped[int | None]
    present: Mapped[int | None]
    yes: Mapped[int | None]
    no: Mapped[int | None]
    abstain: Mapped[int | None]
    present_and_voting: Mapped[int | None]
    adopted: Mapped[bool | None]
    ballots: Mapped[list[Ballot]] = relationship(order_by=(Ballot.cast_at, Ballot.id))


class Member(Base):
    __tablename__ = "portal_members"
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    gid: Mapped[str]
    state_id: Mapped[str] = mapped_column(Key, ForeignKey("portal_states.id"))
    joined_on: Mapped[date]
    founding: Mapped[bool]
    standing: Mapped[str]
    sort_name: Mapped[str]
    state: Mapped[State] = relationship()
    mechanism: Mapped[Mechanism | None] = relationship(uselist=False)
    focal_point: Mapped[FocalPoint | None] = relationship(uselist=False)
    changes: Mapped[list[Change]] = relationship(order_by=(Change.on, Change.id))
    practices: Mapped[list[Practice]] = relationship(order_by=(Practice.ordered_at.desc(), Practice.id.desc()))


connection = reading()
mapper = Strawchemy(
    StrawchemyConfig(
        "sqlite", repository_type=StrawchemySyncRepository, session_getter=lambda info: info.context["session"]
    )
)


@mapper.type(State, include="all")
class StateType: ...


@mapper.type(Practice, include="all")
class PracticeType: ...


@mapper.type(Change, include="all")
class ChangeType: ...


@mapper.type(Member, include="all", paginate=["practices"], order=["practices", "changes"])
class MemberType: ...


@mapper.type(Decision, include="all", paginate=["ballots"], order=["ballots"])
class DecisionType: ...


@strawberry.type
class Query:
    members: list[MemberType] = mapper.field(pagination=True, default_order_by=Member.sort_name)
    state: StateType = mapper.field()
    decision: DecisionType = mapper.field()


class View(GraphQL[Any, None]):
    async def get_context(self, request: Any, response: Any) -> Any:
        return {"session": Session(connection)}

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


schema = strawberry.Schema(Query, extensions=[lambda: ParserCache(), lambda: ValidationCache()])
app = Starlette(routes=[Route("/graphql", View(schema, graphql_ide=None), methods=["POST"])])
