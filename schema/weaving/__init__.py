"""A plan becomes a statement: objects, connections, orders and counts in the words of each database."""
