"""A candidate is tried in a Python of its own, which prints only the outcome."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core.authors.candidate import trial
from tests.core.authors.conftest import Installed

PRINTING = '''"""A plugin that prints."""

import os

from core import hookimpl

print("Hello.")
os.system("echo Hello too.")


@hookimpl
def register_types():
    print("Types.")
    return []
'''
FAILING = """
from core import hookimpl


@hookimpl
def register_{hook}({parameters}):
    {body}
"""
MENTIONED = """
from core import hookimpl


async def mention():
    raise AssertionError("It does not run.")


@hookimpl
def register_commands(cli, platform):
    @cli.command()
    def mentions(since: int = 0):
        print(platform())


@hookimpl
def register_background(platform):
    return [mention()]
"""


def test_a_candidate_may_print(installed: Installed, tmp_path: Path) -> None:
    installed(PRINTING)
    outcome = trial(sys.executable, [], tmp_path)
    assert outcome.error is None
    assert "tried" in [plugin.name for plugin in outcome.plugins]


@pytest.mark.parametrize(
    ("hook", "parameters", "body", "said"),
    [
        ("commands", "cli", "cli.commands()", "AttributeError: "),
        ("commands", "cli", "@cli.command()\n    def mentions(since: dict): pass", "Type not yet supported"),
        ("background", "platform", "platform.every_hour()", "AttributeError: "),
        ("routes", "", "return ['/tried']", "returns ['/tried']; it must return a list of routes"),
    ],
)
def test_a_candidate_that_would_stop_every_command_or_the_server_is_refused(
    installed: Installed, tmp_path: Path, hook: str, parameters: str, body: str, said: str
) -> None:
    installed(FAILING.format(hook=hook, parameters=parameters, body=body))
    outcome = trial(sys.executable, [f"sqlite:///{tmp_path}/empty.db"], tmp_path)
    assert outcome.error is not None
    assert f"register_{hook} of the plugin 'tried' " in outcome.error
    assert said in outcome.error


def test_background_work_does_not_run_in_a_trial(installed: Installed, tmp_path: Path) -> None:
    installed(MENTIONED)
    assert trial(sys.executable, [f"sqlite:///{tmp_path}/empty.db"], tmp_path).error is None
