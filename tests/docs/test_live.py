"""What 'Build a portal' says of subscriptions: its example goes on by itself after all that it promises to outlast."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.identity import Role, revoke_token
from core.platform import Platform
from core.tables import tokens
from plugins.voting.enums import Choice
from plugins.voting.rules import ballots
from tests import node
from tests.docs.pages import examples
from tests.factories import new_token, writing
from tests.plugins.voting.steps import make_members, make_open_vote
from tests.plugins.voting.test_subscriptions import Follower
from tests.servers import Server

EXAMPLE = next(example.body for example in examples("start/portal.md") if "graphql-ws" in example.body)


class Portal:
    """A page that follows a decision as the example does, with the token that stands in a file."""

    def __init__(self, platform: Platform, token: Path) -> None:
        self.platform, self.token = platform, token
        self.member = make_members(platform)[0]
        self.decision = make_open_vote(platform, [self.member])
        self.choices = cycle((Choice.YES, Choice.NO))
        self.sign_in()

    def sign_in(self) -> None:
        self.token.write_text(new_token(self.platform, Role.ADMINISTRATOR))

    @contextmanager
    def opened(self, server: Server) -> Iterator[Follower]:
        address = f"ws://127.0.0.1:{server.port}/graphql"
        follower = Follower(node.start("example.mjs", EXAMPLE, address, f"Decision:{self.decision}", str(self.token)))
        try:
            yield follower
        finally:
            follower.end()

    def shows_what_happens(self, follower: Follower) -> bool:
        """Whether the page shows a new ballot, of several that are cast while it may be on its way back."""
        while follower.next(0.4) is not None:
            pass
        for _ in range(30):
            with writing(self.platform, self.member.viewer) as write:
                ballots.cast_ballot(write, self.decision, ballots.Voice(self.member.key, next(self.choices)))
            if follower.next(0.4) is not None:
                return True
            if follower.process.poll() is not None:
                return False
        return False


@pytest.fixture
def portal(platform: Platform, tmp_path: Path, javascript: Callable[..., str]) -> Portal:
    return Portal(platform, tmp_path / "token")


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_example_subscribes_anew_with_a_new_token(
    platform: Platform, portal: Portal, database_url: str, tmp_path: Path
) -> None:
    with Server(tmp_path, database_url) as server, portal.opened(server) as follower:
        assert portal.shows_what_happens(follower)
        with platform.database.transaction() as session:
            assert revoke_token(session, session.scalar(select(func.max(tokens.c.id))), platform.now())
        portal.sign_in()
        assert portal.shows_what_happens(follower)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_example_subscribes_anew_once_a_server_that_was_away_is_back(
    portal: Portal, database_url: str, tmp_path: Path
) -> None:
    with Server(tmp_path, database_url) as server, portal.opened(server) as follower:
        assert portal.shows_what_happens(follower)
        server.stop()
        with socket.create_server(("127.0.0.1", server.port)) as nobody:
            nobody.settimeout(20)
            nobody.accept()[0].close()
        with Server(tmp_path, database_url, port=server.port):
            assert portal.shows_what_happens(follower)
