"""Connections in SQL: which rows a filter leaves, which of them a page has, and what is told of all."""
