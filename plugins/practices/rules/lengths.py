"""How long what people write may be: the most characters of each kind."""

LONGEST = {"title": 300, "summary": 5_000, "body": 200_000, "challenges": 50_000, "results": 50_000}
"""Each text of a practice in one language."""
REMARK = 5_000
"""A comment, a reason or a note."""
