"""Loads what commands, servers and other processes of tests load, once for all that are forked from here."""

from importlib import import_module

from core.assembly import assemble_schema
from core.plugins.finding import load_plugins

COMMANDS = ("alembic.command", "core.server.app", "core.commands.root", "core.conformance", "core.server.serving")
TESTS = ("pytest", "tests.conftest")

for name in (*COMMANDS, *TESTS):
    import_module(name)
assemble_schema(load_plugins())
