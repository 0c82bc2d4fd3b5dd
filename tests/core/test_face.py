"""What plugin authors import: listed, documented, typed, and the same as when its version was written down."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.errors import StartupError
from core.plugins.face import FACE, MODULES, fits
from core.plugins.finding import load_plugins, plugin_names
from tests.core.plugins.made_plugins import members_with

WRITTEN = Path(__file__).with_name("face.txt")


def _listed() -> Iterator[tuple[str, Any]]:
    for module in MODULES:
        found = import_module(module)
        for name in sorted(found.__all__):
            yield f"{module}.{name}", getattr(found, name)


def _told(thing: Any) -> str:
    """What an author relies on: members of an enum, the names that a class is made of, parameters and answer."""
    if isinstance(thing, str):
        return f" = {thing}"
    if isinstance(thing, type) and issubclass(thing, enum.Enum):
        return f": {' '.join(member.name for member in thing)}"
    if inspect.isfunction(thing):
        return str(inspect.signature(thing))
    if isinstance(thing, type):
        ours = [one for one in thing.__mro__ if one is thing or one.__name__.startswith("_")]
        public = [name for one in ours for name in vars(one) if not name.startswith(("_", "process_", "load_"))]
        annotated = [name for name in vars(thing).get("__annotations__", {}) if not name.startswith("_")]
        return f": {' '.join(sorted({*public, *annotated} - {'cache_ok', 'impl'}))}".rstrip(": ")
    return ""


def _face() -> str:
    return f"{FACE}\n" + "".join(f"{name}{_told(thing)}\n" for name, thing in _listed())


def test_the_face_is_the_one_that_was_written_down() -> None:
    assert _face() == WRITTEN.read_text(encoding="utf-8"), (
        "What plugin authors import has changed. Where something was taken away or changed, raise the major version "
        "in core/plugins/face.py, where something was added, the minor one, say it in CHANGELOG.md, and write the face down: "
        "python -m tests.core.test_face"
    )


@pytest.mark.parametrize(("name", "thing"), list(_listed()), ids=lambda value: value if isinstance(value, str) else "")
def test_all_of_it_is_documented_and_typed(name: str, thing: Any) -> None:
    if not callable(thing) or isinstance(thing, ModuleType):
        return
    if type(thing).__module__.startswith(("pluggy", "sqlalchemy")):
        return
    assert inspect.getdoc(thing), f"{name} has no docstring"
    if inspect.isfunction(thing):
        for parameter in inspect.signature(thing).parameters.values():
            assert parameter.annotation is not inspect.Parameter.empty, f"{name}({parameter.name}) has no type"
        assert inspect.signature(thing).return_annotation is not inspect.Signature.empty, f"{name} answers no type"


@pytest.mark.parametrize(
    ("required", "runs"), [("1.0", True), ("1.2", False), ("0.9", False), ("2.0", False), (FACE, True)]
)
def test_a_version_of_the_face_runs_what_was_written_for_it_or_before(required: str, runs: bool) -> None:
    assert fits(required) is runs


def _plugin(requires_face: object) -> ModuleType:
    module = ModuleType("alpha")
    module.requires_face = requires_face  # type: ignore[attr-defined]
    return module


def test_a_plugin_for_this_face_is_loaded() -> None:
    assert plugin_names(members_with({"alpha": _plugin("1.0")})) == ["members", "alpha"]


@pytest.mark.parametrize(
    ("required", "told"),
    [
        ("2.0", f"requires the face 2.0, but this platform has {FACE}"),
        ("newest", "says requires_face = 'newest'"),
        (1, "= 1"),
    ],
)
def test_a_plugin_for_another_face_is_refused_with_what_to_do(required: object, told: str) -> None:
    with pytest.raises(StartupError) as refused:
        members_with({"alpha": _plugin(required)})
    assert refused.value.code == "PLUGIN_FACE"
    assert f"'alpha' {told.removeprefix('= ')}" in refused.value.message or told in refused.value.message


def test_a_plugin_that_imports_what_the_face_lacks_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "newer_plugin.py").write_text("from schema import hologram")
    metadata = tmp_path / "newer-3.1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: newer\nVersion: 3.1\n")
    (metadata / "entry_points.txt").write_text("[nmirf.plugins]\nnewer = newer_plugin\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(StartupError) as refused:
        load_plugins()
    assert refused.value.code == "PLUGIN_FACE"
    assert f"'newer' of newer 3.1 imports what the face {FACE} of this platform does not have" in refused.value.message
    assert "cannot import name 'hologram' from 'schema'" in refused.value.message


if __name__ == "__main__":
    WRITTEN.write_text(_face(), encoding="utf-8")
