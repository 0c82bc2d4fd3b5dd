"""Steps in the life of a partnership for tests, and the day of the first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from core.identity import Viewer
from tests.factories import Made
from tests.plugins.partnerships.conftest import Http

DAY = date(2026, 1, 1)
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def change(http: Http, name: str, viewer: Viewer, wanted: str, /, **fields: Any) -> Any:
    """Run a mutation; its payload."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    document = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {wanted} errors {{ code path }} }} }}"
    return http(document, viewer, input=fields)[name]


def proposal(participants: list[Made], partners: list[str], **fields: Any) -> dict[str, Any]:
    return {
        "language": "EN",
        "title": "Fictitious partnership",
        "description": "Nothing of it is real.",
        "participants": [made.id for made in participants],
        "partners": partners,
        "objectives": [2, 4],
        **fields,
    }
