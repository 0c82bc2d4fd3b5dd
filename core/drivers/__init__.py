"""SQLite and PostgreSQL as their drivers speak with them."""

BUSY_MILLISECONDS = 10_000
"""So long whoever writes to SQLite waits for others who do."""
