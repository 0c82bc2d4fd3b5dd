"""The most characters of each kind of text."""

ACRONYM, LINE, TEXT = 40, 300, 20_000
"""An acronym, a line such as a name or a title, a text such as a description or a reason."""
