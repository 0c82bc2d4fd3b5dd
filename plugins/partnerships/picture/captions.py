"""The words in the picture other than names, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import orjson

from plugins.partnerships.picture.graph import Graph

WORDS: Mapping[str, Mapping[str, str]] = orjson.loads(
    files("plugins.partnerships").joinpath("data/picture.json").read_bytes()
)
Terms = Sequence[Mapping[str, str]]
"""The terms of a taxonomy, each with its value and its label."""


@dataclass(frozen=True, slots=True)
class Captions:
    """The words of the picture. groups, statuses: the labels of their values."""

    language: str
    groups: Mapping[str, str]
    statuses: Mapping[str, str]

    @classmethod
    def of(cls, language: str, groups: Terms, statuses: Terms) -> Captions:
        """The captions in a language. groups, statuses: terms labelled in it."""
        return cls(language, *({term["value"]: term["label"] for term in terms} for terms in (groups, statuses)))

    @property
    def title(self) -> str:
        return WORDS[self.language]["title"]

    @property
    def partner(self) -> str:
        return WORDS[self.language]["partner"]

    def partnership(self, status: str) -> str:
        """What lines in the manner of a status stand for."""
        return WORDS[self.language]["partnership"].format(status=self.statuses[status])

    def summary(self, graph: Graph) -> str:
        """A summary of the picture, for those who do not see it."""
        counts = {"participants": len(graph.participants), "partners": len(graph.partners), "ties": len(graph.ties)}
        return WORDS[self.language]["summary"].format(**counts)
