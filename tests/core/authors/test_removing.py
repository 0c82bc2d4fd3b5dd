"""What goes with a plugin that is removed: all that its distribution offers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pluggy import PluginManager

from core.authors import install
from core.errors import StartupError
from core.plugins.finding import load_plugins


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, ...]]]:
    """Two plugins of one distribution are installed; what pip would be told to do."""
    about = tmp_path / "pair-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: pair\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[nmirf.plugins]\nleft = left_of_pair\nright = right_of_pair\n")
    for name in ("left", "right"):
        (tmp_path / f"{name}_of_pair.py").write_text(
            "from sqlalchemy import Column, Integer, MetaData, Table\n\nfrom core import hookimpl\n\n"
            f'metadata = MetaData()\nTable("{name}_rows", metadata, Column("id", Integer, primary_key=True))\n\n\n'
            "@hookimpl\ndef register_tables():\n    return metadata\n"
        )
    monkeypatch.syspath_prepend(str(tmp_path))
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(install, "_pip", lambda *arguments: told.append(arguments))
    yield told
    for name in ("left", "right"):
        sys.modules.pop(f"{name}_of_pair", None)


def _with_one_that_requires(name: str) -> PluginManager:
    other = ModuleType("requiring")
    other.requires = (name,)  # type: ignore[attr-defined]
    return load_plugins(extra={"requiring": other})


def test_a_plugin_is_not_removed_beside_one_that_another_requires(offered: list[tuple[str, ...]]) -> None:
    plugins = _with_one_that_requires("right")
    for name in ("left", "right"):
        with pytest.raises(StartupError, match="'right' is required by requiring"):
            install.remove(name, plugins)
    assert offered == []


def test_all_that_goes_with_a_plugin_is_listed(offered: list[tuple[str, ...]]) -> None:
    gone, tables = install.remove("left", load_plugins())
    assert [one.name for one in gone] == ["left", "right"]
    assert tables == "left_rows, right_rows"
    assert offered == [("uninstall", "--quiet", "--yes", "pair")]
