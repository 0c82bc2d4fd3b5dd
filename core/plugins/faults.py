"""Faults of plugins: an error while the platform starts names the plugin, the reason and the place."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from core.database.driver_errors import means_busy, refusal_of
from core.errors import StartupError
from core.plugins.names import MEMBERS, built_in_plugins

OURS = frozenset({"core", MEMBERS})
"""The parts of the platform that cannot be disabled."""
OUR_ADVICE = (
    "Check that NMIRF_DATABASE_URL names a database for this platform alone, in which its user may create tables."
)

AS_IT_SERVES = frozenset({"register_background"})
"""The hooks that are called once the database has been upgraded."""


@contextmanager
def blaming(code: str, what: str, name: str, own: Path | None) -> Iterator[None]:
    """Raise errors as a StartupError that names the plugin. own: the folder of its files, if it has one.

    A StartupError stays unchanged, as does the error of a database that was lost, takes no writes, or is busy.
    """
    try:
        yield
    except StartupError:
        raise
    except Exception as error:
        if isinstance(error, DBAPIError) and _is_of_the_database(error):
            raise
        message = f"{what} of the plugin {name!r} failed: {message_of(error)}{place_of(error, own)}."
        if what not in AS_IT_SERVES:
            message += " Nothing was changed."
        raise StartupError(code, f"{message} {advice_on(name)}") from error


def _is_of_the_database(error: DBAPIError) -> bool:
    return error.connection_invalidated or means_busy(error) or refusal_of(error) is not None


def advice_on(name: str) -> str:
    """What to do if a plugin does not start; the core cannot be disabled, and no plugin of ours be uninstalled."""
    if name in OURS:
        return OUR_ADVICE
    remedy = "It comes with the platform: report this" if name in built_in_plugins() else "Fix it, uninstall it"
    return f"{remedy}, or set NMIRF_DISABLED_PLUGINS={name}."


def folder_of(module: object) -> Path | None:
    """The folder of a plugin's files, if it has one."""
    file = getattr(module, "__file__", None)
    return Path(file).parent if file else None


def message_of(error: BaseException) -> str:
    """The type and message of an error, on one line."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    message = " ".join(str(cause).split())[:500].removesuffix(".")
    return f"{type(cause).__name__}: {message}"


def place_of(error: BaseException, own: Path | None) -> str:
    """The last of the plugin's own lines in the traceback of an error."""
    passed = [f"{place.filename}:{place.lineno}" for place in traceback.extract_tb(error.__traceback__)
              if own is not None and own in Path(place.filename).parents]  # fmt: skip
    return f" (at {passed[-1]})" if passed else ""
