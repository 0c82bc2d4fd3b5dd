"""The whole plugin contract. A plugin is a module that implements some of these with `core.hookimpl`.

Plugins have a fixed order: required ones first, then by name. Their hooks are called:

- in each process: `register_tables` as plugins are loaded, `register_types` to `register_error_types` as the schema is
  assembled, `register_routes` and `register_background` as a server starts, `register_commands` for each command but
  `nmirf plugins`;
- whenever the version of a database is checked: `register_tables` and `register_migrations`;
- by each upgrade, for instance at the start of `nmirf serve`: `register_reference_data`; by `nmirf demo`:
  `register_demonstration`;
- with requests: `authenticate`, `register_roles`, `register_obligations`;
- with each write: `before_commit` and `after_commit`.

So a hook may be called more than once in a process, and must register the same every time.

A module may say `requires = ("voting",)`, and `requires_face = "1.1"`: the version of what `core`, `core.members` and
`schema` list that it was written for.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy
from sqlalchemy import MetaData
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from core.database.sessions.session import Session

if TYPE_CHECKING:
    import typer

    from core.for_plugins.services import Platform
    from core.identity import Role, Viewer
    from core.journal.chain import Entry
    from core.members.demonstration_writes import Demonstration

hookspec = pluggy.HookspecMarker("nmirf")
hookimpl = pluggy.HookimplMarker("nmirf")


@hookspec
def register_tables() -> MetaData:  # type: ignore[empty-body]
    """The plugin's tables; every name begins with the plugin's name and an underscore."""


@hookspec
def register_migrations() -> Path:  # type: ignore[empty-body]
    """The folder of the plugin's Alembic migrations; they have a version table of their own."""


@hookspec
def register_types() -> list[type]:  # type: ignore[empty-body]
    """Declared types that join the schema: nodes, reachable by `node`, and the records that stand in them."""


@hookspec
def register_fields() -> list[tuple[type, type]]:  # type: ignore[empty-body]
    """Pairs of a type of core or of a required plugin, and a class of fields that are added to it."""


@hookspec
def register_queries() -> type:  # type: ignore[empty-body]
    """A class whose fields join the root type Query."""


@hookspec
def register_mutations() -> type:  # type: ignore[empty-body]
    """A class whose `mutation` methods join the root type Mutation."""


@hookspec
def register_subscriptions() -> type:  # type: ignore[empty-body]
    """A class whose `subscription` methods join the root type Subscription."""


@hookspec
def register_error_types() -> dict[type[Exception], type]:  # type: ignore[empty-body]
    """For exceptions with facts of their own, the UserError type that shows them, and those of their subclasses."""


@hookspec
def register_reference_data(session: Session) -> None:
    """Write the plugin's reference data; with `core.write_shipped_taxonomies` the labels of its enums in six languages.

    Called after every migration, so it must be safe to repeat.
    """


@hookspec
def register_demonstration(demonstration: Demonstration) -> None:
    """Fill the plugin's tables with plainly fictitious entries, through its rules, for `nmirf demo`.

    Called once, on a database without entries, after the participants have been written; required plugins are filled
    first. Texts must say that they are invented, and state no facts about any state, institution or person.
    """


@hookspec
def register_obligations(session: Session, today: date) -> list[Any]:  # type: ignore[empty-body]
    """The Declaration's rules on the plugin's subject, checked against the records: `core.members.Obligation` objects.

    Anybody may read them: count only what everybody may see.
    """


@hookspec
def register_routes() -> list[BaseRoute]:  # type: ignore[empty-body]
    """Starlette routes, mounted under `/<plugin>/`."""


@hookspec
def register_commands(cli: typer.Typer, platform: Callable[[], Platform]) -> None:
    """Add commands to `cli`, the group with the plugin's name; `platform()` returns the platform that they work on.

    If there is no database with this version, `platform()` ends the command and says what to do. Like any hook, it may
    be implemented with fewer parameters. Import inside it what only commands need: server processes never load that.
    """


@hookspec(firstresult=True)
def authenticate(request: HTTPConnection, session: Session) -> Viewer | None:
    """The sender of this request, or None if the plugin does not know; called if it has no token of the platform.

    The first answer counts. Whether a focal point is COMMITTEE or COORDINATOR then follows from the records alone: a
    plugin cannot grant these. Called in a thread.
    """


@hookspec
def register_roles(session: Session, participant: int, today: date) -> Role | None:
    """The role that the plugin's records give the participant's focal point today: COMMITTEE or COORDINATOR.

    It must depend on the records and the day only: it may be cached until something is written. It is called again as a
    write begins, if something was recorded since its request was identified that may have changed a role.
    """


@hookspec
def register_background(platform: Platform) -> list[Coroutine[Any, Any, None]]:  # type: ignore[empty-body]
    """Coroutines that run as long as the server, for instance to close decisions when they are due.

    They share the server's event loop: waiting in one without `await`, for instance for the database, blocks every
    request. `again_and_again` does such work in a thread. When the server ends, they are cancelled, and then given up.
    """


@hookspec
def before_commit(session: Session, entries: Sequence[Entry]) -> None:
    """Write what the plugin derives from others' records, which the journal entries of a transaction describe.

    Called in that transaction, after all rules. An exception undoes its writes. Be quick. What is written while the
    plugin is disabled is not passed on later: compute it anew in `register_reference_data`.
    """


@hookspec
def after_commit(entry: Entry) -> None:
    """React to a committed journal entry. An exception is logged; the entry stays, and its write is answered.

    Called in the process that wrote it, before it answers: be quick, and write nothing from here.
    """
