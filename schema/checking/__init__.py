"""Faulty declarations are reported when the schema is assembled, each with its correction."""
