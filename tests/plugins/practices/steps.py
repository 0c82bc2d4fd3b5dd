"""Steps in the life of a practice for tests."""

from __future__ import annotations

from typing import Any

from core.identity import Viewer
from core.platform import Platform
from plugins.practices.exchanging.loading import load
from tests.conftest import Ask
from tests.factories import writing

TEXT = {
    "language": "ES",
    "title": "Educación en derechos para instituciones ficticias",
    "summary": "Un resumen ficticio",
    "body": "# Plan\n\nSeguimiento de recomendaciones.",
}

DRAFT = """mutation($participant: ID!, $text: TextInput!) { draftPractice(input: {participant: $participant, text: $text,
  capacities: [COORDINATION, ENGAGEMENT], systems: [TREATY_BODIES], treatyBodies: [CRC, CAT],
  sustainableDevelopmentGoals: [4, 16], objectives: [3, 6], tags: ["Children", "education "]}) {
  practice { id status title languages revision tags } errors { code message path } } }"""


def row_of(title: str, day: int = 1, /, **changed: Any) -> dict[str, Any]:
    """A row of a published practice of Paraguay, as an import reads it."""
    return {
        "state": "PRY",
        "status": "PUBLISHED",
        "original_language": "en",
        "title": {"en": title},
        "summary": {"en": "Fictitious"},
        "body": {"en": "Fictitious"},
        "published_at": f"2025-01-{day:02}T00:00:00Z",
        **changed,
    }


def publish(platform: Platform, title: str, day: int = 1, /, **changed: Any) -> str:
    """Write a published practice of Paraguay, as an import does; returns its id."""
    with writing(platform) as current:
        return f"Practice:{load(current, row_of(title, day, **changed))}"


def change(ask: Ask, name: str, fields: str, viewer: Viewer, answer: str = "practice { status revision }") -> Any:
    """Run a mutation and return its payload."""
    document = f"mutation {{ {name}(input: {{{fields}}}) {{ {answer} errors {{ code path }} }} }}"
    found = ask(document, viewer=viewer)
    return found["data"][name]
