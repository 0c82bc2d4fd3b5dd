"""Who follows a subscription is looked at again: a token that ends ends it, and a role holds no longer than its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from core import hookimpl
from core.administration.backup import back_up, restore
from core.identity import Role, create_token, hash_of, revoke_token
from core.platform import Platform
from core.plugins.finding import load_plugins
from core.settings.settings import Settings
from core.tables import tokens
from core.types import JournalEntry
from schema import column, given
from tests.factories import writing
from tests.operation.following import Following
from tests.plugins.voting.steps import make_committee, make_members
from tests.servers import wait_until

NEVER = 3_600.0
APPENDED = "subscription Followed { journalAppended { action heardAs } }"


class HeardAs:
    """What entries of the journal get in these tests."""

    heard_as: str = column(lambda _: given("role"))


HEARING = ModuleType("hearing")
HEARING.register_fields = hookimpl(lambda: [(JournalEntry, HeardAs)])  # type: ignore[attr-defined]


@pytest.fixture
def platform(database_url: str) -> Iterator[Platform]:
    """The platform with a field that tells as whom its reader reads."""
    made = Platform(
        Settings(database_url=database_url, recheck_seconds=NEVER, metrics_token="metrics"),
        load_plugins(extra={"hearing": HEARING}),
    )
    yield made
    made.database.dispose()


@pytest.fixture
def follow(client: TestClient) -> Callable[[str], Any]:
    """Opens a web socket with a token."""
    return lambda token: Following(client, token, APPENDED)


def _token(platform: Platform, role: Role, participant: int | None = None) -> tuple[int, str]:
    """A token, by its number and as it is."""
    with platform.database.transaction() as session:
        made = create_token(session, platform.now(), role, "Test", participant)
        number: int = session.execute(select(tokens.c.id).where(tokens.c.hash == hash_of(made))).scalar_one()
        return number, made


def _revoke(platform: Platform, number: int) -> None:
    with platform.database.transaction() as session:
        assert revoke_token(session, number, platform.now())


def _expire(platform: Platform, number: int) -> None:
    yesterday = platform.now().date() - timedelta(days=1)
    with platform.database.transaction() as session:
        session.execute(update(tokens).where(tokens.c.id == number).values(expires_on=yesterday))


def _happens(platform: Platform, action: str) -> None:
    """Something is written that everybody may hear of."""
    with writing(platform) as write:
        write.record(action, None, {})


def _wait_for_listeners(platform: Platform, count: int) -> None:
    stream = platform.stream
    wait_until(lambda: len(stream.followers) == count and (not count or stream.ready.is_set()))


@pytest.mark.parametrize("end", [_revoke, _expire])
def test_nobody_hears_of_an_event_after_the_end_of_the_token(
    platform: Platform, follow: Callable[[str], Following], end: Callable[[Platform, int], None]
) -> None:
    number, token = _token(platform, Role.ADMINISTRATOR)
    with follow(token) as following, follow("") as public:
        following.subscribe("1")
        following.subscribe("2")
        public.subscribe()
        _wait_for_listeners(platform, 3)
        _happens(platform, "before")
        assert [following.next() for _ in "12"] == [{"action": "before", "heardAs": "ADMINISTRATOR"}] * 2
        end(platform, number)
        _happens(platform, "after")
        assert following.closed() == 4403
        assert [public.next()["action"] for _ in "12"] == ["before", "after"]
        _wait_for_listeners(platform, 1)


def test_a_token_that_ends_while_nothing_happens_is_noticed_all_the_same(
    platform: Platform, follow: Callable[[str], Following]
) -> None:
    limits = platform.engine.limits
    platform.engine.limits = replace(limits, recheck_seconds=0.2)
    number, token = _token(platform, Role.ADMINISTRATOR)
    with follow(token) as following:
        following.subscribe()
        _wait_for_listeners(platform, 1)
        _revoke(platform, number)
        assert following.closed() == 4403
        _wait_for_listeners(platform, 0)


def test_a_role_ends_with_the_records_that_gave_it(platform: Platform, follow: Callable[[str], Following]) -> None:
    members = make_members(platform)
    make_committee(platform, members[:3], now=platform.now() - timedelta(days=70))
    _, token = _token(platform, Role.FOCAL_POINT, members[0].key)
    with follow(token) as following:
        following.subscribe()
        _wait_for_listeners(platform, 1)
        _happens(platform, "with a seat")
        assert following.next() == {"action": "with a seat", "heardAs": "COMMITTEE"}
        make_committee(platform, members[1:], now=platform.now() - timedelta(days=65))
        _happens(platform, "without a seat")
        heard = [following.next()]
        while heard[-1]["action"] != "without a seat":
            heard.append(following.next())
        assert heard[-1]["heardAs"] == "FOCAL_POINT"


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("written", [0, 1, 9])
def test_a_subscriber_is_notified_of_a_restore_whatever_was_written_before_it_is_noticed(
    platform: Platform,
    follow: Callable[[str], Following],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    written: int,
) -> None:
    monkeypatch.setattr("core.journal.signals.SECONDS_BETWEEN_LOOKS", 0.5)
    backup = tmp_path / "backup.db"
    back_up(platform.database, platform.plugins, backup)
    with follow("") as following:
        following.subscribe()
        _wait_for_listeners(platform, 1)
        for number in range(5):
            _happens(platform, f"before {number}")
        assert [following.next()["action"] for _ in range(5)] == [f"before {number}" for number in range(5)]
        restore(platform.database, platform.plugins, backup)
        for number in range(written):
            _happens(platform, f"after {number}")
        assert following.refused() == "RESTORED"
        following.subscribe("2")
        _wait_for_listeners(platform, 1)
        _happens(platform, "heard again")
        assert following.next()["action"] == "heard again"


def test_subscriptions_are_counted_and_so_are_the_open_ones(
    platform: Platform, client: TestClient, follow: Callable[[str], Following]
) -> None:
    def found(line: str) -> float:
        headers = {"authorization": "Bearer metrics"}
        lines = client.get("/metrics", headers=headers).text.splitlines()
        return sum(float(told.rpartition(" ")[2]) for told in lines if told.startswith(line))

    with follow("") as following:
        following.subscribe("1")
        following.subscribe("2")
        _wait_for_listeners(platform, 2)
        assert found("nmirf_subscriptions_open") == 2
        assert found('nmirf_operation_seconds_count{kind="subscription",name="Followed"}') == 2
        following.socket.send_json({"id": "1", "type": "complete"})
        _wait_for_listeners(platform, 1)
        assert found("nmirf_subscriptions_open") == 1
    _wait_for_listeners(platform, 0)
    assert found("nmirf_subscriptions_open") == 0
