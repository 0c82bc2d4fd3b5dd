"""The inputs of the writes of partnerships, by subject."""

from plugins.partnerships.inputs import activities, contributions, partners, partnerships, support

__all__ = ["activities", "contributions", "partners", "partnerships", "support"]
