"""`python -m bench.servers.plain MODULE PORT`: an app behind uvicorn at its quickest, collecting garbage as the platform does."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import uvicorn

YOUNG = 10_000
"""Objects between two collections: what the platform has."""

module, port = sys.argv[1:]
app = import_module(module).app
gc.collect()
gc.freeze()
gc.set_threshold(YOUNG)
uvicorn.run(
    app,
    port=int(port),
    loop="uvloop",
    http="httptools",
    access_log=False,
    server_header=False,
    log_level="warning",
)
