"""What goes with a plugin that is removed: all that its distribution offers, unless another plugin requires it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.authors import install
from core.errors import StartupError
from core.plugins.finding import load_plugins

Offer = Callable[..., None]

WITH_TABLE = """
from sqlalchemy import Column, Integer, MetaData, Table

from core import hookimpl

metadata = MetaData()
Table("{name}_rows", metadata, Column("id", Integer, primary_key=True))


@hookimpl
def register_tables():
    return metadata
"""


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Offer]:
    """Installs a distribution with these plugins, each with its code."""
    modules: list[str] = []
    monkeypatch.syspath_prepend(str(tmp_path))

    def offered(distribution: str, **plugins: str) -> None:
        about = tmp_path / f"{distribution}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        entries = "".join(f"{name} = {name}_of_{distribution}\n" for name in plugins)
        (about / "entry_points.txt").write_text(f"[nmirf.plugins]\n{entries}")
        for name, code in plugins.items():
            (tmp_path / f"{name}_of_{distribution}.py").write_text(code)
            modules.append(f"{name}_of_{distribution}")

    yield offered
    for module in modules:
        sys.modules.pop(module, None)


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What pip would be told to do."""
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(install, "_pip", lambda *arguments: told.append(arguments))
    return told


@pytest.fixture
def pair(offer: Offer) -> None:
    """Two plugins of one distribution are installed."""
    offer("pair", left=WITH_TABLE.format(name="left"), right=WITH_TABLE.format(name="right"))


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize("disabled", [[], ["requiring"]])
def test_a_plugin_is_not_removed_beside_one_that_another_requires(
    offer: Offer, pip: list[tuple[str, ...]], disabled: list[str]
) -> None:
    offer("other", requiring=f'{WITH_TABLE.format(name="requiring")}\nrequires = ("right",)\n')
    for name in ("left", "right"):
        with pytest.raises(StartupError, match="'right' is required by requiring"):
            install.remove(name, load_plugins(disabled))
    assert pip == []


@pytest.mark.usefixtures("pair")
def test_a_plugin_that_does_not_load_hides_nothing_that_another_requires(
    offer: Offer, pip: list[tuple[str, ...]]
) -> None:
    offer("broken", broken="raise SystemExit('broken')\n")
    offer("other", requiring=f'{WITH_TABLE.format(name="requiring")}\nrequires = ("right",)\n')
    with pytest.raises(StartupError, match="'right' is required by requiring"):
        install.remove("right", None)
    assert pip == []
    assert install.remove("broken", None)[1] == "those that begin with broken_"


@pytest.mark.usefixtures("pair")
def test_all_that_goes_with_a_plugin_is_listed(pip: list[tuple[str, ...]]) -> None:
    gone, tables = install.remove("left", load_plugins())
    assert [one.name for one in gone] == ["left", "right"]
    assert tables == "left_rows, right_rows"
    assert pip == [("uninstall", "--quiet", "--yes", "pair")]
