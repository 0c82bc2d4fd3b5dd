"""The table of the codes of all refusals."""

from __future__ import annotations

import inspect

from core import Refusal
from core.assembly import assemble_schema
from core.plugins.finding import load_plugins


def codes() -> str:
    """The codes of all refusals, with what each says, and the type that has its facts."""
    types = assemble_schema(load_plugins()).error_types
    rows = set()
    waiting = [Refusal]
    while waiting:
        raised = waiting.pop()
        waiting += raised.__subclasses__()
        if raised is not Refusal and raised.__module__.partition(".")[0] in ("core", "plugins"):
            kind = next((types[known] for known in raised.__mro__ if known in types), None)
            name = "" if kind is None else kind.__strawberry_definition__.name  # type: ignore[attr-defined]
            facts = f"[{name}](schema/objects.md#{name.lower()})" if name else ""
            rows.add((raised.code, " ".join((inspect.getdoc(raised) or "").split()), facts))
    listed = "".join(f"| `{code}` | {said} | {facts} |\n" for code, said, facts in sorted(rows))
    return f"| code | what is refused | facts |\n| --- | --- | --- |\n{listed}"
