"""Checks of writing a plugin's reference data again."""

from __future__ import annotations

from collections.abc import Iterator

from core.conformance.examination import Examination
from core.conformance.failures import in_short
from core.conformance.recording import rows_of
from core.migrations.upgrading import migrate
from core.tables import terms


def repeats(examination: Examination) -> Iterator[str]:
    """Reference data can be written again at any time, and changes no row."""
    write = getattr(examination.module, "register_reference_data", None)
    if write is None:
        return
    network = examination.filled()
    before, labels = rows_of(network.platform), rows_of(network.platform, [terms.name])
    for _ in range(2):
        try:
            with network.platform.database.transaction() as session:
                write(session=session)
        except Exception as error:
            yield f"Reference data cannot be written a second time: {in_short(error)}"
            return
    after = rows_of(network.platform)
    for table in sorted(before.keys() | after.keys()):
        if before.get(table) != after.get(table):
            yield (
                f"Reference data written again changes {table}: {len(before.get(table, []))} rows before, "
                f"{len(after.get(table, []))} after. Write only what is missing."
            )
    migrate(network.platform.database, network.platform.plugins)
    if rows_of(network.platform, [terms.name]) != labels:
        yield "Enums have other labels once the platform starts again: write the same labels each time."
