"""Practices as rows of files, which one installation writes and another reads back without loss."""
