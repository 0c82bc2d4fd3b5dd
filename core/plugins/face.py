"""The face of the platform for plugin authors: what may be imported, and in which version.

`core`, `core.members` and `schema` list it in `__all__`. What is listed stays as it is within a major version, to which
a minor version only adds. Everything else may change from day to day, and is not for plugins.
"""

from __future__ import annotations

import re

FACE = "1.1"
"""The version of the face that this platform shows: major.minor."""

MODULES = ("core", "core.members", "schema")
"""The modules that plugins import from."""


def fits(required: str) -> bool:
    """Whether what was written for a version of the face runs here. Raises ValueError for what is no version."""
    if not re.fullmatch(r"\d{1,4}\.\d{1,4}", required):
        raise ValueError(required)
    major, minor = (int(part) for part in required.split("."))
    our_major, our_minor = (int(part) for part in FACE.split("."))
    return major == our_major and minor <= our_minor
