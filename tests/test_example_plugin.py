"""A stranger's plugin, installed beside the platform's wheel in an environment of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.environment import ROOT, environment_with
from tests.ports import free_port


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with both wheels."""
    return environment_with(tmp_path_factory.mktemp("environment"), ROOT, ROOT / "tests" / "example_plugin")


@pytest.fixture
def run(environment: Path, database_url: str, tmp_path: Path) -> Callable[..., str]:
    def command(*arguments: str) -> str:
        done = subprocess.run(
            [str(environment / "nmirf"), *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            cwd=tmp_path,
            env={"NMIRF_DATABASE_URL": database_url, "PATH": os.environ["PATH"], "COLUMNS": "240"},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return command


def test_a_strangers_plugin_works_beside_the_wheel(
    environment: Path, run: Callable[..., str], database_url: str, tmp_path: Path
) -> None:
    assert "southern-cone-workshops" in run("plugins")
    shown = run("schema")
    assert "  planWorkshop(" in shown
    assert "type Workshop implements Node {" in shown
    assert run("southern_cone", "hello") == "Hello from the imaginary network.\n"
    assert run("migrate") == "Upgraded: southern_cone.\n"
    run("demo")
    token = run("token", "create", "--role", "FOCAL_POINT", "--name", "Test", "--participant", "AFG").strip()
    port = free_port()
    server = subprocess.Popen(
        [str(environment / "nmirf"), "serve", "--port", str(port)],
        cwd=tmp_path,
        env={"NMIRF_DATABASE_URL": database_url, "PATH": os.environ["PATH"]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        ask = _asking(port, token)
        participant = ask('{ participant(isoAlpha3: "AFG") { id } }')["data"]["participant"]["id"]
        plan = """mutation($id: ID!, $on: Date!) { planWorkshop(input: {participant: $id, title: "Test", heldOn: $on}) {
          workshop { id participant { workshops { totalCount } } } errors { __typename code ... on WorkshopInThePast { earliest } } } }"""
        refused = ask(plan, {"id": participant, "on": "2001-01-01"})["data"]["planWorkshop"]
        assert refused["workshop"] is None
        assert refused["errors"][0]["__typename"] == "WorkshopInThePast"
        assert refused["errors"][0]["earliest"] > "2026"
        done = ask(plan, {"id": participant, "on": "2999-01-01"})["data"]["planWorkshop"]
        assert done["workshop"]["participant"]["workshops"]["totalCount"] == 1
        seen = ask(
            "{ workshops { nodes { id title participant { state { isoAlpha3 } } } } network { obligations { rule status } } }"
        )
        (workshop,) = seen["data"]["workshops"]["nodes"]
        assert workshop == {
            "id": done["workshop"]["id"],
            "title": "Test",
            "participant": {"state": {"isoAlpha3": "AFG"}},
        }
        assert {"rule": "A workshop is planned.", "status": "MET"} in seen["data"]["network"]["obligations"]
        by_id = ask("query($id: ID!) { node(id: $id) { ... on Workshop { title } } }", {"id": workshop["id"]})
        assert by_id["data"]["node"] == {"title": "Test"}
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/southern_cone/hello", timeout=10) as answer:
            assert json.load(answer) == {"network": "imaginary"}
    finally:
        server.terminate()
        server.wait(20)
    assert run("journal", "verify") == "The journal is whole.\n"


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def _asking(port: int, token: str) -> Callable[..., Any]:
    def ask(query: str, variables: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"content-type": "application/json", "authorization": f"Bearer {token}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    return ask
