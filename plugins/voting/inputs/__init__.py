"""What the writes of voting take, by what they are about."""

from plugins.voting.inputs import committee, decisions, meetings, votes

__all__ = ["committee", "decisions", "meetings", "votes"]
