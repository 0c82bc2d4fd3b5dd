"""Loads what commands and servers load, once for all that are forked from here."""

from importlib import import_module

from core.platform import assemble_schema
from core.plugins import load_plugins

for name in ("alembic.command", "core.app", "core.commands.together", "core.conformance", "core.serving", "pytest"):
    import_module(name)
assemble_schema(load_plugins())
