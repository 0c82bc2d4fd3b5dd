"""Checks that migrations create the tables as they are declared."""

from __future__ import annotations

from collections.abc import Iterator

from core.conformance.examination import Examination
from core.conformance.shapes import Shape, shapes
from core.platform import Platform


def otherwise_than_declared(examination: Examination, platform: Platform) -> Iterator[str]:
    """The differences between the migrated tables and tables created from the declarations."""
    model = examination.empty()
    with model.database.transaction() as session:
        examination.tables.create_all(session.connection())
    made, wanted = shapes(platform), shapes(model)
    for name in examination.tables.tables:
        if name not in made:
            yield f"The table {name} is declared, and no migration makes it."
        else:
            yield from _differences(name, wanted[name], made[name])


def _differences(name: str, declared: Shape, made: Shape) -> Iterator[str]:
    if differ := made.columns.keys() ^ declared.columns.keys():
        yield f"The table {name} is declared with other columns than the migrations make: {', '.join(sorted(differ))}."
    for column in sorted(made.columns.keys() & declared.columns.keys()):
        if made.columns[column] != declared.columns[column]:
            may, may_not = "may be null", "may not be null"
            wanted, found = (may, may_not) if declared.columns[column] else (may_not, may)
            yield f"The column {name}.{column} is declared so that it {wanted}; as the migrations make it, it {found}."
        if made.types[column] != declared.types[column]:
            kinds = f"is declared as {declared.types[column]}; the migrations make it {made.types[column]}"
            yield f"The column {name}.{column} {kinds}."
    if missing := declared.indexes - made.indexes:
        yield f"The table {name} is declared with an index that no migration makes: {', '.join(sorted(missing))}."
    for what, ours, theirs in (
        ("a foreign key", _keys_as_text(declared), _keys_as_text(made)),
        ("a unique constraint", declared.unique, made.unique),
        ("a check", declared.checks, made.checks),
    ):
        if missing := ours - theirs:
            yield f"The table {name} is declared with {what} that no migration makes: {'; '.join(sorted(missing))}."
        if more := theirs - ours:
            yield f"The migrations make {what} on {name} that is not declared: {'; '.join(sorted(more))}."


def _keys_as_text(shape: Shape) -> frozenset[str]:
    return frozenset(
        f"{columns} into {target}{f' ({options})' if options else ''}" for columns, target, options in shape.keys
    )
