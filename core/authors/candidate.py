"""The trial of a candidate: a plugin in a throw-away environment beside the platform, which does not change."""

from __future__ import annotations

import json
import subprocess
import sysconfig
import tempfile
import venv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from graphql import GraphQLError, build_schema, parse, validate
from pluggy import PluginManager
from sqlalchemy import inspect, select

from core.assembly import assemble_schema
from core.authors.databases import EMPTY, databases_to_try, is_there, untried
from core.authors.difference import BREAKING, differences
from core.authors.on_disk import versions_on_disk
from core.authors.outcome import Described, Migrated, Outcome
from core.authors.pip import MOST_SECONDS, run_pip, to_install
from core.database.database import Database
from core.errors import StartupError, Unavailable
from core.migrations.reached import reached_by
from core.migrations.upgrading import migrate
from core.plugins.finding import load_plugins
from core.settings.settings import Settings
from core.tables import documents

MOST_SHOWN = 40
TO_GO_BACK = "A restore upgrades a backup to the installed plugins: run `nmirf plugins remove` before it."


def check_candidate(source: str, folder: Path | None = None) -> Iterator[tuple[str, bool]]:
    """Try a candidate; yields the lines of a report, each with whether it is good news.

    source: see `source_of`; folder: GraphQL files of partners, checked against its schema like the stored documents.
    """
    settings = Settings.from_environment()
    plugins = load_plugins(settings.disabled_plugins)
    before = assemble_schema(plugins).sdl
    with tempfile.TemporaryDirectory(prefix="nmirf-candidate-") as place, ExitStack() as at_the_end:
        python = environment(Path(place), source)
        own = Database(settings.database)
        at_the_end.callback(own.dispose)
        databases = at_the_end.enter_context(databases_to_try(own, Path(place), plugins))
        _migrate(databases[EMPTY], plugins)
        if not is_there(own):
            yield f"There is no database {own.url.database or 'here'}: the trial uses only an empty one.", True
        if missing := untried(own, databases):
            yield missing, True
        stored = _stored(own) if is_there(own) else {}
        outcome = trial(python, list(databases.values()), Path(place))
        refused = refusal_of(outcome, own)
        if refused is not None:
            yield f"With it the platform does not start: {refused}", False
            return
        yield from _lines_of_added(outcome)
        yield from _lines_of_changes(before, outcome.sdl)
        yield from _lines_of_documents(before, outcome.sdl, [*stored.items(), *_files(folder).items()])
        yield from _lines_of_migrations(dict(zip(databases, outcome.migrations, strict=True)))


def _migrate(address: str, plugins: PluginManager) -> None:
    database = Database(Settings(database_url=address).database)
    migrate(database, plugins)
    database.dispose()


def environment(place: Path, source: str) -> str:
    """Create an environment with the candidate, which sees the present one and its pip; returns its Python."""
    venv.create(place / "venv", with_pip=find_spec("pip") is None, symlinks=True)
    python = str(place / "venv" / "bin" / "python")
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    line = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    (Path(site) / "platform.pth").write_text(line, encoding="utf-8")
    run_pip(python, *to_install(source))
    return python


def came_alone(place: Path) -> bool:
    """Whether only the candidate had to be installed: all its dependencies are already here."""
    return len(list(place.glob("venv/lib/*/site-packages/*.dist-info"))) == 1


def trial(python: str, databases: list[str], place: Path) -> Outcome:
    """Try the platform with the candidate, or get the error with which it does not start; see `core.authors.trial`."""
    done = subprocess.run(
        [python, "-m", "core.authors.trial"], input=json.dumps(databases),
        capture_output=True, text=True, timeout=MOST_SECONDS, check=False, cwd=place,
    )  # fmt: skip
    try:
        return Outcome.from_json(done.stdout)
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["nothing was printed"])[-1]
        return Outcome(last[:500])


def refusal_of(outcome: Outcome, database: Database) -> str | None:
    """Why the platform would not start with a candidate: its trial failed, or this database is newer."""
    if outcome.error is not None:
        is_newer = outcome.error.startswith("DATABASE_NEWER: ")
        return f"{outcome.error} {TO_GO_BACK}" if is_newer else outcome.error
    if not database.is_there:
        return None
    known = {plugin.name: outcome.revisions.get(plugin.name, ()) for plugin in _new(outcome)}
    try:
        with database.reading() as session:
            reached_by(session.connection(), known)
    except Unavailable:  # it may be unreachable while something is installed
        return None
    except StartupError as newer:
        return f"{newer.code}: {newer.message} {TO_GO_BACK}"
    return None


def _new(outcome: Outcome) -> list[Described]:
    """The plugins that are not installed here, or that have changed, be it in the same version."""
    present = versions_on_disk()
    return [plugin for plugin in outcome.plugins if outcome.on_disk.get(plugin.name) != present.get(plugin.name)]


def _lines_of_added(outcome: Outcome) -> Iterator[tuple[str, bool]]:
    new = _new(outcome)
    if not new:
        yield "All its plugins are already installed as they are: raise the version of a wheel that has changed.", False
    for plugin in new:
        yield f"Adds {plugin.name} {plugin.version}, from {plugin.distribution}:", True
        for kind, names in plugin.adds.items():
            if names:
                yield f"  {kind:<7} {', '.join(names)}", True


def _lines_of_changes(before: str, after: str) -> Iterator[tuple[str, bool]]:
    found = differences(before, after)
    yield f"Changes of the schema: {len(found) or 'none'}.", True
    for change in found[:MOST_SHOWN]:
        yield f"  {change.kind:<10} {change.description}", change.kind != BREAKING
    if len(found) > MOST_SHOWN:
        yield f"  and {len(found) - MOST_SHOWN} more", True


def _lines_of_documents(before: str, after: str, documents: Sequence[tuple[str, str]]) -> Iterator[tuple[str, bool]]:
    old, new = build_schema(before), build_schema(after)
    broken = 0
    for name, document in documents:
        try:
            node = parse(document)
        except GraphQLError as error:
            yield f"  {name} is not GraphQL: {error.message}", True
            continue
        errors = validate(new, node)
        if errors and not validate(old, node):
            broken += 1
            yield f"  {name} breaks: {errors[0].message}", False
    yield f"Of {len(documents)} documents of partners, {broken or 'none'} would break.", broken == 0


def _stored(database: Database) -> dict[str, str]:
    """The documents stored in the platform's database, by name."""
    with database.reading() as session:
        if documents.name not in inspect(session.connection()).get_table_names():
            return {}
        rows = session.execute(select(documents.c.name, documents.c.text)).all()
        return {row.name: row.text for row in rows}


def _files(folder: Path | None) -> dict[str, str]:
    if folder is None:
        return {}
    if not folder.is_dir():
        raise StartupError("DOCUMENTS", f"{folder} is not a folder of documents.")
    return {str(path): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.graphql"))}


def _lines_of_migrations(migrations: Mapping[str, Migrated]) -> Iterator[tuple[str, bool]]:
    for place, found in migrations.items():
        if not found.upgraded:
            yield f"On {place} there is nothing to migrate.", True
            continue
        yield f"On {place} its migrations upgrade {', '.join(found.upgraded)} in {found.seconds:.2f} s:", True
        yield from ((line, True) for line in lines_of_statements(found.statements))


def lines_of_statements(statements: Iterable[str]) -> Iterator[str]:
    """Each statement, and how often it is executed: the first ones, and of the others those that alter or drop."""
    times = Counter(statements)
    shown = [one for place, one in enumerate(times) if place < MOST_SHOWN or one.upper().startswith(("ALTER", "DROP"))]
    for statement in shown:
        repeated = f" ({times[statement]} times)" if times[statement] > 1 else ""
        yield f"  {statement[:160]}{repeated}"
    if len(times) > len(shown):
        yield f"  and {len(times) - len(shown)} more"
