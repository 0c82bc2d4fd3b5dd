"""The rules of decisions, meetings and the Executive Committee: no GraphQL, no HTTP."""

from plugins.voting.rules.tally import Tally, tally

__all__ = ["Tally", "tally"]
