"""A plugin from its first line to its removal, as somebody makes one who has the platform's wheel and nothing else."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.plugins.face import FACE
from tests.environment import ROOT, environment_with

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the platform's wheel."""
    return environment_with(tmp_path_factory.mktemp("environment"), ROOT)


@pytest.fixture
def run(environment: Path, tmp_path: Path) -> Run:
    def command(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(environment / "nmirf"), *arguments],
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "COLUMNS": "240", **variables},
        )

    return command


@pytest.fixture
def trainings(new_trainings: Path, tmp_path: Path) -> Path:
    """The folder of a new plugin, for one test alone."""
    return shutil.copytree(new_trainings, tmp_path / "trainings")


@pytest.mark.parametrize("package", ["core", "schema", "plugins"])
def test_the_wheel_says_that_its_packages_are_typed(environment: Path, package: str) -> None:
    """Without that file mypy takes all that a plugin imports for Any, and `mypy --strict` refuses it."""
    assert len(list(environment.parent.glob(f"lib/python*/site-packages/{package}/py.typed"))) == 1


@pytest.mark.long(35)
def test_a_new_plugin_is_checked_works_and_leaves_its_data(run: Run, tmp_path: Path) -> None:
    """That its own tests are green is held by the documentation's (tests/docs), which makes one as well."""
    made = run("plugins", "new", "trainings")
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "trainings"
    run("migrate")
    checked = run("plugins", "check", str(folder))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    for words in ("Adds trainings 0.1.0", "SAFE       Field Participant.trainings was added.", "CREATE TABLE trainings_trainings",
                  "On a copy of this database its migrations upgrade trainings in "):  # fmt: skip
        assert words in checked.stdout
    assert "There is no database" not in checked.stdout
    assert "sqlite_stat" not in checked.stdout

    installed = run("plugins", "install", str(folder))
    assert installed.returncode == 0, installed.stderr
    assert "trainings 0.1.0 is installed. Start the server again" in installed.stdout
    assert run("migrate").stdout == "Upgraded: trainings.\n"
    listed = run("plugins", "list").stdout
    assert "trainings 0.1.0, from trainings" in listed
    assert "  fields  Participant.trainings, Query.training, Query.trainings, Mutation.planTraining" in listed

    unchanged = run("plugins", "install", str(folder))
    assert unchanged.stderr.startswith("PLUGIN_NONE: ")
    assert "the same version was already installed: raise it" in unchanged.stderr
    assert "All its plugins are already installed as they are" in run("plugins", "check", str(folder)).stdout
    with (folder / "trainings" / "rules.py").open("a") as rules:
        rules.write("\nimport atlas\n# Changed, and the version is the same.\n")
    _depend_on_an_atlas(folder)
    assert "Adds trainings 0.1.0" in run("plugins", "check", str(folder)).stdout
    changed = run("plugins", "install", str(folder))
    assert changed.returncode == 0, changed.stderr
    assert "trainings 0.1.0 is installed. Start the server again" in changed.stdout
    assert "trainings(" in run("schema").stdout

    removed = run("plugins", "remove", "trainings")
    assert removed.returncode == 0, removed.stderr
    assert "Its data is kept" in removed.stdout
    assert "trainings_trainings" in removed.stdout
    assert "trainings" not in run("schema").stdout
    assert run("migrate").returncode == 0
    again = run("plugins", "install", str(folder))
    assert again.returncode == 0, again.stderr
    assert run("migrate").stdout == "The database already has this version.\n"
    run("plugins", "remove", "trainings")


def _depend_on_an_atlas(folder: Path) -> None:
    """Let a plugin depend on a distribution that is nowhere but in a folder beside it."""
    atlas, project = folder.with_name("atlas"), folder / "pyproject.toml"
    atlas.mkdir()
    (atlas / "atlas.py").write_text("")
    (atlas / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "atlas"\nversion = "0.1.0"\n[tool.hatch.build]\ninclude = ["atlas.py"]\n'
    )
    written = project.read_text().replace('"nmirf-network"]', f'"nmirf-network", "atlas @ {atlas.as_uri()}"]')
    project.write_text(f"{written}\n[tool.hatch.metadata]\nallow-direct-references = true\n")


@pytest.mark.long(25)
def test_a_plugin_with_which_nothing_starts_is_told_and_not_installed(run: Run, trainings: Path) -> None:
    face = trainings / "trainings" / "__init__.py"
    face.write_text(face.read_text().replace(f'requires_face = "{FACE}"', 'requires_face = "7.0"'))
    checked = run("plugins", "check", str(trainings))
    assert checked.returncode == 1
    assert f"requires the face 7.0, but this platform has {FACE}" in checked.stdout
    refused = run("plugins", "install", str(trainings))
    assert refused.returncode == 1
    assert refused.stderr.startswith("PLUGIN_REFUSED: ")
    assert "requires the face 7.0" in refused.stderr
    assert run("schema").returncode == 0


@pytest.mark.long(25)
def test_a_plugin_that_does_not_migrate_is_not_installed(run: Run, trainings: Path) -> None:
    run("migrate")
    tables = trainings / "trainings" / "tables.py"
    tables.write_text(
        tables.read_text().replace('    Column("title"', '    Column("room", String),\n    Column("title"', 1)
    )
    refused = run("plugins", "install", str(trainings))
    assert (refused.returncode, refused.stderr.partition(":")[0]) == (1, "PLUGIN_REFUSED")
    assert "the column trainings_trainings.room, which the database lacks" in refused.stderr
    assert "trainings" not in run("plugins", "list").stdout


@pytest.mark.long(25)
def test_what_goes_wrong_later_is_told_and_leaves_the_platform_able_to_start(
    run: Run, trainings: Path, environment: Path
) -> None:
    """A newer version with which nothing starts is not installed; one that no longer loads can be removed."""
    run("plugins", "install", str(trainings))
    rules, project = trainings / "trainings" / "rules.py", trainings / "pyproject.toml"
    rules.write_text(f"{rules.read_text()}\nraise RuntimeError('half done')\n")
    project.write_text(project.read_text().replace('version = "0.1.0"', 'version = "0.2.0"'))
    refused = run("plugins", "install", str(trainings))
    assert (refused.returncode, refused.stderr.partition(":")[0]) == (1, "PLUGIN_REFUSED")
    assert "half done" in refused.stderr
    assert "trainings 0.1.0, from trainings" in run("plugins", "list").stdout

    (installed,) = environment.parent.glob("lib/python*/site-packages/trainings/rules.py")
    installed.write_text("raise RuntimeError('broken here')\n")
    assert run("plugins", "list").stderr.startswith("PLUGIN_IMPORT: ")
    removed = run("plugins", "remove", "trainings")
    assert removed.returncode == 0, removed.stderr
    assert "tables those that begin with trainings_" in removed.stdout
    assert run("schema").returncode == 0


@pytest.mark.long(10)
def test_an_older_version_than_the_one_that_wrote_the_database_is_not_installed(
    run: Run, trainings: Path, tmp_path: Path
) -> None:
    run("migrate")
    with closing(sqlite3.connect(tmp_path / "data" / "network.db")) as database:
        database.execute("CREATE TABLE alembic_version_trainings AS SELECT 'trainings_0002' AS version_num")
        database.commit()
    refused = run("plugins", "install", str(trainings))
    assert refused.stderr.startswith("PLUGIN_REFUSED: ")
    assert "written by a newer version of 'trainings' (revision trainings_0002, unknown here)" in refused.stderr
    assert "nmirf plugins remove" in refused.stderr
    assert "trainings" not in run("plugins", "list").stdout


@pytest.mark.long(15)
def test_a_check_changes_nothing_and_leaves_disabled_plugins_out(run: Run, trainings: Path, tmp_path: Path) -> None:
    checked = run("plugins", "check", str(trainings), NMIRF_DISABLED_PLUGINS="voting")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "Training was added" in checked.stdout
    assert "Ballot" not in checked.stdout
    assert "There is no database data/network.db: the trial uses only an empty one." in checked.stdout
    assert not (tmp_path / "data").exists()
    assert "trainings" not in run("plugins", "list").stdout


@pytest.mark.long(25)
def test_a_document_of_a_partner_that_would_break_is_told(run: Run, trainings: Path, tmp_path: Path) -> None:
    """A newer version of a plugin, without a field that a partner asks for, in what is stored and in a file alike."""
    run("plugins", "install", str(trainings))
    (tmp_path / "portal.graphql").write_text("{ trainings { nodes { announced } } }")
    run("migrate")
    run("documents", "add", "portal.graphql")
    (tmp_path / "portal.graphql").write_text("{ trainings { nodes { announced heldOn } } }")
    types, project = trainings / "trainings" / "types.py", trainings / "pyproject.toml"
    lines = [line for line in types.read_text().splitlines() if "announced: bool" not in line]
    types.write_text("\n".join(lines))
    project.write_text(project.read_text().replace('version = "0.1.0"', 'version = "0.2.0"'))
    checked = run("plugins", "check", str(trainings), "--documents", ".")
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "BREAKING   Field Training.announced was removed." in checked.stdout
    assert checked.stdout.count("portal.graphql breaks: Cannot query field 'announced' on type 'Training'.") == 2
    run("plugins", "remove", "trainings")
