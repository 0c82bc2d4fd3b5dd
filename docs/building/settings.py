"""The table of all settings: each with its default and what it decides."""

from __future__ import annotations

import ast
import inspect

from core.settings.settings import KINDS, Settings


def settings() -> str:
    """All settings as a table, in the order in which `nmirf settings` prints them."""
    descriptions = _descriptions()
    defaults = zip(KINDS, Settings().described(), strict=True)
    rows = "".join(
        f"| `{variable}` | {default} | {descriptions[name]} |\n" for name, (variable, default, _) in defaults
    )
    return f"| setting | default | what it decides |\n| --- | --- | --- |\n{rows}"


def _descriptions() -> dict[str, str]:
    """The string below each field of the settings, by the name of the field."""
    (declared,) = ast.parse(inspect.getsource(Settings)).body
    assert isinstance(declared, ast.ClassDef)
    found = {}
    for field, below in zip(declared.body, declared.body[1:], strict=False):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = " ".join(text.split())
    return found
