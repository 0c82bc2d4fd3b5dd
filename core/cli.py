"""The `nmirf` command."""

from __future__ import annotations

import gc
import os
import sys

from core.console import complain, failure, flush_output, prepare_streams
from core.errors import Refusal, StartupError


def main() -> None:
    """Run the command; every failure is one line that says what to do, with exit code 1."""
    prepare_streams()
    gc.freeze()  # loaded modules stay: looking through them for garbage would take a tenth of a command's time
    try:
        from core.commands.root import run  # a worker of `nmirf serve` imports this file and needs no commands

        try:
            run()
        finally:
            flush_output()
    except KeyboardInterrupt:
        sys.exit(130)
    except StartupError as error:
        complain(failure(error))
        sys.exit(1)
    except Refusal as refusal:
        complain(f"{refusal.code}: {refusal.message}")
        sys.exit(1)
    except Exception as error:
        from sqlalchemy.exc import DBAPIError

        from core.commands.environment import is_behind
        from core.migrations.reached import BEHIND

        if isinstance(error, DBAPIError) and is_behind():
            complain(f"MIGRATIONS: {BEHIND}")
            sys.exit(1)
        if os.environ.get("NMIRF_LOG_LEVEL", "").lower() == "debug":
            raise
        complain(failure(error))
        sys.exit(1)
