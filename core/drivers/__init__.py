"""SQLite and PostgreSQL as their drivers speak with them."""

BUSY_MILLISECONDS = 10_000
"""So long whoever writes waits for others who do."""
SECONDS_BETWEEN_TRIES = 0.1
"""So long a PostgreSQL that does not answer is left alone before it is asked again."""
