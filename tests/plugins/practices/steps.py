"""Steps in the life of a practice that tests take."""

from __future__ import annotations

from typing import Any

from core.identity import Viewer
from tests.conftest import Ask

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


def change(ask: Ask, name: str, fields: str, viewer: Viewer, answer: str = "practice { status revision }") -> Any:
    """Run a mutation and return its payload."""
    document = f"mutation {{ {name}(input: {{{fields}}}) {{ {answer} errors {{ code path }} }} }}"
    found = ask(document, viewer=viewer)
    return found["data"][name]
