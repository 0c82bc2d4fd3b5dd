"""The stores: they run the schema's statements on SQLite or PostgreSQL, within limits of time and size."""
