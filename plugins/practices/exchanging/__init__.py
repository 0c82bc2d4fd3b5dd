"""Practices as rows of files: one installation writes them, another reads them without loss."""
