"""What the secretariat is told of: every write that there is, and none that is not."""

from __future__ import annotations

import re

from core.platform import Platform
from tests.docs.pages import DOCS


def test_every_mutation_has_its_place(platform: Platform) -> None:
    written = platform.assembled.graphql.mutation_type
    assert written is not None
    page = (DOCS / "start" / "secretariat.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`([a-z]+[A-Z]\w+)`", page)) == set(written.fields)
