"""Checks of the platform after the plugin was removed and its tables have stayed."""

from __future__ import annotations

from collections.abc import Iterator

from core.conformance.examination import Examination
from core.conformance.failures import in_short
from core.conformance.versions import move
from core.migrations.sources import sources
from core.migrations.upgrading import migrate


def blocks_nobody(examination: Examination) -> Iterator[str]:
    """Without the plugin, but with its tables, every other plugin migrates down and up, and the platform answers."""
    network = examination.filled(examination.others)
    platform = network.platform
    try:
        migrate(platform.database, platform.plugins)
    except Exception as error:
        yield f"Once the plugin is removed, the others' upgrades fail: {in_short(error)}"
        return
    answer = network.ask("{ states(first: 1) { totalCount } }")
    if answer.get("errors"):
        yield f"Once the plugin is removed, the platform no longer answers: {answer['errors'][0]['message']}"
    without = examination.platform(examination.migrated(), examination.others)
    for name in reversed([name for name in sources(examination.others) if name != "core"]):
        try:
            move(without, name, "base")
            move(without, name, "heads")
        except Exception as error:
            yield f"Once the plugin is removed, migrations of {name!r} fail on what it left: {in_short(error)}"
