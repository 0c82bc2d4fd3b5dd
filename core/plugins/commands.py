"""The commands of plugins, each plugin's in a group of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import typer
from pluggy import PluginManager
from typer.main import get_group

from core.plugins.faults import blaming, folder_of
from core.plugins.hooks import call, implementations


def command_groups(plugins: PluginManager, platform: Callable[[], Any]) -> Iterator[tuple[str, typer.Typer]]:
    """The name of each plugin that has commands, and their group. platform: returns the one that they work on.

    Raises StartupError PLUGIN_HOOK that names the plugin if its hook fails, or Typer cannot read a command.
    """
    for one in implementations(plugins, "register_commands"):
        group = typer.Typer(no_args_is_help=True, help=f"Commands of the plugin {one.plugin_name}.")
        with blaming("PLUGIN_HOOK", "register_commands", one.plugin_name, folder_of(one.plugin)):
            call(one, cli=group, platform=platform)
            get_group(group)
        yield one.plugin_name, group
