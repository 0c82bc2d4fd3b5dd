"""How long is waited for a database."""

BUSY_MILLISECONDS = 10_000
"""How long a write waits for those of others."""
SECONDS_BETWEEN_TRIES = 0.1
"""How long a PostgreSQL that does not answer is left alone before it is asked again."""
