"""`python -m bench.servers.plain MODULE PORT`: runs an app with uvicorn's fastest settings and the platform's garbage collection."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import uvicorn

YOUNG = 10_000
"""New objects between two collections, as in the platform."""

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
