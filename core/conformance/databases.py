"""Fresh databases for tests: of SQLite in a folder, of PostgreSQL on a server."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile
from uuid import uuid4

from sqlalchemy.engine import make_url

from core.conformance.postgresql import Server

ENGINES = ("sqlite", "postgresql")


class Databases:
    """Creates databases, and drops those of PostgreSQL at the end."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server
        self.made: list[str] = []

    def new(self, engine: str, template: str | None = None) -> str:
        """The address of a new database: empty, or a copy of that at `template`, to which nobody may write."""
        name = f"test_{uuid4().hex}"
        source = "" if template is None else make_url(template).database or ""
        if engine == "sqlite":
            if source:
                self._copy(source, name)
            return f"sqlite:///{self.folder / name}"
        self.server.make(name, source or "template1")
        self.made.append(name)
        return self.server.address_of(name)

    def _copy(self, source: str, name: str) -> None:
        """Copy a file, with what an open connection still has in its write-ahead log."""
        copyfile(source, self.folder / name)
        if Path(f"{source}-wal").exists():
            copyfile(f"{source}-wal", self.folder / f"{name}-wal")

    def drop(self) -> None:
        """Drop the databases on the server; their owner deletes folders."""
        while self.made:
            self.server.drop(self.made.pop())
