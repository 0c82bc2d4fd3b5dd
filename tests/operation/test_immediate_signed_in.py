"""Who asks with a token is answered without a call of the app as well, for as long as the token is in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select, update

from core.identity import Role, create_token, hash_of, revoke_token
from core.platform import Platform
from core.tables import tokens
from plugins.practices.content import Filing, PracticeText
from plugins.practices.rules import texts
from tests.conftest import NewPlatform
from tests.factories import Made, make_member, new_token, writing
from tests.operation.conversations import UNLIMITED
from tests.operation.server_in_thread import listening, post

DRAFTS = orjson.dumps({"query": "{ practices(filter: {status: DRAFT}) { totalCount nodes { title } } }"})


@pytest.fixture
def platform(new_database: Callable[[str], str], new_platform: NewPlatform) -> Platform:
    return new_platform(new_database("sqlite"), **UNLIMITED)


def _asked(token: str) -> bytes:
    return post(DRAFTS, f"authorization: Bearer {token}")


def _draft(platform: Platform, author: Made, title: str) -> None:
    with writing(platform, author.viewer) as write:
        texts.draft_practice(write, author.key, PracticeText("en", title, "Fictitious", "Fictitious"), Filing())


def test_each_gets_what_it_may_see_and_sees_the_next_write(platform: Platform) -> None:
    authors = make_member(platform, "PRY"), make_member(platform, "MAR")
    _draft(platform, authors[0], "Fictitious A")
    asked = [_asked(new_token(platform, Role.FOCAL_POINT, author.key)) for author in authors]
    asked += [_asked(new_token(platform, Role.ADMINISTRATOR)), post(DRAFTS)]
    with listening(platform) as served:
        for counts in ((1, 0, 1, 0), (1, 1, 2, 0)):
            for _ in range(3):
                found = served.ask(*asked)
                told = [int(answer.partition(b'"totalCount":')[2][:1]) for answer in found]
                assert told == list(counts)
                assert [b"cache-control: private, no-store" in answer for answer in found] == [True] * 3 + [False]
            _draft(platform, authors[1], "Fictitious B")
        assert served.calls == 3, "one for each role, whose plan serves all who have it"


@pytest.mark.parametrize("ended", ["revoked", "expired"])
def test_a_token_that_ends_is_refused_at_once(platform: Platform, ended: str) -> None:
    token = new_token(platform, Role.ADMINISTRATOR)
    with listening(platform) as served:
        assert all(answer.startswith(b"HTTP/1.1 200") for answer in served.ask(*[_asked(token)] * 4))
        assert served.calls == 1
        with platform.database.transaction() as session:
            number = session.execute(select(tokens.c.id).where(tokens.c.hash == hash_of(token))).scalar_one()
            if ended == "revoked":
                assert revoke_token(session, number, platform.now())
            else:
                yesterday = platform.now().date() - timedelta(days=1)
                session.execute(update(tokens).where(tokens.c.id == number).values(expires_on=yesterday))
        assert all(answer.startswith(b"HTTP/1.1 401") for answer in served.ask(*[_asked(token)] * 3))


def test_a_token_is_counted_even_if_addresses_are_not(platform: Platform, new_platform: NewPlatform) -> None:
    settings = {"rate_limit": "off", "token_rate_limit": "5/minute"}
    counting, token = new_platform(platform.settings.database_url, **settings), new_token(platform, Role.PARTNER)
    with listening(counting) as served:
        answers = served.ask(*[_asked(token)] * 7)
        assert [answer[9:12] for answer in answers] == [b"200"] * 5 + [b"429"] * 2
        assert served.calls < 7


def test_a_token_is_in_force_until_its_day_ends(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test", expires_after=timedelta(days=1))
    with listening(platform) as served:
        assert all(answer.startswith(b"HTTP/1.1 200") for answer in served.ask(*[_asked(token)] * 4))
        now = platform.now()
        for days, status in ((1, b"200"), (2, b"401")):
            later = now + timedelta(days=days)
            monkeypatch.setattr(platform, "now", lambda later=later: later)
            assert served.ask(_asked(token))[0].startswith(b"HTTP/1.1 " + status)


def test_a_role_that_changes_decides_at_once(platform: Platform) -> None:
    token = new_token(platform, Role.ADMINISTRATOR)
    _draft(platform, make_member(platform, "PRY"), "Fictitious")
    with listening(platform) as served:
        assert all(b'"totalCount":1' in answer for answer in served.ask(*[_asked(token)] * 3))
        with platform.database.transaction() as session:
            session.execute(update(tokens).where(tokens.c.hash == hash_of(token)).values(role=Role.PARTNER.name))
        assert all(b'"totalCount":0' in answer for answer in served.ask(*[_asked(token)] * 3))
