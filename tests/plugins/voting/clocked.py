"""`nmirf` with a clock that a test moves: NMIRF_TEST_CLOCK names a file that holds the seconds to add."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from os import environ
from pathlib import Path

from core import cli
from core.platform import Platform


def _moved(_: Platform) -> datetime:
    seconds = float(Path(environ["NMIRF_TEST_CLOCK"]).read_text())
    return (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)


def main() -> None:
    """Run the command with the clock of the file."""
    Platform.now = _moved  # type: ignore[method-assign]
    cli.main()
