"""The platform itself, as `nmirf serve` runs it."""

from __future__ import annotations

from core.app import create_app
from core.settings import Settings

app = create_app(Settings.from_environment())
