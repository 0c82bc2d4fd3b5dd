"""How long what is said of a participant may be."""

NAME, TEXT = 300, 5_000
"""The most characters of a name or title, of a text such as a legal basis."""
