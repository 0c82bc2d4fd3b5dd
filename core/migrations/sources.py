"""The folders of the migrations of core and of each plugin, and Alembic's configuration for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pluggy import PluginManager
from sqlalchemy import Connection, MetaData

from core.plugins.hooks import collect
from core.tables import metadata as core_metadata

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent


def sources(plugins: PluginManager) -> dict[str, tuple[Path, MetaData]]:
    """The folder of migrations and the tables of core and of each plugin, in order."""
    tables = dict(collect(plugins, "register_tables"))
    found = {"core": (HERE / "versions", core_metadata)}
    for name, folder in collect(plugins, "register_migrations"):
        found[name] = (Path(folder), tables.get(name, MetaData()))
    return found


def config_of(name: str, folder: Path, metadata: MetaData, connection: Connection | None = None) -> Config:
    """Alembic's configuration for one plugin."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, metadata=metadata, version_table=version_table(name))
    return config


def version_table(name: str) -> str:
    return f"alembic_version_{name}"
