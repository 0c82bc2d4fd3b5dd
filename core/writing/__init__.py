"""Writes: each whole or not at all, one after the other."""
