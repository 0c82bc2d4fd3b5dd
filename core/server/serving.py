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
"""Allocations before the garbage collector runs. By default it would run every few requests, although the objects of
requests under way, some forty each, are not garbage."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""glibc's numbers for how much a heap keeps, the smallest piece outside it, and how many heaps there may be."""
HEAP_KEEPS, PIECE_APART = 4_000_000, 1_000_000
"""In bytes, more than a request needs: otherwise each would get its memory from the system and return it."""
SECONDS_TO_COME_UP = 30
"""How long a worker that replaces another may take to start, on any machine."""
WAITING_MESSAGES = 4
"""How many messages of a web socket are read ahead. Compression is off: it would take 50 kB for each socket."""


def app_of_one(came_up: Connection) -> App:
    """The app of one of several processes; once it answers, it sends its process id to the parent."""
    app = app_from_environment()

    def started() -> None:
        end_in_time()
        came_up.send_bytes(b"%d" % os.getpid())  # in one piece: it cannot be killed in the middle

    app.started = started
    return app


def app_from_environment() -> App:
    """The app of a process with settings from the environment; if it cannot start, it says why.

    If a plugin was installed since the server started, the database is migrated. If the database is gone, it is not
    created again: readers would find it empty.
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
    """Whether the database waits for migrations; if it is newer or unreachable, `/health/ready` says so."""
    with suppress(StartupError), platform.database.reading() as session:
        return bool(pending(session.connection(), platform.revisions))
    return False


def with_frozen_heap(app: App) -> App:
    """The same app, after telling the garbage collector to ignore all present objects.

    Each time it looked through them, it would stop all requests for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    _share_one_heap()
    return app


def _share_one_heap() -> None:
    """Make all threads share one heap: otherwise each would have its own, and keep most of what it ever used."""
    with suppress(AttributeError):  # systems without glibc have one heap anyway
        heap = ctypes.CDLL(None)
        heap.mallopt(M_ARENA_MAX, 1)
        heap.mallopt(M_TRIM_THRESHOLD, HEAP_KEEPS)
        heap.mallopt(M_MMAP_THRESHOLD, PIECE_APART)


def serve_forever(app: App, settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until a signal to stop; exit code 1 if serving cannot begin.

    Each of several workers creates its own app, from the same settings.
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
    """The options of uvicorn: plain values, and classes, which are pickled by name.

    After an upgrade, a new process unpickles them from a parent of the previous version, whose objects may differ.
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
    """Serve with several processes; exit code 1 if none of them can start."""
    came_up, sent_to = multiprocessing.Pipe(duplex=False)
    config = uvicorn.Config(partial(app_of_one, sent_to), factory=True, workers=workers, **options)
    together = Workers(config, [config.bind_socket()], came_up)
    with shared_between_processes():
        together.run()
    if together.failed:
        sys.exit(1)


def require_free(host: str, port: int) -> None:
    """Raises StartupError HOST, PORT, PORT_IN_USE if nobody could listen there; port 0 means any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _cannot_listen(host, port, error) from None


def _cannot_listen(host: str, port: int, error: OSError) -> StartupError:
    cannot = f"Cannot listen on {host}:{port} ({error.strerror})."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return StartupError("HOST", f"{cannot} Give an address of this machine with --host or NMIRF_HOST.")
    if error.errno == errno.EACCES:
        return StartupError("PORT", f"{cannot} Choose a port from 1024 on, with --port or NMIRF_PORT.")
    return StartupError("PORT_IN_USE", f"{cannot} Stop what uses it, or choose another with --port or NMIRF_PORT.")


def _allow_open_files() -> None:
    """Allow this process as many open connections as the system does, instead of a shell's low default."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
