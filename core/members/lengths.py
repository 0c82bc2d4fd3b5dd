"""The maximum lengths of texts about a participant."""

NAME, TEXT = 300, 5_000
"""Characters of a name or title, and of a text such as a legal basis."""
