"""What core and each plugin add to the schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Contributions:
    """What core and each plugin add to the schema.

    roles: every role, with the roles that include it, itself among them; types: declared classes; fields: pairs of a
    declared class and one whose fields are added to it; queries, mutations, subscriptions: classes whose fields join
    the roots; error_types: the `UserError` type for a type of exception; description: of the schema as a whole.
    """

    roles: Mapping[str, frozenset[str]]
    types: list[type] = field(default_factory=list)
    fields: list[tuple[type, type]] = field(default_factory=list)
    queries: list[type] = field(default_factory=list)
    mutations: list[type] = field(default_factory=list)
    subscriptions: list[type] = field(default_factory=list)
    error_types: dict[type[Exception], type] = field(default_factory=dict)
    description: str | None = None
