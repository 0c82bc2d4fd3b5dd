"""Finds where each rule of the Declaration is enforced."""

from __future__ import annotations

import ast
import re

from docs.building.places import ROOT


def where(rule: str) -> str:
    """The functions whose docstrings begin with the code of a rule, such as `(D6)`, separated by commas."""
    found = []
    for folder in ("core/members", "plugins"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and path.name != "mutations.py":
                    named = re.match(r"\(([^)]*)\)", ast.get_docstring(node) or "")
                    if named and rule in named[1]:
                        found.append(f"`{node.name}` in {path.relative_to(ROOT)}")
    return ", ".join(dict.fromkeys(found)) or "not named in the code"
