"""Faults that show in the database: names, migrations up and down, what is left when the plugin is gone."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, insert
from sqlalchemy.exc import SQLAlchemyError

from core.conformance.checks.migrated_tables import otherwise_than_declared
from core.conformance.checks.samples import sample_row
from core.conformance.examination import Examination
from core.conformance.recording import rows_of
from core.conformance.shapes import Shape, shapes
from core.database.sessions.session import Session
from core.migrations.sources import config_of, sources, version_table
from core.migrations.upgrading import migrate
from core.platform import Platform


def names_prefixed(examination: Examination) -> Iterator[str]:
    """Every table and index that the plugin's migrations make begins with the plugin's name."""
    if examination.name not in sources(examination.plugins):
        return
    before, after = _shapes_around(examination)
    prefix = f"{examination.name}_"
    for table in sorted(after.keys() - before.keys()):
        if not table.startswith(prefix) and table != version_table(examination.name):
            yield f"The migrations make a table {table}; its name must begin with {prefix}."
            continue
        for index in sorted(after[table].indexes):
            if not index.removeprefix("ix_").startswith(prefix) and table.startswith(prefix):
                yield f"The migrations make an index {index} on {table}; its name must begin with {prefix}."


def others_untouched(examination: Examination) -> Iterator[str]:
    """The plugin's migrations change no table of another, and its tables hold no key into one."""
    if examination.name not in sources(examination.plugins):
        return
    before, after = _shapes_around(examination)
    for table, shape in before.items():
        if after.get(table) != shape:
            yield f"The migrations change the table {table}, which is not the plugin's."
    prefix = f"{examination.name}_"
    for table in sorted(after.keys() - before.keys()):
        for target in after[table].targets:
            if not target.startswith(prefix):
                yield (
                    f"The table {table} has a foreign key into {target}: once the plugin is removed, that blocks the "
                    f"upgrades of whose table it is. Keep the id without the constraint."
                )


def go_up_and_down(examination: Examination) -> Iterator[str]:
    """From an empty database up, down to nothing, and up again; what stands is what the tables declare."""
    if examination.name not in sources(examination.plugins):
        if examination.tables.tables:
            yield "The plugin has tables and no migrations: implement register_migrations."
        return
    platform = examination.empty()
    try:
        migrate(platform.database, platform.plugins)
    except Exception as error:
        yield f"The migrations of an empty database fail: {_short(error)}"
        return
    yield from otherwise_than_declared(examination, platform)
    up = shapes(platform)
    try:
        _move(platform, examination.name, "base")
    except Exception as error:
        yield f"The migrations do not go down: {_short(error)}"
        return
    left = [table for table in shapes(platform) if table.startswith(f"{examination.name}_")]
    if left:
        yield f"The migrations went down and left {', '.join(sorted(left))}."
    try:
        migrate(platform.database, platform.plugins)
    except Exception as error:
        yield f"The migrations went down and do not go up again: {_short(error)}"
        return
    if shapes(platform) != up:
        yield "The migrations went down and up again, and made something else than before."


def migrates_from_each_version(examination: Examination) -> Iterator[str]:
    """A database of any earlier version, with rows in it, is brought to this one and keeps its rows."""
    if examination.name not in sources(examination.plugins):
        return
    wanted = shapes(examination.platform(examination.migrated()))
    for revision in _revisions(examination)[:-1]:
        platform = examination.platform(examination.migrated(examination.others))
        try:
            _move(platform, examination.name, revision)
            counted = _fill(platform, examination.name, examination.tables)
            migrate(platform.database, platform.plugins)
        except Exception as error:
            yield f"A database with rows at the version {revision} cannot be brought to this one: {_short(error)}"
            continue
        if shapes(platform) != wanted:
            yield f"A database that comes from the version {revision} is not what an empty one becomes."
        for table, count in counted.items():
            now = len(rows_of(platform).get(table, []))
            if table in wanted and now < count:
                yield f"The migration from the version {revision} lost {count - now} of {count} rows of {table}."


def reference_data_repeats(examination: Examination) -> Iterator[str]:
    """Reference data may be written again at any time, and changes nothing that stands."""
    write = getattr(examination.module, "register_reference_data", None)
    if write is None:
        return
    network = examination.filled()
    before = rows_of(network.platform)
    for _ in range(2):
        try:
            with network.platform.database.transaction() as session:
                write(session=session)
        except Exception as error:
            yield f"Reference data cannot be written a second time: {_short(error)}"
            return
    after = rows_of(network.platform)
    for table in sorted(before.keys() | after.keys()):
        if before.get(table) != after.get(table):
            yield (
                f"Reference data written again changes {table}: {len(before.get(table, []))} rows before, "
                f"{len(after.get(table, []))} after. Write only what is not there."
            )


def removal_blocks_nobody(examination: Examination) -> Iterator[str]:
    """With the plugin gone and its tables still there, every other one goes down, up, and answers."""
    network = examination.filled(examination.others)
    platform = network.platform
    try:
        migrate(platform.database, platform.plugins)
    except Exception as error:
        yield f"Once the plugin is removed, the others' upgrades fail: {_short(error)}"
        return
    answer = network.ask("{ states(first: 1) { totalCount } }")
    if answer.get("errors"):
        yield f"Once the plugin is removed, the platform no longer answers: {answer['errors'][0]['message']}"
    without = examination.platform(examination.migrated(), examination.others)
    for name in reversed([name for name in sources(examination.others) if name != "core"]):
        try:
            _move(without, name, "base")
            _move(without, name, "heads")
        except Exception as error:
            yield f"Once the plugin is removed, migrations of {name!r} fail on what it left: {_short(error)}"


def _shapes_around(examination: Examination) -> tuple[dict[str, Shape], dict[str, Shape]]:
    platform = examination.platform(examination.migrated(examination.others))
    before = shapes(platform)
    migrate(platform.database, examination.plugins)
    added = set(sources(examination.plugins)) - set(sources(examination.others)) - {examination.name}
    theirs = tuple(f"{name}_" for name in added) + tuple(version_table(name) for name in added)
    after = {table: shape for table, shape in shapes(platform).items() if not (theirs and table.startswith(theirs))}
    return before, after


def _revisions(examination: Examination) -> list[str]:
    """The plugin's versions, the first one first."""
    folder, metadata = sources(examination.plugins)[examination.name]
    scripts = ScriptDirectory.from_config(config_of(examination.name, folder, metadata))
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def _move(platform: Platform, name: str, to: str) -> None:
    folder, metadata = sources(platform.plugins)[name]
    with platform.database.transaction() as session:
        move = command.downgrade if to == "base" else command.upgrade
        move(config_of(name, folder, metadata, session.connection()), to)


def _fill(platform: Platform, name: str, declared: MetaData) -> dict[str, int]:
    """Put a row into each of the plugin's tables as they stand, and count all; rows a table refuses are left out."""
    with platform.database.transaction() as session:
        present = MetaData()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
            present.reflect(session.connection(), only=lambda table, _: table.startswith(f"{name}_"))
        for table in present.sorted_tables:
            _insert(session, table, declared.tables.get(table.name))
    return {table: len(rows) for table, rows in rows_of(platform).items() if table.startswith(f"{name}_")}


def _insert(session: Session, table: Table, declared: Table | None) -> None:
    try:
        with session.begin_nested():
            session.execute(insert(table).values(sample_row(session, table, declared)))
    except SQLAlchemyError:
        return


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0][:300] if str(error).strip() else ''}"
