"""What Python computes for events and payloads: it is computed in a thread, within the limits of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Event, current_thread
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from core import hookimpl
from core.identity import Role
from core.members.tables import focal_points
from core.members.types import FocalPoint
from core.platform import Platform
from core.plugins.finding import load_plugins
from core.settings.settings import Settings
from core.tables import journal
from core.types import JournalEntry
from schema import resolved
from schema.execution.worker_threads import RESOLVERS, WorkerThreads
from schema.limits import MOST_WAITING, busy
from tests.factories import make_member, new_token, writing
from tests.operation.following import Following
from tests.servers import wait_until

LONG = 10
"""Seconds after which a computation gives up waiting for others to be answered."""
ANYTHING = {"query": "{ __typename }"}
DESIGNATED = """designateFocalPoint(input: {participant: "%s", name: "New", email: "n@test.example",
  since: "2024-07-01"}) { focalPoint { %s } errors { code } }"""
MANY_ROWS = " ".join(f"a{number}: practices(first: 250) {{ nodes {{ state {{ id }} }} }}" for number in range(5))
WRITTEN = "The write succeeded, but its result could not be returned. Do not send it again"


@dataclass
class Work:
    """What the field `computed` does: it waits until others are answered. threads: those in which it was called."""

    text: str = "computed"
    threads: list[str] = field(default_factory=list)
    begun: Event = field(default_factory=Event)
    answered: Event = field(default_factory=Event)

    def __call__(self) -> str:
        self.threads.append(current_thread().name)
        self.begun.set()
        return self.text if self.answered.wait(LONG) else "nobody else was answered meanwhile"

    @property
    def was_done_in_threads(self) -> bool:
        return bool(self.threads) and all(name.startswith("nmirf-computing") for name in self.threads)


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def platform(database_url: str, work: Work) -> Iterator[Platform]:
    """The platform; entries of the journal and focal points have this field, and one that awaits."""

    async def awaited(reading: Any, key: int) -> str:
        return "awaited"

    class OfEntries:
        computed: str = resolved(lambda reading, key: work(), needs={"key": journal.c.id})
        later: str = resolved(awaited, needs={"key": journal.c.id})

    class OfFocalPoints:
        computed: str = resolved(lambda reading, key: work(), needs={"key": focal_points.c.id})
        later: str = resolved(awaited, needs={"key": focal_points.c.id})

    plugin = ModuleType("computing")
    plugin.register_fields = hookimpl(  # type: ignore[attr-defined]
        lambda: [(JournalEntry, OfEntries), (FocalPoint, OfFocalPoints)]
    )
    made = Platform(Settings(database_url=database_url), load_plugins(extra={"computing": plugin}))
    yield made
    made.database.dispose()


class Secretariat:
    """An administrator who writes over HTTP or on a web socket. roots: how many mutations one request has."""

    def __init__(self, client: TestClient, platform: Platform, over: str, roots: int) -> None:
        self.client, self.platform, self.over, self.roots = client, platform, over, roots
        self.member = make_member(platform, "PRY")
        self.token = new_token(platform, Role.ADMINISTRATOR)

    @property
    def keys(self) -> list[str]:
        return [f"m{number}" for number in range(self.roots)]

    def designate(self, selected: str) -> dict[str, Any]:
        """The answer to the designation of a focal point by each mutation of a request, which selects this of it."""
        document = (
            f"mutation {{ {' '.join(f'{key}: {DESIGNATED % (self.member.id, selected)}' for key in self.keys)} }}"
        )
        if self.over == "http":
            headers = {"authorization": f"Bearer {self.token}"}
            found: dict[str, Any] = self.client.post("/graphql", json={"query": document}, headers=headers).json()
            return found
        with Following(self.client, self.token, document) as following:
            following.subscribe()
            message = following.socket.receive_json()
            assert message["type"] == "next"
            return message["payload"]  # type: ignore[no-any-return]

    def names_written(self) -> list[str]:
        with self.platform.database.reading() as session:
            return sorted(session.execute(select(focal_points.c.name)).scalars())


@pytest.fixture(params=[("http", 1), ("web socket", 1), ("http", 2)], ids=["http", "web socket", "two at once"])
def secretariat(request: pytest.FixtureRequest, client: TestClient, platform: Platform) -> Secretariat:
    return Secretariat(client, platform, *request.param)


@pytest.fixture
def appended(client: TestClient, platform: Platform) -> Iterator[Any]:
    """Subscribes to the entries of the journal, with a selection, and then has one written."""
    following: list[Following] = []

    def follow(selected: str) -> Following:
        query = f"subscription {{ journalAppended {{ {selected} }} }}"
        following.append(Following(client, new_token(platform, Role.ADMINISTRATOR), query))
        following[-1].__enter__()
        following[-1].subscribe()
        wait_until(lambda: bool(platform.stream.followers) and platform.stream.ready.is_set())
        with writing(platform) as write:
            write.record("test.written", None, {})
        return following[-1]

    yield follow
    for one in following:
        one.__exit__(None, None, None)


def _limit(platform: Platform, **limits: Any) -> None:
    platform.engine.limits = replace(platform.engine.limits, **limits)


TOO_MUCH: list[Any] = [
    pytest.param("computed", {"computing_seconds": 0.0}, "TIME_LIMIT", id="time"),
    pytest.param("x" * 2_000, {"answer_bytes": 1_000}, "ANSWER_SIZE", id="characters"),
    pytest.param("é" * 600, {"answer_bytes": 1_000}, "ANSWER_SIZE", id="bytes"),
]


def test_others_are_answered_while_an_event_is_computed(client: TestClient, appended: Any, work: Work) -> None:
    following = appended("action computed")
    assert work.begun.wait(LONG)
    assert client.post("/graphql", json=ANYTHING).json() == {"data": {"__typename": "Query"}}
    work.answered.set()
    assert following.next() == {"action": "test.written", "computed": "computed"}
    assert work.was_done_in_threads


@pytest.mark.parametrize("always_execute", [False, True])
def test_others_are_answered_while_a_payload_is_computed(
    client: TestClient, secretariat: Secretariat, work: Work, always_execute: bool
) -> None:
    secretariat.platform.engine.always_execute = always_execute
    with ThreadPoolExecutor(1) as beside:
        answer = beside.submit(secretariat.designate, "name computed later")
        assert work.begun.wait(LONG)
        assert client.post("/graphql", json=ANYTHING).json() == {"data": {"__typename": "Query"}}
        work.answered.set()
        payload = {"focalPoint": {"name": "New", "computed": "computed", "later": "awaited"}, "errors": []}
        assert answer.result() == {"data": dict.fromkeys(secretariat.keys, payload)}
    assert work.was_done_in_threads
    assert secretariat.names_written() == ["Fictitious PRY", *["New"] * secretariat.roots]


@pytest.mark.parametrize(("text", "limits", "code"), TOO_MUCH)
def test_a_subscription_ends_at_an_event_for_which_too_much_is_computed(
    platform: Platform, appended: Any, work: Work, text: str, limits: Any, code: str
) -> None:
    work.text = text
    work.answered.set()
    _limit(platform, **limits)
    assert appended("computed").refused() == code


@pytest.mark.parametrize(("text", "limits", "code"), TOO_MUCH)
def test_a_write_stands_if_too_much_is_computed_for_its_payload_and_the_error_says_so(
    platform: Platform, secretariat: Secretariat, work: Work, text: str, limits: Any, code: str
) -> None:
    work.text = text
    work.answered.set()
    _limit(platform, **limits)
    answer = secretariat.designate("name computed")
    assert answer["data"] == {key: {"focalPoint": None, "errors": []} for key in secretariat.keys}
    assert [error["path"] for error in answer["errors"]] == [[key, "focalPoint"] for key in secretariat.keys]
    for error in answer["errors"]:
        assert error["extensions"]["code"] == code
        assert error["message"].startswith(WRITTEN)
        assert error["locations"]
    assert secretariat.names_written() == ["Fictitious PRY", *["New"] * secretariat.roots]


def test_the_limits_of_an_answer_hold_for_each_event_alone(platform: Platform, appended: Any, work: Work) -> None:
    work.text = "x" * 600
    work.answered.set()
    _limit(platform, answer_bytes=1_000)
    following = appended("computed later")
    for _ in range(3):
        assert following.next() == {"computed": work.text, "later": "awaited"}
        with writing(platform) as write:
            write.record("test.written", None, {})


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """So much waits to be computed that more is refused; after the second refusal there is a place again."""
    refused: list[str] = []

    def refusal() -> Exception:
        refused.append("refused")
        if len(refused) == 2:
            RESOLVERS.unfinished = 0
        return busy()

    monkeypatch.setattr("schema.execution.worker_threads.busy", refusal)
    monkeypatch.setattr(RESOLVERS, "unfinished", MOST_WAITING)
    return refused


def test_an_event_waits_for_its_place(appended: Any, work: Work, refusals: list[str]) -> None:
    work.answered.set()
    assert appended("computed").next() == {"computed": "computed"}
    assert len(refusals) == 2


def test_a_payload_waits_for_its_place(secretariat: Secretariat, work: Work, refusals: list[str]) -> None:
    work.answered.set()
    answer = secretariat.designate("computed")
    payload = {"focalPoint": {"computed": "computed"}, "errors": []}
    assert answer == {"data": dict.fromkeys(secretariat.keys, payload)}
    assert len(refusals) == 2


@pytest.fixture
def threads_used(monkeypatch: pytest.MonkeyPatch) -> list[WorkerThreads]:
    """The threads in which something was computed."""
    used: list[WorkerThreads] = []
    compute = WorkerThreads.compute

    async def recording(threads: WorkerThreads, *arguments: Any) -> Any:
        used.append(threads)
        return await compute(threads, *arguments)

    monkeypatch.setattr(WorkerThreads, "compute", recording)
    return used


@pytest.mark.parametrize(("selected", "threads"), [("name", []), (f"participant {{ {MANY_ROWS} }}", [RESOLVERS])])
def test_a_payload_for_which_nothing_is_computed_needs_a_thread_only_for_many_rows(
    client: TestClient,
    platform: Platform,
    threads_used: list[WorkerThreads],
    selected: str,
    threads: list[WorkerThreads],
) -> None:
    answer = Secretariat(client, platform, "http", 2).designate(selected)
    assert [payload["errors"] for payload in answer["data"].values()] == [[], []]
    assert threads_used == threads


def test_an_event_for_which_nothing_is_computed_needs_no_thread(
    appended: Any, threads_used: list[WorkerThreads]
) -> None:
    assert appended("action").next() == {"action": "test.written"}
    assert threads_used == []


def test_a_refused_write_needs_no_thread(
    platform: Platform, secretariat: Secretariat, threads_used: list[WorkerThreads], work: Work
) -> None:
    secretariat.member = replace(secretariat.member, key=1)
    answer = secretariat.designate("computed")
    assert [payload["focalPoint"] for payload in answer["data"].values()] == [None] * secretariat.roots
    assert all(payload["errors"] for payload in answer["data"].values())
    assert (threads_used, work.threads) == ([], [])
