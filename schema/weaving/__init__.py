"""Weaving: a plan becomes a statement, with its objects, connections, orders and counts in the SQL of each database."""
