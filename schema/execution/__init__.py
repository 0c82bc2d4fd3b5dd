"""Executing operations: how answers are read, completed, computed and reused."""
