"""(M4, D4) Whoever writes has the role that the records give as the write begins, not as its request arrived."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from core.administration.backup import back_up, restore
from core.identity import Role, Viewer, revoke_token
from core.members.rules.mechanisms import withdraw_mechanism
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import Made, make_observer, new_token, writing
from tests.plugins.voting.steps import START, change, codes, later, make_committee, make_members, make_open_vote


def signed_in(platform: Platform, made: Made, role: Role = Role.FOCAL_POINT) -> Viewer:
    """The viewer whom a token of a participant makes at this moment."""
    token = new_token(platform, role, made.key)
    headers = [(b"authorization", f"Bearer {token}".encode())]
    viewer = platform.sign_in.viewer(HTTPConnection({"type": "http", "headers": headers}), platform.now().date())
    assert viewer is not None
    return viewer


@pytest.fixture
def vote(platform: Platform) -> tuple[list[Made], str]:
    """Four members, and the input that votes in favour for the second of them."""
    members = make_members(platform)
    now = platform.now() - timedelta(hours=80)
    return members, f'decision: "Decision:{make_open_vote(platform, members, now)}", choice: YES'


def test_a_state_that_ceases_to_be_a_member_casts_no_ballot_that_was_under_way(
    platform: Platform, ask: Ask, vote: tuple[list[Made], str]
) -> None:
    (_, leaving, staying, _), given = vote
    viewer, other = signed_in(platform, leaving), signed_in(platform, staying)
    with writing(platform) as write:
        withdraw_mechanism(write, leaving.key, "A fictitious reason", platform.now().date())
    cast = change(ask, "castBallot", f'{given}, participant: "Participant:{leaving.key}"', viewer)
    assert codes(cast) == ["NOT_ALLOWED"]
    assert codes(change(ask, "castBallot", f'{given}, participant: "Participant:{staying.key}"', other)) == []


def test_a_token_that_was_revoked_meanwhile_writes_nothing(
    platform: Platform, ask: Ask, vote: tuple[list[Made], str]
) -> None:
    (_, voter, *_), given = vote
    viewer = signed_in(platform, voter)
    assert viewer.token is not None
    with writing(platform) as write:
        assert revoke_token(write.session, viewer.token, write.now)
        write.record("token.revoked", None, {"token": viewer.token}, public=False)
    cast = change(ask, "castBallot", f'{given}, participant: "Participant:{voter.key}"', viewer)
    assert codes(cast) == ["NOT_ALLOWED"]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_token_that_a_restored_backup_does_not_have_writes_nothing(
    platform: Platform, ask: Ask, tmp_path: Path
) -> None:
    member, *_ = make_members(platform)
    back_up(platform.database, platform.plugins, tmp_path / "backup.db")
    make_observer(platform, "KEN")
    viewer = signed_in(platform, member)
    restore(platform.database, platform.plugins, tmp_path / "backup.db")
    proposed = 'body: NETWORK, language: EN, title: "A", text: "B"'
    assert codes(change(ask, "proposeDecision", proposed, viewer)) == ["NOT_ALLOWED"]


def test_a_seat_that_ends_meanwhile_gives_no_right(platform: Platform, ask: Ask) -> None:
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    make_committee(platform, members[:4], now=START)
    viewer = signed_in(platform, members[0])
    assert viewer.role is Role.COMMITTEE
    make_committee(platform, members[1:], now=START + timedelta(days=100))
    planned = f"""kind: SEMINAR, language: EN, title: "A seminar", startsAt: "{later(platform, 30)}",
      endsAt: "{later(platform, 31)}", timeZone: "UTC\""""
    assert codes(change(ask, "planMeeting", planned, viewer, "meeting { id }")) == ["NOT_ALLOWED"]


def test_an_observer_that_registers_its_mechanism_is_a_focal_point_at_once(platform: Platform, ask: Ask) -> None:
    observer = make_observer(platform, "KEN")
    viewer = signed_in(platform, observer, Role.OBSERVER)
    key = f'participant: "Participant:{observer.key}"'
    document = f"""mutation {{
      a: registerMechanism(input: {{{key}, name: "A mechanism", type: MINISTERIAL, language: EN}}) {{ errors {{ code }} }}
      b: proposeDecision(input: {{body: NETWORK, language: EN, title: "A", text: "B"}}) {{ errors {{ code }} }} }}"""
    assert ask(document, viewer=viewer)["data"] == {"a": {"errors": []}, "b": {"errors": []}}
