"""The face of the platform for plugin authors: what they may import, and its version.

`core`, `core.members` and `schema` list it in `__all__`. What is listed does not change within a major version; a minor
version only adds to it. Everything else may change from day to day, and is not for plugins.
"""

from __future__ import annotations

import re

FACE = "1.1"
"""The version of this platform's face: major.minor."""

MODULES = ("core", "core.members", "schema")
"""The modules that plugins import from."""


def fits(required: str) -> bool:
    """Whether a plugin written for a version of the face runs here. Raises ValueError if it is not a version."""
    if not re.fullmatch(r"\d{1,4}\.\d{1,4}", required):
        raise ValueError(required)
    major, minor = (int(part) for part in required.split("."))
    our_major, our_minor = (int(part) for part in FACE.split("."))
    return major == our_major and minor <= our_minor
