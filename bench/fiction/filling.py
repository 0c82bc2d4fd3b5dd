"""Fills an empty database."""

from __future__ import annotations

from dataclasses import dataclass

from bench.fiction.members import write_members
from bench.fiction.practices import write_practices
from bench.fiction.voting import write_voting
from bench.fiction.writing import Writer, analyze
from core.members.figures import recount
from core.migrations.upgrading import migrate
from core.platform import Platform
from core.settings.settings import Settings
from plugins.practices.bitmaps import rebuild


@dataclass(frozen=True)
class Size:
    """The numbers of practices, and of decisions with a ballot of each of the 193 states."""

    practices: int = 5_000
    decisions: int = 300


def fill(address: str, size: Size) -> None:
    """Migrate an empty database and fill it."""
    platform = Platform(Settings(database_url=address))
    try:
        migrate(platform.database, platform.plugins)
        with Writer.at(address) as writer:
            members = write_members(writer)
            write_practices(writer, members, size.practices)
            write_voting(writer, members, size.decisions)
        with platform.database.transaction() as session:
            recount(session)
            rebuild(session)
    finally:
        platform.database.dispose()
    analyze(address)
