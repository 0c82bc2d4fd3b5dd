"""The drivers of SQLite and PostgreSQL."""
