"""Environments beside the running one, with the platform's wheel and others in them."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def environment_with(folder: Path, *sources: Path) -> Path:
    """A fresh environment with the wheels of these folders; what they depend on is borrowed from the running one."""
    for source in sources:
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "wheels")]
        subprocess.run(build, cwd=source, check=True, capture_output=True)
    venv.create(folder / "venv")
    python = folder / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, *map(str, (folder / "wheels").glob("*.whl"))], check=True)
    site = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    # What the platform depends on, and pip; not the platform: its own editable installation would hide the wheel.
    for found in Path(sysconfig.get_path("purelib")).iterdir():
        link = Path(site) / found.name
        if "nmirf" not in found.name and not link.exists():
            link.symlink_to(found)
    return folder / "venv" / "bin"
