"""Installs the peers from locks: Python packages in `packages`, npm packages in `node_modules`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench import load

HERE = Path(__file__).parent
PACKAGES = HERE / "packages"


def install() -> None:
    """Install what is missing or has another version."""
    load.install(HERE)
    lock, stamp = HERE / "requirements.lock", PACKAGES / "installed.lock"
    if stamp.exists() and stamp.read_text() == lock.read_text():
        return
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--upgrade", "--target", str(PACKAGES), "-r", str(lock)]
    subprocess.run(command, check=True)
    stamp.write_text(lock.read_text())
