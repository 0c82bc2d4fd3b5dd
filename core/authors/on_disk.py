"""What is installed on the disk, whatever this process has loaded."""

from __future__ import annotations

from importlib import invalidate_caches
from zlib import crc32

from core.plugins.finding import available


def versions_on_disk() -> dict[str, list[str]]:
    """Distribution, version and a digest of the files on the disk, by the names of plugins."""
    found = {}
    invalidate_caches()
    for one in available().values():
        files = one.entry.dist.read_text("RECORD") if one.entry.dist else None
        found[one.name] = [one.distribution, one.version, str(crc32((files or "").encode()))]
    return found
