"""Which files are a plugin's, and whether its code is running."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType, ModuleType


def is_own(plugin: ModuleType, file: str) -> bool:
    """Whether a file is one of a plugin's, which is a package or a module alone."""
    source = getattr(plugin, "__file__", None)
    if source is None:
        return False
    return Path(source).parent in Path(file).parents if hasattr(plugin, "__path__") else Path(source) == Path(file)


def is_called_by(plugin: ModuleType) -> bool:
    """Whether what runs has been called by a plugin's code, by whatever way."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if is_own(plugin, frame.f_code.co_filename):
            return True
        frame = frame.f_back
    return False
