"""Plugins hear of what is committed; one that fails to has nothing undone, and keeps no other from hearing.

What one writes beforehand belongs to the write.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import insert, select

from core import Entry, Session, hookimpl, new_id
from core.platform import Platform
from core.tables import documents
from core.writing.rounds import Rounds
from tests.core.writing.concurrent_writes import actions, done, together


class Deaf:
    """A plugin that fails to hear of what is written."""

    @hookimpl
    def after_commit(self, entry: Entry) -> None:
        raise LookupError(entry.action)


def test_a_plugin_that_fails_to_hear_of_writes_has_none_of_them_made_again(
    platform: Platform, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    before, deaf = actions(platform), Deaf()
    platform.plugins.register(deaf)
    request.addfinalizer(lambda: platform.plugins.unregister(deaf))
    answers = together(Rounds(platform.writes, in_event_loop=False), done("first"), done("second"))
    assert answers == [{"done": "first"}, {"done": "second"}]
    assert actions(platform) == [*before, "first", "second"]
    assert [record.exc_info is not None for record in caplog.records] == [True, True]


class Hearing:
    """A plugin that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    @hookimpl
    def after_commit(self, entry: Entry) -> None:
        self.heard.append(entry.action)


def test_one_plugin_that_fails_to_hear_keeps_no_other_from_hearing(
    platform: Platform, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    before, after = Hearing(), Hearing()
    for name, plugin in (("before", before), ("deaf", Deaf()), ("after", after)):
        platform.plugins.register(plugin, name)
        request.addfinalizer(lambda plugin=plugin: platform.plugins.unregister(plugin))
    together(Rounds(platform.writes, in_event_loop=False), done("first"), done("second"))
    assert before.heard == after.heard == ["first", "second"]
    assert ["'deaf'" in record.getMessage() for record in caplog.records] == [True, True]


class Deriving:
    """A plugin that writes what follows from each entry, and cannot for one of them."""

    @hookimpl
    def before_commit(self, session: Session, entries: Sequence[Entry]) -> None:
        for one in entries:
            kept = {"id": new_id(), "hash": one.action, "name": "derived", "text": one.payload, "added_at": one.at}
            session.execute(insert(documents).values(**kept))
            if one.action == "second":
                raise LookupError(one.action)


def test_what_a_plugin_derives_from_a_write_is_committed_or_undone_with_it(
    platform: Platform, request: pytest.FixtureRequest
) -> None:
    before, deriving = actions(platform), Deriving()
    platform.plugins.register(deriving)
    request.addfinalizer(lambda: platform.plugins.unregister(deriving))
    first, second, third = together(
        Rounds(platform.writes, in_event_loop=False), done("first"), done("second"), done("third")
    )
    assert (first, third) == ({"done": "first"}, {"done": "third"})
    assert isinstance(second, LookupError)
    assert actions(platform) == [*before, "first", "third"]
    with platform.database.reading() as session:
        assert sorted(session.execute(select(documents.c.hash)).scalars()) == ["first", "third"]
