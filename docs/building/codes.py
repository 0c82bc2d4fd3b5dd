"""The table of the codes of all refusals."""

from __future__ import annotations

import inspect

from core import Refusal
from core.assembly import assemble_schema
from core.plugins.finding import load_plugins


def codes() -> str:
    """The codes of all refusals as a table, each with its meaning and the type that has its facts."""
    types = assemble_schema(load_plugins()).error_types
    rows = set()
    pending = [Refusal]
    while pending:
        refusal = pending.pop()
        pending += refusal.__subclasses__()
        if refusal is not Refusal and refusal.__module__.partition(".")[0] in ("core", "plugins"):
            kind = next((types[known] for known in refusal.__mro__ if known in types), None)
            name = "" if kind is None else kind.__strawberry_definition__.name  # type: ignore[attr-defined]
            facts = f"[{name}](schema/objects.md#{name.lower()})" if name else ""
            rows.add((refusal.code, " ".join((inspect.getdoc(refusal) or "").split()), facts))
    lines = "".join(f"| `{code}` | {meaning} | {facts} |\n" for code, meaning, facts in sorted(rows))
    return f"| code | what is refused | facts |\n| --- | --- | --- |\n{lines}"
