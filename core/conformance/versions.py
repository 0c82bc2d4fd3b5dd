"""The versions of a plugin's tables, and how to move between them."""

from __future__ import annotations

from alembic import command
from alembic.script import ScriptDirectory

from core.conformance.examination import Examination
from core.migrations.sources import config_of, sources
from core.platform import Platform


def versions(examination: Examination) -> list[str]:
    """The versions of the plugin's migrations, from the first."""
    folder, metadata = sources(examination.plugins)[examination.name]
    scripts = ScriptDirectory.from_config(config_of(examination.name, folder, metadata))
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def move(platform: Platform, name: str, to: str) -> None:
    """Migrate a plugin's tables up to a version or to `heads`, or down to `base`. Raises what its migrations raise."""
    folder, metadata = sources(platform.plugins)[name]
    with platform.database.transaction() as session:
        bring = command.downgrade if to == "base" else command.upgrade
        bring(config_of(name, folder, metadata, session.connection()), to)
