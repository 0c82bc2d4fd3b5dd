"""How long to wait for a database."""

BUSY_MILLISECONDS = 10_000
"""How long a write waits for other writes."""
SECONDS_BETWEEN_TRIES = 0.1
"""The time between two attempts to reach a PostgreSQL that does not answer."""
