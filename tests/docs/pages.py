"""The examples of a page of the documentation, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.environment import ROOT

DOCS = ROOT / "docs"
FENCE = re.compile(r"(?:<!-- (?P<what>[^\n]*) -->\n)?```(?P<language>\w*)\n(?P<body>.*?)```\n", re.DOTALL)
EDIT = re.compile(r"(?P<file>\S+) (?P<how>after|before|replace) \|(?P<text>.*)\|")


@dataclass(frozen=True)
class Example:
    """A fenced block. what: the comment before it, which says where it goes."""

    language: str
    body: str
    what: str = ""

    def commands(self) -> Iterator[tuple[str, list[str]]]:
        """Of a console: each command, with the lines that its output must hold."""
        for part in self.body.split("$ ")[1:]:
            command, *lines = part.splitlines()
            yield command, [line.strip() for line in lines if line.strip()]

    def write(self, folder: Path) -> None:
        """Write it into the file that its comment names: whole, or after, before or instead of a text in it."""
        found = EDIT.fullmatch(self.what)
        if found is None:
            (folder / self.what).write_text(self.body, encoding="utf-8")
            return
        path = folder / found["file"]
        content = path.read_text(encoding="utf-8")
        assert content.count(found["text"]) == 1, f"{found['text']!r} is not once in {found['file']}"
        if found["how"] == "replace":
            path.write_text(content.replace(found["text"], self.body.strip()), encoding="utf-8")
            return
        lines = content.splitlines(keepends=True)
        place = next(number for number, line in enumerate(lines) if found["text"] in line)
        lines.insert(place + (found["how"] == "after"), self.body)
        path.write_text("".join(lines), encoding="utf-8")


def examples(page: str) -> list[Example]:
    """The examples of a page, by its path under docs/."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [Example(found["language"], found["body"], found["what"] or "") for found in FENCE.finditer(text)]
