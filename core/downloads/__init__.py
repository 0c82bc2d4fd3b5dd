"""Whole lists of the schema as files in CSV and JSON Lines, described as a Frictionless Data Package."""
