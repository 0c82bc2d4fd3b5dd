"""What came of the trial of a candidate, as the Python of its environment tells it to that of the platform."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Described:
    """A plugin: where it comes from, and what it adds."""

    name: str
    distribution: str
    version: str
    adds: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Migrated:
    """How a database was brought to what a candidate needs."""

    upgraded: list[str]
    statements: list[str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the platform is with a candidate.

    error: why it does not start with it; all else is empty then. revisions: those that the migrations of each plugin
    know; migrations: of each database that was given, in their order.
    """

    error: str | None = None
    sdl: str = ""
    plugins: Sequence[Described] = ()
    revisions: Mapping[str, list[str]] = field(default_factory=dict)
    migrations: Sequence[Migrated] = ()

    def as_json(self) -> str:
        """The whole of it, for `from_json`."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, written: str) -> Outcome:
        """What `as_json` has written. Raises ValueError for what is no JSON."""
        found = json.loads(written)
        found["plugins"] = [Described(**plugin) for plugin in found["plugins"]]
        found["migrations"] = [Migrated(**migration) for migration in found["migrations"]]
        return cls(**found)
