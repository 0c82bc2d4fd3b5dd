"""One Alembic environment, with a version table for each plugin, so that a removed plugin blocks no upgrade."""
