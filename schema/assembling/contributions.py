"""What core and each plugin add to the schema."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Contributions:
    """What core and each plugin add to the schema."""

    types: list[type] = field(default_factory=list)
    fields: list[tuple[type, type]] = field(default_factory=list)
    queries: list[type] = field(default_factory=list)
    mutations: list[type] = field(default_factory=list)
    subscriptions: list[type] = field(default_factory=list)
    error_types: dict[type[Exception], type] = field(default_factory=dict)
    records: list[type] = field(default_factory=list)
