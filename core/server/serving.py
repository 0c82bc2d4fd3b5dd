"""Run the server: uvicorn with uvloop and httptools, one or several processes."""

from __future__ import annotations

import ctypes
import errno
import gc
import multiprocessing
import os
import resource
import socket
import sys
from contextlib import suppress
from functools import partial
from logging.config import dictConfig
from multiprocessing.connection import Connection
from typing import Any

import uvicorn
from uvicorn.config import STARTUP_FAILURE

from core.console import complain, failure
from core.errors import StartupError
from core.http.application import App
from core.http.wire.answering import AnsweringConnection
from core.http.wire.frames import SocketConnection
from core.migrations.reached import pending
from core.observation.logs import configuration
from core.observation.metrics import shared_between_processes
from core.platform import Platform
from core.server.ending import SECONDS_FOR_REQUESTS, end_in_time
from core.server.workers import Workers, end_with_parent
from core.settings.settings import Settings

YOUNG = 10_000
"""Allocations before the garbage collector runs: by default it would run every few requests, and what requests under
way hold, some forty objects each, is no garbage."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""glibc's numbers for what a heap keeps, for the smallest piece apart from it, and for how many heaps there may be."""
HEAP_KEEPS, PIECE_APART = 4_000_000, 1_000_000
"""In bytes, more than a request takes: else each would take its memory from the system, and give it back."""
SECONDS_TO_COME_UP = 30
"""How long a worker that takes the place of another may take to start, on whatever machine."""
WAITING_MESSAGES = 4
"""How many messages of a web socket are read ahead. Compression is off: it takes 50 kB for each socket."""


def app_of_one(came_up: Connection) -> App:
    """The app of one of several processes, which sends its id to the one that started it once it answers."""
    app = app_from_environment()

    def started() -> None:
        end_in_time()
        came_up.send_bytes(b"%d" % os.getpid())  # at one go: it cannot be killed in the middle

    app.started = started
    return app


def app_from_environment() -> App:
    """The app of a process that has its settings from the environment; one that cannot start says why.

    A plugin may have been installed since the server was started: the database is then brought to what it needs. One
    that is gone since then is not made anew: whoever asked would find it empty.
    """
    from core.server.app import create_app

    end_with_parent()
    try:
        settings = Settings.from_environment()
        _configure_logs(settings)
        app = create_app(settings)
        app.state.platform.database.require_there()
        if _is_behind(app.state.platform):
            app.state.platform.migrate()
        return with_frozen_heap(app)
    except Exception as error:
        complain(failure(error))
        sys.exit(STARTUP_FAILURE)


def _configure_logs(settings: Settings) -> None:
    dictConfig(configuration(settings.log_format, settings.log_level))


def _is_behind(platform: Platform) -> bool:
    """Whether the database waits for migrations; of one that is newer, or away, the health of the server tells."""
    with suppress(StartupError), platform.database.reading() as session:
        return bool(pending(session.connection(), platform.plugins))
    return False


def with_frozen_heap(app: App) -> App:
    """The app, as it was given: the garbage collector need not look again through what stands by now.

    It would stop every request for a tenth of a second each time that it did.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    _share_one_heap()
    return app


def _share_one_heap() -> None:
    """Have all threads share one heap: each would have one of its own, and keep most of what it ever took."""
    with suppress(AttributeError):  # other systems than glibc's have one heap anyway
        heap = ctypes.CDLL(None)
        heap.mallopt(M_ARENA_MAX, 1)
        heap.mallopt(M_TRIM_THRESHOLD, HEAP_KEEPS)
        heap.mallopt(M_MMAP_THRESHOLD, PIECE_APART)


def serve_forever(app: App, settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until told to stop; exit code 1 where that cannot begin.

    Of several workers each makes an app of its own, as this one was made.
    """
    options = _options(host, port)
    _configure_logs(settings)
    _allow_open_files()
    print(f"GraphiQL: http://{f'[{host}]' if ':' in host else host}:{port}/graphql", flush=True)
    if workers == 1:
        app.started = end_in_time
        _serve_alone(with_frozen_heap(app), options)
    else:
        _serve_together(workers, options)


def _options(host: str, port: int) -> dict[str, Any]:
    """What uvicorn is told: plain values, and classes by their names.

    After an upgrade a process takes it from one of the version before, which may have other fields in its objects.
    """
    return {
        "host": host,
        "port": port,
        "loop": "uvloop",
        "http": AnsweringConnection,
        "ws": SocketConnection,
        "ws_max_queue": WAITING_MESSAGES,
        "ws_per_message_deflate": False,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_graceful_shutdown": SECONDS_FOR_REQUESTS,
        "timeout_worker_healthcheck": SECONDS_TO_COME_UP,
    }


def _serve_alone(app: App, options: dict[str, Any]) -> None:
    try:
        uvicorn.run(app, **options)
    except SystemExit as ended:
        sys.exit(1 if ended.code == STARTUP_FAILURE else ended.code)


def _serve_together(workers: int, options: dict[str, Any]) -> None:
    """Serve from several processes; where none of them can start, exit code 1."""
    came_up, sent_to = multiprocessing.Pipe(duplex=False)
    config = uvicorn.Config(partial(app_of_one, sent_to), factory=True, workers=workers, **options)
    together = Workers(config, [config.bind_socket()], came_up)
    with shared_between_processes():
        together.run()
    if together.failed:
        sys.exit(1)


def require_free(host: str, port: int) -> None:
    """Raises StartupError HOST, PORT, PORT_IN_USE where nobody could listen; port 0 is whichever is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _cannot_listen(host, port, error) from None


def _cannot_listen(host: str, port: int, error: OSError) -> StartupError:
    cannot = f"{host}:{port} cannot be listened on ({error.strerror})."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return StartupError("HOST", f"{cannot} Give an address of this machine with --host or NMIRF_HOST.")
    if error.errno == errno.EACCES:
        return StartupError("PORT", f"{cannot} Choose a port from 1024 on, with --port or NMIRF_PORT.")
    return StartupError("PORT_IN_USE", f"{cannot} Stop what uses it, or choose another with --port or NMIRF_PORT.")


def _allow_open_files() -> None:
    """Let this process have as many connections open as the system allows, not as few as shells begin with."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
