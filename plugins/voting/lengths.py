"""The maximum lengths of what people write, in characters."""

TITLE, LINE, REASON, TEXT = 300, 1_000, 20_000, 200_000
"""A title, a line such as a place, a reason, a text of several pages."""
