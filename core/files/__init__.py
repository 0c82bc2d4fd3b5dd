"""Copies of files, and tables as CSV."""
