"""The most characters of each kind of text, and the most entries of each list."""

LONGEST = {"title": 300, "summary": 5_000, "body": 200_000, "challenges": 50_000, "results": 50_000}
"""The most characters of each text of a practice, in one language."""
REMARK = 5_000
"""The most characters of a comment, a reason or a note."""
TAG = 60
MOST_TAGS = 20
MOST_LINKS = 20
