"""A constant behind the platform's HTTP layer: shows what request ids, headers, metrics and the log cost."""

from __future__ import annotations

from bench.servers.constant import app as constant
from core.server.app import create_app
from core.settings.settings import Settings

app = create_app(Settings.from_environment(), graphql=constant)
