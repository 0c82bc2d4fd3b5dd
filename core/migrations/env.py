"""Alembic's entry point: the connection and the version table come from `core.migrations.upgrading`."""

from __future__ import annotations

from alembic import context

config = context.config
attributes = config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes["metadata"],
    version_table=attributes["version_table"],
    transactional_ddl=True,
)
context.run_migrations()
