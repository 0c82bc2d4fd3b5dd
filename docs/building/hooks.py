"""The pages of the hooks: the signature and the purpose of each, and how a plugin implements it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from core.plugins import hookspecs
from docs.building.places import ROOT


def pages() -> Iterator[tuple[str, str]]:
    """Path and content of the page of each hook."""
    for name, function in hooks().items():
        yield path_of(name), _page(name, function)


def path_of(hook: str) -> str:
    """The path of the page of a hook."""
    return f"hooks/{hook}.md"


def hooks() -> dict[str, Any]:
    """The hooks by name, in the order of `hookspecs.py`."""
    return {name: value for name, value in vars(hookspecs).items() if hasattr(value, "nmirf_spec")}


def _page(name: str, function: Any) -> str:
    signature = inspect.signature(function)
    example = _example(name)
    first = getattr(function, "nmirf_spec", {}).get("firstresult")
    shown = f"def {name}{signature}".replace("'", "")
    text = f"# {name}\n\n```python\n{shown}\n```\n\n{inspect.getdoc(function)}\n\n"
    recipe = _recipe(name)
    if recipe:
        text += f"Recipe: [{recipe[0]}](../recipes.md#{recipe[1]}).\n\n"
    if first:
        text += "The answer of the first plugin that gives one counts; the others are not called.\n\n"
    if example:
        text += f"## As {example[0]} does it\n\n```python\n{example[1]}```\n"
    else:
        text += "No plugin that ships with the platform implements it.\n"
    return text


def _recipe(hook: str) -> tuple[str, str] | None:
    """Title and anchor of the first recipe that names a hook."""
    text = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
    for section in text.split("\n## ")[1:]:
        title = section.partition("\n")[0]
        if f"`{hook}`" in section:
            return title, re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return None


def _example(name: str) -> tuple[str, str] | None:
    """The shortest implementation among the built-in plugins and the example: the name of the plugin, and the code."""
    found = []
    for module in ("core.members", "plugins.practices", "plugins.partnerships", "plugins.voting"):
        try:
            function = getattr(import_module(module), name, None)
        except ImportError:
            continue
        if function is not None:
            found.append((module, inspect.getsource(function)))
    hooks_of_trainings = (ROOT / "examples" / "trainings" / "trainings" / "__init__.py").read_text(encoding="utf-8")
    match = re.search(rf"@hookimpl\ndef {name}\(.*?(?=\n\n\n|\Z)", hooks_of_trainings, re.DOTALL)
    if match:
        found.append(("`examples/trainings`", match[0].rstrip() + "\n"))
    return min(found, key=lambda pair: len(pair[1])) if found else None
