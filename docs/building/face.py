"""What authors may import: each name with how it is called and what it is."""

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
    """What authors may import, with what each is."""
    text = f"The version is {FACE}.\n\n"
    for module in MODULES:
        found = import_module(module)
        text += f"## {module}\n\n"
        for name in sorted(found.__all__):
            text += _of_the_face(name, getattr(found, name))
    return text


def _of_the_face(name: str, thing: Any) -> str:
    """One thing that authors import: how it is called, what it is, what it has."""
    text = f"### `{name}`\n\n"
    if inspect.isfunction(thing) or is_dataclass(thing) or _is_made_by_authors(thing):
        text += f"```python\n{name}{_signature(thing)}\n```\n\n"
    if isinstance(thing, type) and issubclass(thing, Enum):
        text += f"`{'`, `'.join(thing.__members__)}`\n\n"
    about = inspect.getdoc(thing) if callable(thing) else said_below(name)
    text += f"{about or ''}\n\n"
    for member, value in sorted(vars(thing).items()) if isinstance(thing, type) else ():
        told = inspect.getdoc(value)
        if not isinstance(value, property) and not inspect.isfunction(value):
            continue
        if told and not member.startswith(("_", "process_", "load_", "coerce_")):
            taken = "" if isinstance(value, property) else _signature(value)
            text += f"- `{member}{taken}`: {' '.join(told.split())}\n"
    return f"{text}\n"


def _is_made_by_authors(thing: Any) -> bool:
    """Whether it is a refusal that they raise, or a constraint of their tables."""
    return isinstance(thing, type) and issubclass(thing, Exception | Constraint)


def _signature(thing: Any) -> str:
    """How it is called, with each type as it is written there: of a dataclass, Strawberry has put its own in."""
    signature = inspect.signature(thing)
    written = inspect.get_annotations(thing)
    taken = [one.replace(annotation=written.get(one.name, one.annotation)) for one in signature.parameters.values()]
    shown = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature.replace(parameters=taken)))
    return shown.replace("(self, ", "(").replace("(self)", "()").removesuffix(" -> None")


def said_below(name: str) -> str:
    """What stands below the assignment of a constant of the face."""
    for folder in ("core", "schema"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found = re.search(rf'^{name} = [^\n]*\n"""(.*?)"""', path.read_text(encoding="utf-8"), re.M | re.S)
            if found:
                return " ".join(found[1].split())
    return ""
