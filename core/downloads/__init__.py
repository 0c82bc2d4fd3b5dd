"""Whole lists of the schema as files: CSV and JSON Lines, described as a Frictionless Data Package."""
