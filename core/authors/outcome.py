"""The outcome of a candidate's trial, passed from the Python of its environment to that of the platform."""

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
    """The migration of a database for a candidate."""

    upgraded: list[str]
    statements: list[str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The platform with a candidate.

    error: why it does not start; then all else is empty. on_disk: the `versions_on_disk` of its environment. revisions:
    those of each plugin's migrations; migrations: of each given database, in order.
    """

    error: str | None = None
    sdl: str = ""
    plugins: Sequence[Described] = ()
    on_disk: Mapping[str, list[str]] = field(default_factory=dict)
    revisions: Mapping[str, list[str]] = field(default_factory=dict)
    migrations: Sequence[Migrated] = ()

    def as_json(self) -> str:
        """The outcome as text, for `from_json`."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, written: str) -> Outcome:
        """The outcome that `as_json` has written. Raises ValueError if this is not JSON."""
        found = json.loads(written)
        found["plugins"] = [Described(**plugin) for plugin in found["plugins"]]
        found["migrations"] = [Migrated(**migration) for migration in found["migrations"]]
        return cls(**found)
