"""A new plugin: its own distribution, made from the template beside this file."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from strawberry.utils.str_converters import to_camel_case

from core.assembly import assemble_schema
from core.errors import StartupError
from core.plugins.face import FACE
from core.plugins.finding import NAME, TAKEN, available, load_plugins

TEMPLATE = Path(__file__).parent / "template"
OF_THE_TEMPLATE = ("Any", "Connection", "Mapping", "Mutations", "ParticipantFields", "Queries", "Write")
"""Names that its files use for something else."""
LONGEST_REVISION, LONGEST_IN_DATABASE = 32, 63
"""The most letters of a revision in Alembic, and of a name in PostgreSQL."""


def new_plugin(name: str, type_name: str | None, folder: Path) -> Path:
    """Write a plugin into `folder/name` and return that path; without `type_name`, the plugin's name gives the type's.

    Raises StartupError for a name that is malformed, taken or too long for the names made from it, or if its folder
    cannot be created.
    """
    _require_name(name)
    type_name = type_name or "".join(word.capitalize() for word in name.removesuffix("s").split("_"))
    _require_type_name(type_name)
    names = _names(name, type_name)
    _require_short(names)
    target = folder / name
    if target.exists():
        raise StartupError("FOLDER", f"{target} already exists. Choose another name, or another --folder.")
    try:
        from copier import run_copy
    except ImportError:
        raise StartupError("AUTHORS", "This needs the author's tools: pip install 'nmirf-network[authors]'.") from None
    try:
        target.mkdir(parents=True)
    except OSError as error:
        raise StartupError(
            "FOLDER", f"{target} cannot be created: {error.strerror}. Choose another --folder."
        ) from None
    run_copy(str(TEMPLATE), target, data=names, defaults=True, quiet=True)
    return target


def _require_name(name: str) -> None:
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise StartupError(
            "NAME",
            f"{name!r} cannot name a plugin: use at most 30 lower case letters, digits and _, not a keyword of Python.",
        )
    if name in {*TAKEN, *available()} or find_spec(name) is not None:
        raise StartupError("NAME", f"{name!r} is taken by what is installed here. Choose another name.")


def _require_type_name(type_name: str) -> None:
    if not re.fullmatch(r"[A-Z][A-Za-z0-9]{2,40}", type_name):
        raise StartupError("TYPE", f"{type_name!r} cannot name a type: write it as in Training.")
    there = assemble_schema(load_plugins()).graphql.type_map
    if word := next(filter(keyword.iskeyword, (type_name, type_name.lower())), None):
        raise StartupError("TYPE", f"{type_name!r} cannot name a type: Python has {word}. Choose another with --type.")
    if type_name in {*there, *OF_THE_TEMPLATE}:
        raise StartupError("TYPE", f"A type {type_name} already exists. Choose another with --type.")


def _require_short(names: Mapping[str, str]) -> None:
    """Raises StartupError if the names that the first migration creates are too long for a database."""
    name, items = names["name"], names["items"]
    if (most := LONGEST_REVISION - len("_0001")) < len(name):
        raise StartupError(
            "NAME", f"{name!r} is too long for its migrations: at most {most} letters. Choose a shorter one."
        )
    if len(index := f"{name}_{items}_participant") > LONGEST_IN_DATABASE:
        raise StartupError(
            "TYPE",
            f"{names['type']!r} is too long beside {name!r}: its index {index} has {len(index)} letters, "
            f"PostgreSQL takes {LONGEST_IN_DATABASE}. Choose a shorter type with --type, or a shorter name.",
        )


def _names(name: str, type_name: str) -> dict[str, str]:
    """The values for the template's files."""
    item = re.sub(r"(?<!^)(?=[A-Z])", "_", type_name).lower()
    items = f"{item}s"
    return {
        "name": name, "type": type_name, "item": item, "items": items, "face": FACE, "platform": sys.executable,
        "item_in_graphql": to_camel_case(item), "items_in_graphql": to_camel_case(items),
    }  # fmt: skip
