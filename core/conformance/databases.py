"""Fresh databases for tests: of SQLite in a folder, of PostgreSQL on a server."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile
from uuid import uuid4

from sqlalchemy.engine import make_url

from core.conformance.postgresql import Server

ENGINES = ("sqlite", "postgresql")


class Databases:
    """Makes databases, and drops those of PostgreSQL at the end."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server
        self.made: list[str] = []

    def new(self, engine: str, template: str | None = None) -> str:
        """The address of a new database: empty, or a copy of the one at `template`, to which nobody may be writing."""
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
        """Copy a file, with what a connection that is still open has not brought into it yet."""
        copyfile(source, self.folder / name)
        if Path(f"{source}-wal").exists():
            copyfile(f"{source}-wal", self.folder / f"{name}-wal")

    def drop(self) -> None:
        """Drop what was made on the server; folders are their owner's."""
        while self.made:
            self.server.drop(self.made.pop())
