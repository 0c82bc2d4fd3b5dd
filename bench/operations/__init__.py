"""The eight operations that are sent to every server."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.fiction.writing import rows

NAMES = ("page", "nested", "node", "decision", "filtered", "search", "front", "mutation")
HERE = Path(__file__).parent
Adapt = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
TOKEN = "nmirf_bench_of_the_first_participant"
"""The token of the first participant's focal point; the mutation sends it."""
SEARCHED_WORD = "workshop"
"""The word that is searched for; about one practice in twenty contains it."""


@dataclass(frozen=True)
class Operation:
    """One operation, ready to be sent."""

    name: str
    query: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> str:
        request: dict[str, Any] = {"query": self.query}
        if self.variables:
            request["variables"] = self.variables
        return json.dumps(request)


def document(name: str, folder: Path = HERE) -> str:
    return (folder / f"{name}.graphql").read_text()


DECISION = 17
"""The number of the decision that is read."""


def operations(
    address: str, folder: Path = HERE, adapt: Adapt = lambda _, variables: variables
) -> dict[str, Operation]:
    """The operations over a filled database, by name.

    folder: of the documents; some peers have their own. adapt: changes the variables of an operation for a peer.
    """
    [(decision,)] = rows(address, f"SELECT id FROM voting_decisions WHERE number = {DECISION}")
    [(opened,)] = rows(address, "SELECT id FROM voting_decisions WHERE stage = 'VOTING'")
    [(caster,)] = rows(address, "SELECT participant_id FROM core_tokens WHERE name = 'bench'")
    variables: dict[str, Mapping[str, Any]] = {
        "node": {"id": "State:600"},
        "decision": {"id": f"Decision:{decision}"},
        "filtered": {"filter": {"capacities": ["COORDINATION"], "language": "ES"}},
        "search": {"search": SEARCHED_WORD},
        "mutation": {
            "input": {"decision": f"Decision:{opened}", "participant": f"Participant:{caster}", "choice": "YES"}
        },
    }
    headers = {"mutation": {"authorization": f"Bearer {TOKEN}"}}
    return {
        name: Operation(name, document(name, folder), adapt(name, variables.get(name, {})), headers.get(name, {}))
        for name in NAMES
        if (folder / f"{name}.graphql").exists()
    }
