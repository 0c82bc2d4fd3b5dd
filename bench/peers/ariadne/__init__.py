"""Ariadne, schema first, with DataLoaders, over the rows that the tuned Strawberry reads too."""

from __future__ import annotations

import os

from bench.peers.installing import PACKAGES
from bench.roster import environ, python


def _environ(address: str, port: int) -> dict[str, str]:
    known = environ(address, port)
    return {**known, "PYTHONPATH": f"{PACKAGES}{os.pathsep}{known['PYTHONPATH']}"}


SERVER = python("Ariadne on SQLite", "sqlite", "peers.ariadne.app", environ=_environ)
