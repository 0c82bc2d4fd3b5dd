"""`nmirf token`: tokens are made, listed, revoked, and journaled."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from core.identity import Role, Viewer
from core.platform import Platform
from tests.commands import Run
from tests.conftest import Ask
from tests.factories import make_member


def test_tokens_are_made_listed_and_revoked(run: Run) -> None:
    token = run("token", "create", "--role", "administrator", "--name", "Test").stdout
    assert token.startswith("nmirf_")
    assert len(token.splitlines()) == 1
    listed = run("token", "list").stdout
    assert "ADMINISTRATOR" in listed
    assert token.strip() not in listed
    number = next(word for word in listed.split() if word.isdigit() and len(word) > 10)
    assert run("token", "revoke", number).stdout == "Revoked.\n"
    assert "revoked" in run("token", "list").stdout
    assert run("token", "revoke", number).returncode == 1


def test_who_was_given_a_token_stands_in_the_journal_and_not_what_it_is(
    run: Run, platform: Platform, asking: Callable[[Platform], Ask]
) -> None:
    member = make_member(platform, "PRY")
    create = ("token", "create", "--role", "FOCAL_POINT", "--name", "Somebody", "--participant", "PRY")
    token = run(*create, "--expires", "30").stdout.strip()
    number = run("token", "list").stdout.split("Somebody")[0].split()[-1]
    run("token", "revoke", number)
    query = "{ journal(last: 2) { nodes { actor action payload } } }"
    read = asking(platform)
    created, revoked = read(query, viewer=Viewer(Role.ADMINISTRATOR))["data"]["journal"]["nodes"]
    assert (created["actor"], created["action"]) == ("ADMINISTRATOR nmirf token create", "token.created")
    reported = json.loads(created["payload"])
    del reported["nonce"]
    assert reported == {
        "token": int(number),
        "name": "Somebody",
        "role": "FOCAL_POINT",
        "participant": member.id,
        "expires": (platform.now().date() + timedelta(days=30)).isoformat(),
    }
    assert (revoked["action"], json.loads(revoked["payload"])["token"]) == ("token.revoked", int(number))
    assert token not in str(read(query, viewer=Viewer(Role.ADMINISTRATOR)))
    assert "token." not in str(read(query))
    assert run("journal", "verify").returncode == 0


@pytest.mark.parametrize(("options", "days"), [((), 365), (("--expires", "30"), 30)])
def test_every_token_expires(run: Run, options: tuple[str, ...], days: int) -> None:
    before = datetime.now(UTC).date()
    run("token", "create", "--role", "administrator", "--name", "Test", *options)
    expected = {str(day + timedelta(days=days)) for day in (before, datetime.now(UTC).date())}
    assert expected & set(run("token", "list").stdout.split())


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("name", ["a@test.example", "Focal point <a.b@test.example>", "m\u00e9l:\u00e9@\u00e9.example"])
def test_a_token_is_not_named_by_a_mail_address(run: Run, name: str) -> None:
    refused = run("token", "create", "--role", "ADMINISTRATOR", "--name", name)
    assert refused.returncode == 1
    assert "NAME: --name has a mail address" in refused.stderr
    assert "name an office instead" in refused.stderr
    assert "@" not in run("token", "list").stdout
    help_ = " ".join(run("token", "create", "--help").stdout.replace("│", " ").split())
    assert "to everybody, permanently: name an office, not a person" in help_


def test_without_a_plugin_that_has_partners_no_token_speaks_for_one(run: Run) -> None:
    create = ("token", "create", "--role", "PARTNER", "--name", "Somebody", "--partner", "Partner:987654")
    assert "There is no Partner:987654: `{ partners { nodes { id } } }` lists them all." in run(*create).stderr
    refused = run(*create, NMIRF_DISABLED_PLUGINS="partnerships")
    assert refused.returncode == 1
    assert refused.stderr.startswith("PARTNER: There are no partners: the plugin that has them is disabled or not ")
