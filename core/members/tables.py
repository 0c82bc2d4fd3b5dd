"""Tables of states, participants and the Network itself."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, Text

from schema.declaring.columns import Code, Identifier, Names, SortKey, Texts
from schema.declaring.constraints import HasOriginal
from schema.declaring.indexes import partial_index

metadata = MetaData()

states = Table(
    "members_states",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("iso_alpha2", Code(2), nullable=False, unique=True),
    Column("iso_alpha3", Code(3), nullable=False, unique=True),
    Column("m49", Code(3), nullable=False, unique=True),
    Column("name", Texts, nullable=False),
    Column("formal_name", Texts, nullable=False),
    Column("sort_name", SortKey, nullable=False, unique=True),
    Column("search_names", Text, nullable=False),
    Column("region", String, nullable=False),
    Column("sub_region", String, nullable=False),
    Column("un_member_since", Integer, nullable=False),
    HasOriginal("name"),
    HasOriginal("formal_name"),
)
"""id: the number in the M49 standard. sort_name: the English name without accents. search_names: all names, folded."""

regional_groups = Table(
    "members_regional_groups",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("state_id", Identifier, ForeignKey(states.c.id), nullable=False),
    Column("regional_group", String, nullable=False),
    Column("since", Date),
    Column("until", Date),
    Index("members_regional_groups_held", "state_id", "since", "until", "regional_group"),
    Index("members_regional_groups_grouped", "regional_group", "since", "until", "state_id"),
)

participants = Table(
    "members_participants",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("state_id", Identifier, ForeignKey(states.c.id), nullable=False, unique=True),
    Column("joined_on", Date, nullable=False),
    Column("founding", Boolean, nullable=False),
    Column("fictitious", Boolean, nullable=False),
    Index("members_participants_joined", "joined_on", "id"),
)

standings = Table(
    "members_standings",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("participant_id", Identifier, ForeignKey(participants.c.id), nullable=False),
    Column("standing", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("cause", String, nullable=False),
    Column("ceased_on", Date),
    Column("reason", String, nullable=False),
    Index("members_standings_held", "participant_id", "since", "id", "until", "standing"),
)
"""until: the first day on which it no longer holds. cause: the name of a StandingCause. ceased_on: the day on which its
mechanism ceased to exist, if that is the cause. reason: the text of the cause at that time; no rule reads it."""

figures = Table(
    "members_figures",
    metadata,
    Column("since", Date, primary_key=True),
    Column("regional_group", String, primary_key=True),
    Column("members", Integer, nullable=False),
    Column("observers", Integer, nullable=False),
    Column("states", Integer, nullable=False),
)
"""How many states of a regional group are members and observers from a day on, and how many there are in all; counted
again for all groups whenever any of this changes."""
EVERY_GROUP = ""
"""The name of the row for all states, also those in no group; it sorts before the names of the groups."""

mechanisms = Table(
    "members_mechanisms",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("participant_id", Identifier, ForeignKey(participants.c.id), nullable=False),
    Column("name", Texts, nullable=False),
    Column("original_language", String, nullable=False),
    Column("type", String, nullable=False),
    Column("legal_basis", String),
    Column("established_on", Date),
    Column("website", String),
    Column("tracking_tool", String),
    Column("capacities", Names, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("replaced_id", Identifier, ForeignKey("members_mechanisms.id")),
    HasOriginal("name", "original_language"),
    Index("members_mechanisms_participant", "participant_id", "since"),
    partial_index("members_mechanisms_current", "participant_id", where="until IS NULL", unique=True),
)
"""replaced_id: the mechanism whose place it took, which goes on if this one was a mistake."""

focal_points = Table(
    "members_focal_points",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("participant_id", Identifier, ForeignKey(participants.c.id), nullable=False),
    Column("name", String, nullable=False),
    Column("title", String),
    Column("email", String),
    Column("language", String),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Index("members_focal_points_participant", "participant_id", "since"),
    partial_index("members_focal_points_current", "participant_id", where="until IS NULL", unique=True),
)
"""email: null once the person is erased."""

accessions = Table(
    "members_accessions",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("state_id", Identifier, ForeignKey(states.c.id), nullable=False, unique=True),
    Column("standing", String, nullable=False),
    Column("adopts_declaration", Boolean, nullable=False),
    Column("communicated_on", Date, nullable=False),
    Column("acknowledged_on", Date),
    Index("members_accessions_communicated", "communicated_on", "id"),
)

network = Table(
    "members_network",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("name", Texts, nullable=False),
    Column("vision", Texts, nullable=False),
    Column("declaration_title", String, nullable=False),
    Column("declaration_adopted_on", Date, nullable=False),
    Column("declaration_place", String, nullable=False),
    Column("declaration_text", Text, nullable=False),
    HasOriginal("name"),
    HasOriginal("vision"),
)

principles = Table(
    "members_principles",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False),
    Column("text", Text, nullable=False),
)

objectives = Table(
    "members_objectives",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False, unique=True),
    Column("text", Texts, nullable=False),
    HasOriginal("text"),
)
