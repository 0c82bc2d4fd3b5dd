"""Tables of trainings."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, UniqueConstraint

from schema import HasOriginal, Identifier, Names, Texts

metadata = MetaData()

trainings = Table(
    "trainings_trainings",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("host_id", Identifier, nullable=False),
    Column("state_id", Identifier, nullable=False),
    Column("title", Texts, nullable=False),
    Column("original_language", String(2), nullable=False),
    Column("topic", String, nullable=False, server_default="REPORTING"),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("enrol_until", Date, nullable=False),
    Column("places", Integer, nullable=False),
    Column("languages", Names, nullable=False),
    Column("status", String, nullable=False),
    Column("report", String),
    Column("part_of_id", Identifier, ForeignKey("trainings_trainings.id")),
    HasOriginal("title", "original_language"),
    Index("trainings_trainings_starts_on", "starts_on", "id"),
    Index("trainings_trainings_places", "places", "id"),
    Index("trainings_trainings_host", "host_id", "starts_on", "id"),
    Index("trainings_trainings_state", "state_id", "starts_on", "id"),
    Index("trainings_trainings_part_of", "part_of_id", "starts_on", "id"),
)
"""host_id and state_id are not foreign keys, so that rows of a removed plugin do not block other tables."""

enrolments = Table(
    "trainings_enrolments",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("training_id", Identifier, ForeignKey(trainings.c.id), nullable=False),
    Column("participant_id", Identifier, nullable=False),
    Column("focal_point_id", Identifier, nullable=False),
    UniqueConstraint("training_id", "participant_id", name="trainings_enrolments_once"),
    Index("trainings_enrolments_participant", "participant_id", "id"),
)
