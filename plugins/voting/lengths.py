"""How long what people write may be: the most characters of each kind."""

TITLE, LINE, REASON, TEXT = 300, 1_000, 20_000, 200_000
"""A title, a line such as a place, a reason, a text of pages."""
