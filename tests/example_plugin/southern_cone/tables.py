"""Tables of workshops."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, MetaData, String, Table

from schema import Identifier

metadata = MetaData()

workshops = Table(
    "southern_cone_workshops",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("participant_id", Identifier, nullable=False),
    Column("title", String, nullable=False),
    Column("held_on", Date, nullable=False),
    Index("southern_cone_workshops_participant", "participant_id", "held_on"),
)
