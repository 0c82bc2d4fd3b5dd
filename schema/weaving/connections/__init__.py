"""Connections in SQL: the rows that meet a filter, those of a page, and the counts and facets of all."""
