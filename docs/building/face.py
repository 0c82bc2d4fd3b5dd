"""The page of what plugin authors may import: each name with its signature and its description."""

from __future__ import annotations

import inspect
import re
from dataclasses import is_dataclass
from enum import Enum
from importlib import import_module
from typing import Any

from sqlalchemy import Constraint

from core.plugins.face import FACE, MODULES
from docs.building.places import ROOT


def face() -> str:
    """The content of the page, by module."""
    text = f"The version is {FACE}.\n\n"
    for module in MODULES:
        found = import_module(module)
        text += f"## {module}\n\n"
        for name in sorted(found.__all__):
            text += _entry(name, getattr(found, name))
    return text


def _entry(name: str, thing: Any) -> str:
    """The entry of one name: its signature, its description and its members."""
    text = f"### `{name}`\n\n"
    if inspect.isfunction(thing) or is_dataclass(thing) or _is_instantiated_by_authors(thing):
        text += f"```python\n{name}{_signature(thing)}\n```\n\n"
    if isinstance(thing, type) and issubclass(thing, Enum):
        text += f"`{'`, `'.join(thing.__members__)}`\n\n"
    about = inspect.getdoc(thing) if callable(thing) else _docstring_of_constant(name)
    text += f"{about or ''}\n\n"
    for member, value in sorted(vars(thing).items()) if isinstance(thing, type) else ():
        description = inspect.getdoc(value)
        if not isinstance(value, property) and not inspect.isfunction(value):
            continue
        if description and not member.startswith(("_", "process_", "load_", "coerce_")):
            signature = "" if isinstance(value, property) else _signature(value)
            text += f"- `{member}{signature}`: {' '.join(description.split())}\n"
    return f"{text}\n"


def _is_instantiated_by_authors(thing: Any) -> bool:
    """Whether authors create instances: of a refusal that they raise, or of a constraint of their tables."""
    return isinstance(thing, type) and issubclass(thing, Exception | Constraint)


def _signature(thing: Any) -> str:
    """The signature with the types as written in the code; in dataclasses, Strawberry replaces them with its own."""
    signature = inspect.signature(thing)
    written = inspect.get_annotations(thing)
    parameters = [
        parameter.replace(annotation=written.get(parameter.name, parameter.annotation))
        for parameter in signature.parameters.values()
    ]
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature.replace(parameters=parameters)))
    return text.replace("(self, ", "(").replace("(self)", "()").removesuffix(" -> None")


def _docstring_of_constant(name: str) -> str:
    """The string below the assignment of a constant."""
    for folder in ("core", "schema"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found = re.search(rf'^{name} = [^\n]*\n"""(.*?)"""', path.read_text(encoding="utf-8"), re.M | re.S)
            if found:
                return " ".join(found[1].split())
    return ""
