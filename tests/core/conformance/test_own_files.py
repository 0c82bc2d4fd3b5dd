"""Which files are a plugin's."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from core.conformance.own_files import is_called_by, is_own


def _plugin(file: str, is_package: bool) -> ModuleType:
    made = ModuleType("alpha")
    made.__file__ = file
    if is_package:
        made.__path__ = [str(Path(file).parent)]
    return made


@pytest.mark.parametrize(
    ("file", "of_a_package", "of_a_module"),
    [
        ("/site/alpha/__init__.py", True, True),
        ("/site/alpha/rules/planning.py", True, False),
        ("/site/alphabet/rules.py", False, False),
    ],
)
def test_files_of_a_package_and_of_a_module_beside_others(file: str, of_a_package: bool, of_a_module: bool) -> None:
    assert is_own(_plugin("/site/alpha/__init__.py", is_package=True), file) == of_a_package
    assert is_own(_plugin("/site/alpha/__init__.py", is_package=False), file) == of_a_module


def test_what_has_no_file_owns_none() -> None:
    assert not is_own(ModuleType("alpha"), "/site/alpha.py")


def test_whatever_lies_between_a_plugin_calls_what_it_begins() -> None:
    assert (lambda: is_called_by(_plugin(__file__, is_package=False)))()
    assert not is_called_by(_plugin("/site/alpha.py", is_package=False))
