"""The platform itself, as `nmirf serve` runs it."""

from __future__ import annotations

from core.server.serving import app_from_environment

app = app_from_environment()
