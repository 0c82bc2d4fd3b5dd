"""A sound plugin, made from the template, with one fault planted at a time."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from pluggy import PluginManager

from core.conformance import Conformance, Network
from core.conformance.databases import Databases
from core.conformance.examination import Examination, Preparations
from core.plugins.finding import load_plugins

Check = Callable[[Examination], Iterator[str]]
PLAN = "mutation($input: PlanTrainingInput!) { planTraining(input: $input) { training { id } errors { code } } }"


@dataclass(frozen=True)
class Fault:
    """A fault to plant: replacements by file, the check that must find it, and words of what it must say."""

    name: str
    edits: tuple[tuple[str, str, str], ...]
    found_by: Check
    said: str
    also: Mapping[str, str] = field(default_factory=dict)
    """What else the input of the plugin's mutation is given."""


class Sound(Conformance):
    """The plugin as the template makes it, loaded beside the installed ones."""

    plugin = "trainings"

    def __init__(self, module: ModuleType, also: Mapping[str, str]) -> None:
        self.module, self.also = module, also

    def load(self, disabled: Iterable[str] = ()) -> PluginManager:
        gone = set(disabled)
        return load_plugins(gone, extra={} if self.plugin in gone else {self.plugin: self.module})

    def fill(self, network: Network) -> None:
        kenya = network.member("KEN")
        for title, announced, day in (("Open to all", True, "2999-01-01"), ("Still secret", False, "2999-02-01")):
            given = {"participant": kenya.id, "title": title, "heldOn": day, "announced": announced, **self.also}
            network.ask(PLAN, {"input": given}, kenya.viewer)


@pytest.fixture
def prepared_without(
    databases: Databases,
    engine_name: str,
    installed_plugins: PluginManager,
    migrated_template: Callable[[str], str],
) -> Preparations:
    """What an examination starts from: the plugins to which the one with a fault comes, and their database."""
    made = Preparations(databases)
    made.loaded[Sound, frozenset({Sound.plugin})] = installed_plugins
    made.migrated[tuple(installed_plugins.list_name_plugin()), engine_name] = migrated_template(engine_name)
    return made


@pytest.fixture
def planted(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    databases: Databases,
    engine_name: str,
    new_trainings: Path,
    prepared_without: Preparations,
) -> Iterator[Callable[..., Examination]]:
    """Makes the examination of a plugin with a fault in it, or of a sound one."""
    made: list[Examination] = []

    def plant(fault: Fault | None = None) -> Examination:
        folder = shutil.copytree(new_trainings, tmp_path / "trainings")
        for file, old, new in fault.edits if fault else ():
            path = folder / "trainings" / file
            content = path.read_text() if path.exists() else ""
            assert old in content, f"{file} does not hold {old!r}"
            path.write_text(content.replace(old, new, 1) if old else content + new)
        monkeypatch.syspath_prepend(str(folder))
        sound = Sound(import_module("trainings"), fault.also if fault else {})
        made.append(Examination(sound, engine_name, databases, prepared_without))
        return made[-1]

    yield plant
    for examination in made:
        examination.__exit__()
    for name in [name for name in sys.modules if name.partition(".")[0] == "trainings"]:
        del sys.modules[name]
