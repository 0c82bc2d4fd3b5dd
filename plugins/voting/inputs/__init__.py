"""The inputs of the writes of voting, by subject."""

from plugins.voting.inputs import committee, decisions, meetings, votes

__all__ = ["committee", "decisions", "meetings", "votes"]
