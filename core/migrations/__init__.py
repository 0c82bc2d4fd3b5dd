"""One Alembic environment; a version table for each plugin, so that one that is removed blocks nobody's upgrade."""
