"""The database: transactions for writes and administration, stores for reads, and the drivers of both."""
