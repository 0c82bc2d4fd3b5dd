"""Tables of trainings."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, UniqueConstraint

from schema import Identifier

metadata = MetaData()

trainings = Table(
    "trainings_trainings",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("participant_id", Identifier, nullable=False),
    Column("title", String, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("topic", String, nullable=False, server_default="REPORTING"),
    Column("places", Integer, nullable=False, server_default="0"),
    Index("trainings_trainings_held_on", "held_on", "id"),
    Index("trainings_trainings_participant", "participant_id", "held_on", "id"),
)
"""participant_id is no foreign key: a plugin that is removed keeps its rows and blocks nobody."""

enrolments = Table(
    "trainings_enrolments",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("training_id", Identifier, ForeignKey(trainings.c.id), nullable=False),
    Column("participant_id", Identifier, nullable=False),
    UniqueConstraint("training_id", "participant_id"),
)
