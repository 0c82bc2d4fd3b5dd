"""SQLite and PostgreSQL as their drivers speak with them."""
