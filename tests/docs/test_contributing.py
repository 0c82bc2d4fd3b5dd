"""What a newcomer reads of the code is so: the files that are named are there, the layers are those that are held."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.environment import ROOT


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "README.md", "docs/architecture.md"])
def test_every_file_that_is_named_is_there(page: str) -> None:
    named = re.findall(r"`(\w[\w.-]*(?:/[\w.-]+)+/?)`", _read(page))
    assert len(named) > 3
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_tests_that_make_names_are_there() -> None:
    named = re.findall(r"tests\S+", " ".join(re.findall(r"-m pytest (.+)", _read("Makefile"))))
    assert len(named) > 2
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_layers_of_the_schema_are_told_in_their_order() -> None:
    contracts = tomllib.loads(_read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract.get("containers") == ["schema"])
    told = _read("docs/architecture.md").partition("Within `schema`")[2].partition("The layers of")[0]
    named = [name.removesuffix(".py").removesuffix("/") for name in re.findall(r"`([\w./]+)`", told)]
    assert named == [name for layer in layers for name in layer.split(" | ")]
