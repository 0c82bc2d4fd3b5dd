"""The whole plugin contract. A plugin is a module that implements some of these with `core.hookimpl`.

Plugins come in an order that does not change: what one requires first, then by name. Their hooks are called:

- in each process: `register_tables` as plugins are loaded, `register_types` to `register_error_types` as the schema is
  assembled, `register_routes` and `register_background` as a server starts, `register_commands` for each command but
  `nmirf plugins`;
- whenever it is looked whether a database is of this version: `register_tables` and `register_migrations`;
- by each upgrade, at the start of `nmirf serve` for instance: `register_reference_data`; by `nmirf demo`:
  `register_demonstration`;
- whenever somebody asks: `authenticate`, `register_roles`, `register_obligations`;
- with each write: `before_commit` and `after_commit`.

So a hook may be called more than once in a process, and what it registers is the same every time.

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
    """For exceptions with facts of their own, the UserError type that shows them."""


@hookspec
def register_reference_data(session: Session) -> None:
    """Write the plugin's reference data; by `core.write_shipped_taxonomies` the labels of its enums in six languages.

    Called after every migration, so it must be safe to repeat.
    """


@hookspec
def register_demonstration(demonstration: Demonstration) -> None:
    """Fill the plugin's tables with plainly fictitious entries, through its rules, for who runs `nmirf demo`.

    Called once, on a database without any entry, after the participants are there; what a plugin requires is filled
    before it. What it writes says that it is invented, and names no fact about any state, institution or person.
    """


@hookspec
def register_obligations(session: Session, today: date) -> list[Any]:  # type: ignore[empty-body]
    """The plugin's rules of the Declaration, held against the records today: records of `core.members.Obligation`.

    Anybody reads them: they count only what everybody may see.
    """


@hookspec
def register_routes() -> list[BaseRoute]:  # type: ignore[empty-body]
    """Starlette routes, mounted under `/<plugin>/`."""


@hookspec
def register_commands(cli: typer.Typer, platform: Callable[[], Platform]) -> None:
    """Add commands to the group of the plugin's name, which `cli` is; `platform()` is the platform they work on.

    Where there is no database, or none of this version, `platform()` ends the command and says what to do. Like any
    hook it may be implemented with fewer parameters. What only commands need is imported within: a worker that serves
    never loads it.
    """


@hookspec(firstresult=True)
def authenticate(request: HTTPConnection, session: Session) -> Viewer | None:
    """Who sends this request, or None where the plugin cannot tell; asked where no token of the platform tells it.

    The first answer counts. A focal point's role is then raised to what the records say, whether or not it comes as
    COMMITTEE or COORDINATOR: those are never granted. Called in a thread.
    """


@hookspec
def register_roles(session: Session, participant: int, today: date) -> Role | None:
    """The role that the plugin's records give the participant's focal point today: COMMITTEE or COORDINATOR.

    It follows from the records and the day alone: it may be remembered until something is written.
    """


@hookspec
def register_background(platform: Platform) -> list[Coroutine[Any, Any, None]]:  # type: ignore[empty-body]
    """Coroutines that run as long as the server does, such as what closes decisions when they are due.

    They share the server's event loop: what waits in one without `await`, on the database for instance, holds up every
    request. `again_and_again` does such work in a thread. As the server ends they are cancelled, and then given up.
    """


@hookspec
def before_commit(session: Session, entries: Sequence[Entry]) -> None:
    """Write what the plugin derives from the records of others, as the journal entries of a transaction tell of these.

    Called in that transaction, once the rules are through. What is raised undoes its writes: be short.
    """


@hookspec
def after_commit(entry: Entry) -> None:
    """Hear of a committed journal entry. What is raised is logged: the entry stays, and its write is answered.

    Called in the server that wrote it, before it answers: be short, and write nothing from here.
    """
