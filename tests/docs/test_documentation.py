"""The documentation: it builds, whole and offline, and its examples do what it says."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.conformance.postgresql import Server
from core.platform import Platform
from core.plugins.face import MODULES
from core.settings.settings import Settings
from tests.commands import nmirf
from tests.conftest import Ask
from tests.docs.pages import DOCS, examples
from tests.environment import ROOT, environment_with
from tests.factories import make_member

LANGUAGES = {"", "console", "graphql", "json", "python", "ts"}
QUERIES = examples("start/query.md")
ASKED = [
    (example.body, following.body if following is not None and following.language == "json" else None)
    for example, following in zip(QUERIES, [*QUERIES[1:], None], strict=True)
    if example.language == "graphql"
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation, built strictly: a broken link fails."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_it_has_a_page_for_every_hook_and_the_whole_schema(site: Path) -> None:
    hooks = re.findall(r"^def (\w+)", (ROOT / "core" / "plugins" / "hookspecs.py").read_text(), re.MULTILINE)
    assert len(hooks) > 10
    assert {page.stem for page in (site / "hooks").glob("*.html")} == set(hooks)
    shown = "".join(page.read_text() for page in (site / "schema").glob("*.html"))
    for name in re.findall(
        r"^(?:type|input|enum|interface|scalar) (\w+)", (ROOT / "schema" / "schema.graphql").read_text(), re.MULTILINE
    ):
        assert f'id="{name.lower()}"' in shown or name in ("Query", "Mutation", "Subscription"), name


def test_it_says_of_every_setting_what_it_decides(site: Path) -> None:
    page = (site / "settings.html").read_text()
    rows = re.findall(r"<td><code>(NMIRF_\w+)</code></td>\s*<td>[^<]+</td>\s*<td>\S", page)
    assert rows == [name for name, _, _ in Settings().described()]


def test_nothing_in_it_comes_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        loaded = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="(https?://[^"]+)"', page.read_text())
        assert [address for address in loaded if "github.com" not in address] == [], page


def test_every_column_has_a_head_and_every_page_a_dark_palette(site: Path) -> None:
    for page in site.rglob("*.html"):
        shown = page.read_text()
        assert re.findall(r"<th[^>]*>\s*</th>", shown) == [], page
        assert 'data-md-color-media="(prefers-color-scheme: dark)"' in shown, page
        assert re.search(r'<link rel="stylesheet" href="[./]*site\.css"', shown), page


def test_every_rule_is_shown_with_where_it_is_enforced(site: Path) -> None:
    shown = (site / "declaration.html").read_text()
    assert len(re.findall(r"<td>[MDCEPS]\d</td>", shown)) == 28
    assert "not named in the code" not in shown


def test_the_face_is_shown_whole(site: Path) -> None:
    shown = (site / "face.html").read_text()
    for module in MODULES:
        for name in sys.modules[module].__all__:
            assert f"<code>{name}</code>" in shown, name
    told = html.unescape(re.sub(r"<[^>]+>", "", shown))
    assert "status: ObligationStatus" in told
    assert "description: str = ''" in told
    assert "StartupError(code: str, message: str)" in told
    assert "Conflict(message: str, *path: str)" in told
    assert "PresentWhere(column: str, where: str, value: str)" in told


def test_every_code_has_its_line(site: Path) -> None:
    """Of requests by hand, of refused writes from the code."""
    raised = re.compile(
        r'(?:BadRequest|HttpError|Unavailable|_require_at_most|with_code)\((?:\s*\d+,|found,)?\s*"([A-Z_]+)"|"code": "([A-Z_]+)"'
    )
    source = "".join(path.read_text() for folder in ("schema", "core") for path in (ROOT / folder).rglob("*.py"))
    codes = {one or other for one, other in raised.findall(source)}
    assert len(codes) > 40
    shown = html.unescape((site / "codes.html").read_text())
    named = set(re.findall(r"<code>([A-Z_]+)</code>", shown))
    assert codes <= named
    written = set(re.findall(r"`([A-Z_]+)`", (DOCS / "codes.md").read_text()))
    assert all(f'"{code}"' in source for code in written)
    assert {"CONFLICT", "WRONG_STAGE", "AGENDA_TOO_LATE"} <= named
    assert ">AgendaTooLate</a>" in shown


def test_every_example_is_of_a_kind_that_is_run() -> None:
    for page in DOCS.rglob("*.md"):
        assert {example.language for example in examples(str(page.relative_to(DOCS)))} <= LANGUAGES, page


def test_every_recipe_stands_in_the_example_that_is_run() -> None:
    written = "".join(path.read_text() for path in (ROOT / "examples" / "trainings").rglob("*.py"))
    found = [example for example in examples("recipes.md") if example.language == "python"]
    assert len(found) > 15
    for example in found:
        assert example.body in written, example.body


def test_a_hook_with_a_recipe_names_it(site: Path) -> None:
    assert 'href="../recipes.html#a-route"' in (site / "hooks" / "register_routes.html").read_text()
    assert "The plugin's tables" in html.unescape((site / "hooks" / "register_tables.html").read_text())


@pytest.mark.parametrize(("document", "answer"), ASKED)
def test_a_query_of_the_first_ten_minutes_answers_what_is_shown(
    platform: Platform, ask: Ask, document: str, answer: str | None
) -> None:
    make_member(platform, "PRY")
    found = ask(document)
    if answer is None:
        assert "errors" not in found, found
    else:
        assert found == json.loads(answer)


@pytest.mark.long(70)
def test_a_plugin_is_made_by_doing_what_is_said(tmp_path: Path, postgresql_server: Server) -> None:
    bin_ = environment_with(tmp_path / "environment", ROOT)
    environment = {
        "PATH": f"{bin_}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "COLUMNS": "240",
        "NMIRF_TEST_POSTGRES_URL": postgresql_server.address,
    }
    folder = tmp_path / "work"
    folder.mkdir()

    def run(command: str) -> str:
        done = subprocess.run(
            command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=500, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    run("nmirf migrate")
    done = 0
    for example in examples("start/plugin.md"):
        if example.language == "console":
            for command, lines in example.commands():
                printed = run(command)
                for line in lines:
                    assert line in printed, f"{command} does not print {line!r}: {printed[-2000:]}"
                done += 1
        elif example.language == "python" and example.what:
            example.write(folder)
            done += 1
        elif example.language == "python":
            written = "".join(path.read_text() for path in (folder / "workshops").rglob("*.py"))
            assert example.body in written
        elif example.language == "graphql":
            query = json.dumps({"query": example.body})
            program = (
                "import asyncio, json, sys; from core.platform import Platform; from core.settings.settings import Settings\n"
                "platform = Platform(Settings.from_environment())\n"
                f"answer = asyncio.run(platform.engine.answer(json.loads({query!r})['query'], None, None, platform.reading()))\n"
                "print(answer.body.decode())"
            )
            (folder / "ask.py").write_text(program)
            assert json.loads(run(f"{bin_}/python ask.py")) == {"data": {"workshops": {"totalCount": 0, "nodes": []}}}
    assert done == 17


def test_the_other_commands_do_what_is_said(tmp_path: Path) -> None:
    (example,) = [example for example in examples("changes.md") if example.language == "console"]
    for command, lines in example.commands():
        assert nmirf(*command.split()[1:], folder=tmp_path).stdout.splitlines() == lines
