"""Hold the committed SDL against the public contract, as far as the built-in plugins reach."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
CHECKER = HERE.parent / "shared" / "contract" / "compatible.py"

# What a plugin adds to the contract, told by words in a line of the checker; a plugin that is not here adds nothing.
WORDS = {
    "plugins.practices": ("ractice", "Facet", "Review", "Adopt", "HumanRightsSystem", "TreatyBody", "Link", "TextInput"),
    "plugins.partnerships": ("artner", "Contribution", "Activity", "upport", "Accreditation"),
    "plugins.voting": (
        "Meeting", "meeting", "Agenda", "Attendance", "Decision", "decision", "Objection", "Tally", "allot", "Committee",
        "Choice", "Consensus", "Vote", "Report", "Coordinator", "Subscription",
    ),
}  # fmt: skip


def main() -> int:
    if not CHECKER.exists():
        print(f"The contract is not beside the project ({CHECKER.parent.name}/): the schema was not held against it.")
        return 0
    found = subprocess.run(
        [sys.executable, str(CHECKER), str(HERE / "schema" / "schema.graphql")],
        capture_output=True,
        text=True,
        check=False,
    )
    absent = [word for plugin, words in WORDS.items() if find_spec(plugin) is None for word in words]
    *lines, _ = found.stdout.splitlines()
    shortfalls = [line for line in lines if not any(word in line for word in absent)]
    print("\n".join(shortfalls) or "The schema keeps the contract of every plugin that is here.")
    return 1 if shortfalls else 0


if __name__ == "__main__":
    sys.exit(main())
