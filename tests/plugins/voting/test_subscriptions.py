"""Subscriptions with the client graphql-ws: a write through one server process reaches subscribers of another."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.identity import Role
from core.platform import Platform
from plugins.voting.enums import DecisionBody
from plugins.voting.rules.decisions import propose_decision
from tests import node
from tests.factories import Made, new_token, writing
from tests.operation.following import Following
from tests.plugins.voting.steps import make_members, make_open_vote
from tests.servers import Server

CHANGED = """subscription($id: ID!) { decisionChanged(id: $id) { id stage cast { isoAlpha3 } waiting { isoAlpha3 }
  tally { yes no abstain } ballots { totalCount nodes { choice nonce explanation } } } }"""
APPENDED = "subscription { journalAppended { sequence action subject payload } }"
CAST = """mutation($decision: ID!, $who: ID!, $choice: Choice!) { castBallot(input: {decision: $decision,
  participant: $who, choice: $choice, explanation: "Whispered"}) { decision { stage } errors { code } } }"""
CLOSE = "mutation($decision: ID!) { closeVote(input: {decision: $decision}) { decision { stage } errors { code } } }"


class Follower:
    """A process of the client that follows one subscription; messages: what it heard, as it was sent."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.messages: queue.Queue[str] = queue.Queue()
        self.reading = threading.Thread(target=self._read)
        self.reading.start()
        self.heard: list[str] = []

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.messages.put(line)

    def next(self, seconds: float) -> Any:
        """The next object received, or None if none comes in time."""
        try:
            while True:
                line = self.messages.get(timeout=seconds)
                self.heard.append(line)
                message = json.loads(line)
                if message["type"] == "next":
                    return next(iter(message["payload"]["data"].values()))
        except queue.Empty:
            return None

    def end(self) -> None:
        self.process.kill()
        self.process.wait(20)
        self.reading.join(20)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@pytest.fixture
def follow(javascript: Callable[..., str]) -> Iterator[Callable[..., Follower]]:
    """Follows a subscription through a server: `follow(server, query, variables, token)`."""
    with ExitStack() as stack:

        def start(server: Server, query: str, variables: Any = None, token: str = "") -> Follower:
            address = f"ws://127.0.0.1:{server.port}/graphql"
            made = Follower(node.start("subscribe.mjs", address, query, json.dumps(variables or {}), token))
            stack.callback(made.end)
            return made

        yield start


@pytest.fixture
def servers(platform: Platform, database_url: str, tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    """Two server processes over one database."""
    with Server(tmp_path, database_url) as one, Server(tmp_path, database_url) as other:
        yield one, other


def test_a_write_in_one_process_reaches_subscribers_of_another_without_choices(
    platform: Platform, servers: tuple[Server, Server], follow: Callable[..., Follower]
) -> None:
    listening, writing = servers
    members = make_members(platform)
    decision = f"Decision:{make_open_vote(platform, members)}"
    tokens = {member: new_token(platform, Role.FOCAL_POINT, member.key) for member in members}
    administrator = new_token(platform, Role.ADMINISTRATOR)
    followers = [follow(listening, CHANGED, {"id": decision}, token) for token in ("", administrator)]
    journals = [follow(listening, APPENDED, {}, token) for token in ("", administrator)]

    def cast(member: Made, choice: str) -> None:
        variables = {"decision": decision, "who": member.id, "choice": choice}
        assert writing.ask(CAST, variables, tokens[member])["data"]["castBallot"]["errors"] == []

    for follower in (*followers, *journals):
        heard, tries = None, 0
        while heard is None:
            tries += 1
            assert tries < 30
            cast(members[0], ("YES", "NO")[tries % 2])
            heard = follower.next(1.0)
        assert heard.get("stage", "VOTING") == "VOTING"
        assert heard.get("action", "ballots.cast") == "ballots.cast"
    cast(members[1], "ABSTAIN")
    cast(members[2], "NO")
    for follower in followers:
        while len((heard := follower.next(10))["cast"]) < 3:
            pass
        assert {state["isoAlpha3"] for state in heard["cast"]} == {"PRY", "MAR", "PRT"}
        assert (heard["tally"], heard["ballots"]) == (None, {"totalCount": 0, "nodes": []})
        for line in follower.heard:
            assert not any(word in line for word in ('"YES"', '"NO"', "ABSTAIN", "Whispered"))
    assert writing.ask(CLOSE, {"decision": decision}, administrator)["data"]["closeVote"]["errors"] == []
    for follower in followers:
        while (heard := follower.next(10))["stage"] == "VOTING":
            pass
        assert heard["tally"]["no"] >= 1
        assert heard["ballots"]["totalCount"] == 3
    for journal in journals:
        before = [json.loads(line) for line in journal.heard]
        while (heard := journal.next(10))["action"] != "vote.closed":
            assert not any(word in heard["payload"] for word in ("YES", "ABSTAIN", "Whispered", "nonce"))
        assert before
        assert "Whispered" in heard["payload"]


@contextmanager
def _touched(platform: Platform, subject: str) -> Iterator[None]:
    """The journal is written to again and again, whenever somebody begins to listen."""
    over = threading.Event()

    def touch() -> None:
        while not over.wait(0.2):
            with writing(platform) as write:
                write.record("decision.touched", subject, {})

    touching = threading.Thread(target=touch)
    touching.start()
    try:
        yield
    finally:
        over.set()
        touching.join()


def test_subscribing_to_an_invisible_decision_is_refused_at_once(platform: Platform, client: TestClient) -> None:
    (member,) = make_members(platform, ("PRY",))
    with writing(platform) as write:
        draft = f"Decision:{propose_decision(write, DecisionBody.NETWORK, 'en', 'A draft', 'Its text.')}"
    refusals = {}
    for identifier in (draft, "Decision:5", "Meeting:1", "nothing"):
        query = f'subscription {{ decisionChanged(id: "{identifier}") {{ id }} }}'
        with Following(client, "", query) as following:
            following.subscribe()
            heard = following.socket.receive_json()
        assert heard["type"] == "error"
        (error,) = heard["payload"]
        assert (error["path"], error["locations"]) == (["decisionChanged"], [{"line": 1, "column": 36}])
        refusals[identifier] = error["extensions"]["code"], error["message"].replace(identifier, "…")
    assert refusals[draft] == refusals["Decision:5"]
    assert [code for code, _ in refusals.values()] == ["NOT_FOUND", "NOT_FOUND", "INVALID_ID", "INVALID_ID"]
    token = new_token(platform, Role.FOCAL_POINT, member.key)
    with Following(client, token, f'subscription {{ decisionChanged(id: "{draft}") {{ id }} }}') as following:
        following.subscribe()
        with _touched(platform, draft):
            heard = following.socket.receive_json()
    assert heard["payload"] == {"data": {"decisionChanged": {"id": draft}}}


def test_the_journal_shows_drafts_to_administrators_only(
    platform: Platform, servers: tuple[Server, Server], follow: Callable[..., Follower]
) -> None:
    listening, writing = servers
    (member,) = make_members(platform, ("PRY",))
    token, administrator = new_token(platform, Role.FOCAL_POINT, member.key), new_token(platform, Role.ADMINISTRATOR)
    followers = {name: follow(listening, APPENDED, {}, name) for name in ("", token, administrator)}
    propose = """mutation { proposeDecision(input: {body: NETWORK, language: EN, title: "A draft", text: "Text"}) {
      errors { code } } }"""
    designate = """mutation($who: ID!, $name: String!, $since: Date!) { designateFocalPoint(input: {participant: $who,
      name: $name, email: "f@test.example", since: $since}) { errors { code } } }"""
    today = platform.now().date().isoformat()
    for name, follower in followers.items():
        heard: list[Any] = []
        tries = 0
        while not heard or heard[-1]["action"] != "focal_point.designated":
            tries += 1
            assert tries < 30
            assert writing.ask(propose, {}, token)["data"]["proposeDecision"]["errors"] == []
            variables = {"who": member.id, "name": f"Fictitious {tries} of {name[-4:]}", "since": today}
            assert writing.ask(designate, variables, token)["data"]["designateFocalPoint"]["errors"] == []
            found = follower.next(1.0)
            heard += [found] if found else []
        while (found := follower.next(1.0)) is not None:
            heard.append(found)
        actions = {entry["action"] for entry in heard}
        assert ("decision.proposed" in actions) == (name == administrator)
