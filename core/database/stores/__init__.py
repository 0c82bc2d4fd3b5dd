"""Where the schema's statements are run: on SQLite or PostgreSQL, none beyond its time or its size."""
