"""Settings as the command reads them: an invalid one stops it, one that changes nothing is reported."""

from __future__ import annotations

import re

import pytest

from core.commands import unknown_variables
from core.commands.unknown_variables import misspelt
from core.settings.settings import Settings
from tests.commands import Run


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("name", "written", "reported"),
    [
        ("NMIRF_MAIL_FROM", "nobody", "is 'nobody', which is not a mail address like"),
        ("NMIRF_MAIL_FROM", "A <a@test.example>", "is 'A <a@test.example>', which is not a mail address like"),
        ("NMIRF_SMTP_URL", "smtp://u:pa55word@localhost:70000", "is not a mail server like"),
        ("NMIRF_SMTP_URL", "smtp://u:pa55word@localhost:two", "is not a mail server like"),
        ("NMIRF_SMTP_URL", "smtps://u:pa55word@localhost:0", "is not a mail server like"),
        ("NMIRF_SMTP_URL", "https://localhost", "is not a mail server like"),
        ("NMIRF_SMTP_URL", "smtp://u:p%C3%A4ss@localhost", "is not a mail server like"),
        ("NMIRF_SMTP_URL", f"smtp://{'a' * 70}.example", "is not a mail server like"),
        ("NMIRF_SMTP_URL", "smtp://", "is not a mail server like"),
        ("NMIRF_SMTP_URL", "smtp://localhost?starttls=true", "is not a mail server like"),
        ("NMIRF_SMTP_URL", "smtp://localhost?start_tls=yes", "is not a mail server like"),
    ],
)
def test_a_setting_of_mail_that_cannot_be_meant_stops_the_start(
    run: Run, name: str, written: str, reported: str
) -> None:
    refused = run("serve", **{name: written})
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"SETTING: {name} {reported}")
    assert len(refused.stderr.splitlines()) == 1
    assert "pa55word" not in refused.stderr


UNENCRYPTED = "SETTING: with NMIRF_SMTP_URL, the password and all mail are sent unencrypted."
NO_SENDER = "SETTING: NMIRF_MAIL_FROM is not set: mail comes from network@localhost, which other servers refuse."


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("address", "sender", "reported"),
    [
        ("smtp://u:pa55word@mail.example:587", "a@test.example", [UNENCRYPTED]),
        ("smtp://u:pa55word@mail.example:587?starttls=no", "a@test.example", [UNENCRYPTED]),
        ("smtp://u:pa55word@192.0.2.1", "", [UNENCRYPTED, NO_SENDER]),
        ("smtp://u:pa55word@mail.example:587?starttls=yes", "a@test.example", []),
        ("smtps://u:pa55word@mail.example", "a@test.example", []),
        ("smtp://u:pa55word@localhost", "a@test.example", []),
        ("smtp://u:pa55word@127.0.0.2:25", "a@test.example", []),
        ("smtp://u:pa55word@[::1]:25", "a@test.example", []),
        ("smtp://relay.example", "a@test.example", []),
        ("", "", []),
    ],
)
def test_unencrypted_mail_and_a_missing_sender_are_reported_before_serving(
    run: Run, address: str, sender: str, reported: list[str]
) -> None:
    given = {"NMIRF_SMTP_URL": address, "NMIRF_MAIL_FROM": sender, "NMIRF_HOST": "192.0.2.1"}
    *doubts, last = run("serve", **given).stderr.splitlines()
    assert last.startswith("HOST: ")
    assert len(doubts) == len(reported)
    assert all(doubt.startswith(expected) for doubt, expected in zip(doubts, reported, strict=True))
    assert not any("pa55word" in doubt for doubt in doubts)


def test_the_hint_for_mail_names_an_encrypted_way(run: Run) -> None:
    for refused in (run("outbox", "run"), run("outbox", "run", NMIRF_SMTP_URL="mail.example")):
        assert "smtp://user:password@host:587?starttls=yes" in refused.stderr
    assert "NMIRF_MAIL_FROM" in run("outbox", "run").stderr


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("CC-BY-4.0", "name=CC-BY-4.0"),
        ("https://licence.test.example/", "path=https://licence.test.example/"),
        ("CC-BY-4.0 https://licence.test.example/", "name=CC-BY-4.0, path=https://licence.test.example/"),
        ("javascript:alert", "SETTING: NMIRF_LICENCE is 'javascript:alert', which is not a licence like CC-BY-4.0"),
        ("CC BY", "SETTING: NMIRF_LICENCE is 'CC BY', which is not a licence like CC-BY-4.0, its address, or both"),
    ],
)
def test_a_licence_has_a_name_an_address_or_both(run: Run, written: str, shown: str) -> None:
    reported = run("settings", NMIRF_LICENCE=written)
    assert shown in reported.stdout + reported.stderr
    assert (reported.returncode == 0) is ("SETTING" not in shown)
    assert "NMIRF_LICENCE" in reported.stdout + reported.stderr


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("settings", "reported"),
    [
        (
            {"NMIRF_CORS_ORIGINS": "portal.example"},
            "SETTING: NMIRF_CORS_ORIGINS is 'portal.example', which is not a list of",
        ),
        (
            {"NMIRF_CORS_ORIGINS": "https://portal.example/"},
            "SETTING: NMIRF_CORS_ORIGINS is 'https://portal.example/', ",
        ),
        (
            {"NMIRF_CORS_ORIGINS": "https://*.portal.example"},
            "SETTING: NMIRF_CORS_ORIGINS is 'https://*.portal.example', ",
        ),
        (
            {"NMIRF_PUBLIC_URL": "https://u:pa55word@data.example.org"},
            "SETTING: NMIRF_PUBLIC_URL is not a web address like https://data.example.org.",
        ),
        ({"NMIRF_METRICS_TOKEN": "pa55wörd"}, "SETTING: NMIRF_METRICS_TOKEN is not a token of letters, digits and"),
        (
            {"NMIRF_PUBLIC_URL": "data.example.org"},
            "SETTING: NMIRF_PUBLIC_URL is not a web address like https://data.example.org.",
        ),
        (
            {"NMIRF_SILENCE_HOURS": "0"},
            "SETTING: NMIRF_SILENCE_HOURS is '0', which is not a number of hours from 1 to 8760.",
        ),
        ({"NMIRF_MAX_TOKENS": "0"}, "SETTING: NMIRF_MAX_TOKENS is '0', which is not a whole number, 1 or more."),
        (
            {"NMIRF_MAX_COST": "PARTNER=0"},
            "SETTING: NMIRF_MAX_COST is 'PARTNER=0', which is not a number of rows, or list like",
        ),
        (
            {"NMIRF_CACHE_SECONDS": "99999999999"},
            "SETTING: NMIRF_CACHE_SECONDS is '99999999999', which is not a number of seconds, 31536000 at most.",
        ),
        (
            {"NMIRF_DATABASE_URL": "sqlite:////nowhere/network.db?mode=ro"},
            "SETTING: NMIRF_DATABASE_URL names a file with options; leave out `?` and what follows.",
        ),
        (
            {"NMIRF_DATABASE_URL": "sqlite://folder/network.db"},
            "SETTING: NMIRF_DATABASE_URL names a file after two slashes: write sqlite:///folder/network.db",
        ),
        (
            {"NMIRF_MAX_HEAD_BYTES": "999"},
            "SETTING: NMIRF_MAX_HEAD_BYTES is '999', which is not a number of bytes, 1000 or more.",
        ),
        ({"NMIRF_OIDC_AUDIENCE": "network"}, "SETTING: NMIRF_OIDC_ISSUER is not set"),
        ({"NMIRF_OIDC_JWKS_URL": "https://provider.example/keys"}, "SETTING: NMIRF_OIDC_ISSUER is not set"),
        ({"NMIRF_HOST": "256.1.1.1"}, "HOST: Cannot listen on 256.1.1.1:8000"),
        ({"NMIRF_HOST": "192.0.2.1"}, "HOST: Cannot listen on 192.0.2.1:8000"),
        ({"NMIRF_DATABASE_URL": "sqlite:///"}, "SETTING: NMIRF_DATABASE_URL names no file"),
        ({"NMIRF_DATABASE_URL": "sqlite:///:memory:"}, "SETTING: NMIRF_DATABASE_URL names no file"),
        (
            {"NMIRF_DATABASE_URL": "postgresql://u:pa55word@h:port/x"},
            "SETTING: NMIRF_DATABASE_URL is not a database address",
        ),
        ({"NMIRF_DATABASE_URL": "postgresql://u:x@pa55word@h/x"}, "SETTING: NMIRF_DATABASE_URL has one @ too many"),
        ({"NMIRF_DATABASE_URL": "postgresql+asyncpg://u:pa55word@h/x"}, "SETTING: NMIRF_DATABASE_URL must begin with"),
    ],
)
def test_a_setting_that_cannot_be_meant_stops_the_start(run: Run, settings: dict[str, str], reported: str) -> None:
    refused = run("serve", **settings)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(reported)
    assert len(refused.stderr.splitlines()) == 1
    assert not re.search("pa55w.rd", refused.stderr)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    "settings",
    [
        {"NMIRF_DATABASE_URL": "mysql://x/y"},
        {"NMIRF_DATABASE_URL": "postgresql://u:x@pa55word@h/x"},
        {"NMIRF_READ_DATABASE_URL": "sqlite:///x.db"},
    ],
)
def test_addresses_that_cannot_be_used_are_reported_where_settings_are_shown(
    run: Run, settings: dict[str, str]
) -> None:
    reported = run("settings", **settings)
    assert reported.returncode == 1
    assert "NMIRF_MAIL_FROM" in reported.stdout
    assert reported.stderr.startswith(f"SETTING: {next(iter(settings))} ")
    assert "pa55word" not in reported.stdout + reported.stderr


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_settings_that_change_nothing_are_reported_before_migrating(run: Run) -> None:
    slips = {"NMIRF_HOSTT": "192.0.2.1", "NMIRF_DISABLED_PLUGINS": "votings", "NMIRF_SMTP_URL": "smtp://relay.example"}
    migrated = run("migrate", **slips)
    assert migrated.returncode == 0
    assert [line.partition(" is ")[0].partition(", ")[0] for line in migrated.stderr.splitlines()] == [
        "SETTING: NMIRF_HOSTT",
        "SETTING: NMIRF_DISABLED_PLUGINS names 'votings'",
    ]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_misspelt_settings_and_plugins_that_are_not_installed_are_reported(run: Run) -> None:
    slips = {"NMIRF_DATBASE_URL": "postgresql://u:pa55word@h/x", "NMIRF_OTHERS_OWN": "x", "NMIRF_HOST": "192.0.2.1"}
    reported = run("serve", **slips, NMIRF_DISABLED_PLUGINS="members,votings").stderr.splitlines()
    assert reported[0] == "SETTING: NMIRF_DATBASE_URL is not a setting and changes nothing. NMIRF_DATABASE_URL is one."
    assert reported[1].startswith(
        "SETTING: NMIRF_DISABLED_PLUGINS names 'members', which belongs to the core and stays"
    )
    assert reported[2].startswith("SETTING: NMIRF_DISABLED_PLUGINS names 'votings', which is not an installed plugin")
    listed = run("plugins", "list", NMIRF_DISABLED_PLUGINS="members,voting,votings").stdout.splitlines()
    assert [line.partition(" ")[0] for line in listed if line.startswith("members")] == ["members"]
    assert listed[-2:] == ["voting, from nmirf-network, disabled", "votings, which is not installed, disabled"]
    assert reported[3].startswith("HOST: ")
    shown = run("settings", **slips).stdout
    assert [line.split() for line in shown.splitlines()][-2:] == [
        ["NMIRF_DATBASE_URL", "ignored", "not", "a", "setting"],
        ["NMIRF_OTHERS_OWN", "ignored", "not", "a", "setting"],
    ]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_variable_of_a_plugin_is_listed_as_one_that_it_may_read_and_shown_to_nobody(run: Run) -> None:
    shown = run("settings", NMIRF_VOTING_KEY="pa55word", NMIRF_MEMBERS_DAYS="1").stdout
    assert "pa55word" not in shown
    assert [" ".join(line.split()) for line in shown.splitlines()][-2:] == [
        "NMIRF_MEMBERS_DAYS ignored not a setting",
        "NMIRF_VOTING_KEY not shown not a setting; the plugin voting may read it",
    ]


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("name", "written", "reported"),
    [
        ("NMIRF_RATE_LIMIT_URL", "http://h", "is not a Valkey or Redis like redis://host:6379"),
        ("NMIRF_RATE_LIMIT_URL", "redis://u:pa55word@h:port", "is not a Valkey or Redis like redis://host:6379"),
        ("NMIRF_RATE_LIMIT_URL", "redis://", "is not a Valkey or Redis like redis://host:6379"),
        ("NMIRF_RATE_LIMIT_URL", "unix://", "is not a Valkey or Redis like redis://host:6379"),
        ("NMIRF_OIDC_ISSUER", "http://h", "is 'http://h', which is not a web address that begins with https://"),
        ("NMIRF_OIDC_ISSUER", "https://", "is 'https://', which is not a web address that begins with https://"),
        ("NMIRF_OIDC_JWKS_URL", "http://h/keys", "is not a web address that begins with https://"),
    ],
)
def test_an_address_that_nobody_could_use_stops_every_command(run: Run, name: str, written: str, reported: str) -> None:
    for command in ("settings", "serve"):
        refused = run(command, **{name: written})
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith(f"SETTING: {name} {reported}")
        assert "pa55word" not in refused.stderr


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("NMIRF_RATE_LIMIT_URL", "rediss://h"),
        ("NMIRF_RATE_LIMIT_URL", "unix:///run/valkey.sock?db=1"),
        ("NMIRF_OIDC_ISSUER", "https://login.example/realm"),
        ("NMIRF_OIDC_ISSUER", "http://127.0.0.1:8080"),
    ],
)
def test_an_address_that_can_be_used_is_shown_as_it_was_given(run: Run, name: str, written: str) -> None:
    assert [name, written, name] in [line.split() for line in run("settings", **{name: written}).stdout.splitlines()]


def test_a_variable_of_a_plugin_is_no_slip_of_the_pen(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(unknown=("NMIRF_MAIL_FORM",))
    assert [*misspelt(settings)] == [("NMIRF_MAIL_FORM", "NMIRF_MAIL_FROM")]
    monkeypatch.setattr(unknown_variables, "available", lambda: {"mail": None})
    assert [*misspelt(settings)] == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    "settings",
    [
        {"NMIRF_RATE_LIMIT_URL": "redis://u:pa55word@h:6379"},
        {"NMIRF_DATABASE_URL": "postgresql://u:x@pa55word@h/x"},
        {"NMIRF_DATABASE_URL": "postgresql://h/x?user=u&password=pa55word"},
        {"NMIRF_DATABASE_URL": "postgresql://u@h/x?sslpassword=pa55word"},
    ],
)
def test_a_password_is_not_shown_wherever_an_address_has_it(run: Run, settings: dict[str, str]) -> None:
    shown = run("settings", **settings).stdout
    assert "***" in shown or "password=hidden" in shown
    assert "pa55word" not in shown


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_no_page_of_another_origin_may_read_where_none_is_said(run: Run) -> None:
    def shown(written: str) -> list[str]:
        lines = run("settings", NMIRF_CORS_ORIGINS=written).stdout.splitlines()
        return next(line.split() for line in lines if "CORS" in line)

    assert shown("none") == ["NMIRF_CORS_ORIGINS", "none", "NMIRF_CORS_ORIGINS"]
    assert shown("") == ["NMIRF_CORS_ORIGINS", "*", "default"]


def test_settings_tell_their_source_and_no_secret(run: Run) -> None:
    mail = {"NMIRF_SMTP_URL": "smtp://user:pa55word@localhost:25", "NMIRF_MAIL_FROM": "mail@localhost"}
    shown = run("settings", **mail, NMIRF_PORT="8123").stdout
    assert "mail@localhost" in shown
    assert "pa55word" not in shown
    assert "8123" in shown
    assert "NMIRF_PORT" in shown
