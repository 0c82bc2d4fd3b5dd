"""Ariadne, schema first, with DataLoaders over the same reads as the tuned Strawberry."""

from __future__ import annotations

import os

from bench.peers.installing import PACKAGES
from bench.roster import environ, fast_app


def _environ(address: str, port: int) -> dict[str, str]:
    known = environ(address, port)
    return {**known, "PYTHONPATH": f"{PACKAGES}{os.pathsep}{known['PYTHONPATH']}"}


SERVER = fast_app("Ariadne on SQLite", "sqlite", "peers.ariadne.app", environ=_environ)
