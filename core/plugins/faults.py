"""Whose fault it is: what fails in a plugin while the platform starts is told with its name, why, and where."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from core.database.driver_errors import means_busy, write_refusal_of
from core.errors import StartupError
from core.plugins.names import MEMBERS

OURS = frozenset({"core", MEMBERS})
"""The parts of the platform that cannot be disabled."""
OUR_ADVICE = (
    "Look whether NMIRF_DATABASE_URL names a database of this platform alone, in which its user may make tables."
)

AS_IT_SERVES = frozenset({"register_background"})
"""The hooks that are called once the database has been brought to this version."""


@contextmanager
def blaming(code: str, what: str, name: str, own: Path | None) -> Iterator[None]:
    """Raise what fails within as a StartupError that names the plugin. own: the folder of its files, where it has one.

    A StartupError stays what it is, and so does a database that went away, takes no writes, or is in others' hands.
    """
    try:
        yield
    except StartupError:
        raise
    except Exception as error:
        if isinstance(error, DBAPIError) and _is_of_the_database(error):
            raise
        told = f"{what} of the plugin {name!r} failed: {said_of(error)}{place_of(error, own)}."
        if what not in AS_IT_SERVES:
            told += " Nothing was changed."
        raise StartupError(code, f"{told} {advice_on(name)}") from error


def _is_of_the_database(error: DBAPIError) -> bool:
    return error.connection_invalidated or means_busy(error) or write_refusal_of(error) is not None


def advice_on(name: str) -> str:
    """What to do where a plugin does not start: ours cannot be uninstalled or disabled."""
    return OUR_ADVICE if name in OURS else f"Mend it, uninstall it, or set NMIRF_DISABLED_PLUGINS={name}."


def folder_of(module: object) -> Path | None:
    """The folder of a plugin's files, where it has one."""
    file = getattr(module, "__file__", None)
    return Path(file).parent if file else None


def said_of(error: BaseException) -> str:
    """What an error says, in a line."""
    why = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    said = " ".join(str(why).split())[:500].removesuffix(".")
    return f"{type(why).__name__}: {said}"


def place_of(error: BaseException, own: Path | None) -> str:
    """The last of the plugin's own lines that an error came through."""
    passed = [f"{place.filename}:{place.lineno}" for place in traceback.extract_tb(error.__traceback__)
              if own is not None and own in Path(place.filename).parents]  # fmt: skip
    return f" (at {passed[-1]})" if passed else ""
