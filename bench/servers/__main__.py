"""`python -m bench.servers MODULE PORT [WORKERS]`: runs an app of this folder as `nmirf serve` runs the platform.

Several workers always run the platform itself.
"""

from __future__ import annotations

import sys
from importlib import import_module

from core.server.serving import serve_forever
from core.settings.settings import Settings

module, port, *workers = sys.argv[1:]
app = import_module(f"bench.servers.{module}").app
serve_forever(app, Settings.from_environment(), "127.0.0.1", int(port), workers=int(workers[0]) if workers else 1)
