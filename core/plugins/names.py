"""Names: of core as a plugin, of those of the platform, of a table's owner, and of the fields that hooks add."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import entry_points

from strawberry.types.field import StrawberryField

from schema import Mutation
from schema.declaring.declarations import graphql_name
from schema.declaring.field_kinds import declared_fields
from schema.declaring.writes import Subscription

MEMBERS = "members"
"""The name under which core registers its own members and observers, as the first plugin."""

PLATFORM = "nmirf-network"
"""The distribution of the platform, with the plugins that come with it."""

GROUP = "nmirf.plugins"
"""The group of entry points in which distributions offer plugins."""


def built_in_plugins() -> set[str]:
    """The plugins that come with the platform, with members: they cannot be uninstalled."""
    offered = entry_points(group=GROUP)
    return {MEMBERS} | {entry.name for entry in offered if entry.dist is not None and entry.dist.name == PLATFORM}


def owner_of(table: str, plugins: Iterable[str]) -> str | None:
    """The plugin that owns a table: the one with the longest name that begins the table's."""
    return max((name for name in plugins if table.startswith(f"{name}_")), key=len, default=None)


def field_names(python: type | None) -> list[str]:
    """The GraphQL names of the fields, mutations and subscriptions of a class; empty for None."""
    if python is None:
        return []
    others = [
        name for name, value in vars(python).items() if isinstance(value, Mutation | Subscription | StrawberryField)
    ]
    return [graphql_name(name) for name in [*declared_fields(python), *others]]
