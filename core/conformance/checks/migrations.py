"""Checks in the database: names, others' tables, migrations up and down."""

from __future__ import annotations

from collections.abc import Iterator

from core.conformance.checks.migrated_tables import otherwise_than_declared
from core.conformance.examination import Examination
from core.conformance.failures import in_short
from core.conformance.recording import rows_of
from core.conformance.sample_rows import Samples
from core.conformance.shapes import Shape, shapes
from core.conformance.versions import move, versions
from core.migrations.sources import sources, version_table
from core.migrations.upgrading import migrate
from core.plugins.finding import plugin_names
from core.plugins.names import owner_of


def names_prefixed(examination: Examination) -> Iterator[str]:
    """The name of every table and index that the plugin's migrations make begins with the plugin's name."""
    if examination.name not in sources(examination.plugins):
        return
    before, after = _shapes_around(examination)
    prefix = f"{examination.name}_"
    for table in sorted(after.keys() - before.keys()):
        if not examination.owns(table) and table != version_table(examination.name):
            yield f"The migrations make a table {table}; its name must begin with {prefix}."
            continue
        for index in sorted(after[table].indexes):
            if not index.removeprefix("ix_").startswith(prefix) and examination.owns(table):
                yield f"The migrations make an index {index} on {table}; its name must begin with {prefix}."


def others_untouched(examination: Examination) -> Iterator[str]:
    """The plugin's migrations change no other's table, and its tables have no foreign key into one."""
    if examination.name not in sources(examination.plugins):
        return
    before, after = _shapes_around(examination)
    for table, shape in before.items():
        if after.get(table) != shape:
            yield f"The migrations change the table {table}, which is not the plugin's."
    for table in sorted(after.keys() - before.keys()):
        for target in after[table].targets:
            if not examination.owns(target):
                yield (
                    f"The table {table} has a foreign key into {target}: once the plugin is removed, that blocks the "
                    f"upgrades of that table's owner. Keep the id without the constraint."
                )


def go_up_and_down(examination: Examination) -> Iterator[str]:
    """Migrations go up from an empty database, down to nothing, and up again, to the tables as they are declared."""
    if examination.name not in sources(examination.plugins):
        if examination.tables.tables:
            yield "The plugin has tables and no migrations: implement register_migrations."
        return
    platform = examination.empty()
    try:
        migrate(platform.database, platform.plugins)
    except Exception as error:
        yield f"The migrations of an empty database fail: {in_short(error)}"
        return
    yield from otherwise_than_declared(examination, platform)
    up = shapes(platform)
    try:
        move(platform, examination.name, "base")
    except Exception as error:
        yield f"The migrations do not go down: {in_short(error)}"
        return
    left = list(filter(examination.owns, shapes(platform)))
    if left:
        yield f"The migrations went down and left {', '.join(sorted(left))}."
    try:
        migrate(platform.database, platform.plugins)
    except Exception as error:
        yield f"The migrations went down and do not go up again: {in_short(error)}"
        return
    if shapes(platform) != up:
        yield "The migrations went down and up again, and made something else than before."


def migrates_from_each_version(examination: Examination) -> Iterator[str]:
    """A database of any earlier version is upgraded to this one and keeps its rows."""
    if examination.name not in sources(examination.plugins):
        return
    wanted = shapes(examination.platform(examination.migrated()))
    samples = Samples(examination)
    for revision in versions(examination)[:-1]:
        platform = examination.platform(examination.migrated(examination.others))
        try:
            move(platform, examination.name, revision)
            for table, refusal in samples.put_into(platform):
                yield (
                    f"The table {table} of the version {revision} takes no row, neither a made-up one nor one of those "
                    f"that fill() writes, so that nothing is migrated: {refusal}. Give values for it in `earlier`."
                )
            counted = {name: len(rows) for name, rows in rows_of(platform).items() if examination.owns(name)}
            migrate(platform.database, platform.plugins)
        except Exception as error:
            yield f"A database with rows at the version {revision} cannot be upgraded to this one: {in_short(error)}"
            continue
        if shapes(platform) != wanted:
            yield f"A database upgraded from the version {revision} differs from one that was created at this version."
        for table, count in counted.items():
            now = len(rows_of(platform).get(table, []))
            if table in wanted and now < count:
                yield f"The migration from the version {revision} lost {count - now} of {count} rows of {table}."


def _shapes_around(examination: Examination) -> tuple[dict[str, Shape], dict[str, Shape]]:
    platform = examination.platform(examination.migrated(examination.others))
    before = shapes(platform)
    migrate(platform.database, examination.plugins)
    added = set(sources(examination.plugins)) - set(sources(examination.others)) - {examination.name}
    names, version_tables = plugin_names(examination.plugins), set(map(version_table, added))
    after = {
        table: shape
        for table, shape in shapes(platform).items()
        if owner_of(table, names) not in added and table not in version_tables
    }
    return before, after
