"""A hook that fails, or returns a wrong result, is reported with its plugin."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
import strawberry
from sqlalchemy import text
from starlette.testclient import TestClient

from core.database.sessions.session import Session
from core.errors import Conflict, StartupError
from core.members.enums import ObligationStatus
from core.members.obligations import Obligation
from core.migrations.upgrading import migrate
from core.observation.logs import TextLines
from core.plugins.finding import load_plugins
from core.plugins.hookspecs import hookimpl
from core.server.app import create_app
from core.server.background import begin, rehearse
from schema import UserError
from tests.conftest import NewPlatform
from tests.core.plugins.made_plugins import members_with, plugin, refused


class TooEarly(Conflict):
    """A refusal of a plugin's own."""

    code = "BEFORE_ITS_HOUR"


def test_a_hook_that_does_not_exist_is_named() -> None:
    told = refused(plugin("alpha", register_wishes=[]))
    assert told.code == "PLUGIN_HOOK"
    assert "'alpha'" in told.message
    assert "register_wishes" in told.message


def test_a_hook_that_would_never_be_called_is_named() -> None:
    alpha = plugin("alpha", register_types=[])
    alpha.register_fields = lambda: []  # type: ignore[attr-defined]
    told = refused(alpha)
    assert (told.code, told.message) == (
        "PLUGIN_HOOK",
        "register_fields of the plugin 'alpha' would never be called: write @hookimpl from core above it.",
    )


async def _awaits(entries: object) -> None: ...


def _yields(entries: object) -> Iterator[None]:
    yield


async def _does_both(entries: object) -> AsyncIterator[None]:
    yield


@pytest.mark.parametrize("made", [_awaits, _yields, _does_both])
def test_a_hook_of_which_nothing_would_be_carried_out_is_named(made: Callable[..., object]) -> None:
    alpha = plugin("alpha")
    alpha.before_commit = hookimpl(made)  # type: ignore[attr-defined]
    told = refused(alpha)
    assert told.code == "PLUGIN_HOOK"
    assert told.message.startswith("before_commit of the plugin 'alpha' is async, or yields")


def test_a_hook_that_asks_for_what_it_is_not_given_is_named() -> None:
    alpha = plugin("alpha")
    alpha.register_queries = hookimpl(lambda wishes: object)  # type: ignore[attr-defined]
    told = refused(alpha)
    assert told.code == "PLUGIN_HOOK"
    assert "The plugin 'alpha'" in told.message
    assert "wishes" in told.message


@pytest.mark.parametrize(
    ("hook", "returned", "said"),
    [
        ("register_tables", None, "a MetaData"),
        ("register_types", None, "a list of types"),
        ("register_types", object, "a list of types"),
        ("register_types", ["Workshop"], "a list of types"),
        ("register_fields", {object: object}, "a list of pairs of types"),
        ("register_fields", [object], "a list of pairs of types"),
        ("register_fields", [(object,)], "a list of pairs of types"),
        ("register_fields", [(object, "Workshop")], "a list of pairs of types"),
        ("register_queries", [object], "a class"),
        ("register_mutations", None, "a class"),
        ("register_subscriptions", [object], "a class"),
        ("register_error_types", [ValueError], "a dict"),
        ("register_error_types", {"ValueError": UserError}, "from exceptions"),
        ("register_error_types", {ValueError: object}, "types of UserError"),
    ],
)
def test_a_wrong_result_of_a_hook_is_reported_with_the_plugin_and_the_right_type(
    hook: str, returned: object, said: str
) -> None:
    told = refused(plugin("alpha", **{hook: returned}))
    assert told.code == "PLUGIN_HOOK"
    assert told.message.startswith(f"{hook} of the plugin 'alpha' returns")
    assert said in told.message


@pytest.mark.parametrize("refusal", [Conflict, TooEarly])
def test_a_plugin_shows_no_refusal_of_another(refusal: type[Exception]) -> None:
    shown = strawberry.type(type("Shown", (UserError,), {"__module__": __name__}))
    alpha, beta = (plugin(name, register_error_types={refusal: shown}) for name in ("alpha", "beta"))
    told = refused(alpha, beta)
    assert told.code == "PLUGIN_CLASH"
    assert f"declares a type for {refusal.__name__} of " in told.message


def test_obligations_of_a_plugin_that_fails_take_no_others_away(
    database_url: str, new_platform: NewPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    def register_obligations(session: Session) -> list[Obligation]:
        return list(session.execute(text("SELECT word FROM nowhere")).scalars())

    alpha = plugin("alpha")
    alpha.register_obligations = hookimpl(register_obligations)  # type: ignore[attr-defined]
    platform = new_platform(database_url, load_plugins(extra={"alpha": alpha}))
    assert {"Membership", "Network Meetings"} <= {
        obligation.section for obligation in platform.obligations(date(2026, 6, 1))
    }
    assert "the plugin 'alpha' failed to check its obligations" in caplog.text


KEPT = Obligation(section="Alpha", rule="One rule.", status=ObligationStatus.MET, detail="It is kept.")


def _one_and_no_more() -> Iterator[Obligation]:
    yield KEPT
    raise LookupError


@pytest.mark.parametrize("returned", [lambda: ["It is kept."], _one_and_no_more], ids=["texts", "half"])
def test_a_result_that_is_not_an_obligation_removes_no_others(
    database_url: str,
    new_platform: NewPlatform,
    caplog: pytest.LogCaptureFixture,
    returned: Callable[[], Iterable[object]],
) -> None:
    alpha = plugin("alpha")
    alpha.register_obligations = hookimpl(lambda: returned())  # type: ignore[attr-defined]
    platform = new_platform(database_url, members_with({"alpha": alpha}))
    with TestClient(create_app(platform.settings, platform)) as client:
        answer = client.post("/graphql", json={"query": "{ network { obligations { section } } }"}).json()
    assert answer == {"data": {"network": {"obligations": [{"section": "Membership"}] * 2}}}
    assert "the plugin 'alpha' failed to check its obligations" in caplog.text


@pytest.mark.parametrize(
    ("returned", "told"),
    [(None, "None"), (KEPT, "Obligation"), ([KEPT, "It is kept."], "a list that holds str")],
)
def test_the_log_says_what_obligations_are_to_be(
    database_url: str, new_platform: NewPlatform, caplog: pytest.LogCaptureFixture, returned: object, told: str
) -> None:
    alpha = plugin("alpha", register_obligations=returned)
    platform = new_platform(database_url, members_with({"alpha": alpha}))
    platform.obligations(date(2026, 6, 1))
    (record,) = [record for record in caplog.records if record.exc_info]
    assert f"register_obligations returns {told}; it must return a list of Obligation." in TextLines().format(record)


@pytest.mark.parametrize("folder", [Path("nowhere"), None])
def test_a_missing_folder_of_migrations_is_reported(
    database_url: str, new_platform: NewPlatform, folder: Path | None
) -> None:
    alpha = plugin("alpha", register_migrations=folder)
    platform = new_platform(database_url, members_with({"alpha": alpha}))
    with pytest.raises(StartupError, match="register_migrations of the plugin 'alpha'"):
        migrate(platform.database, platform.plugins)


@pytest.mark.parametrize(("hook", "said"), [("register_routes", "of routes"), ("register_background", "of coroutines")])
def test_what_is_not_a_route_or_a_coroutine_is_reported(
    database_url: str, new_platform: NewPlatform, hook: str, said: str
) -> None:
    alpha = plugin("alpha", **{hook: ["/alpha"]})
    platform = new_platform(database_url, members_with({"alpha": alpha}))

    async def started() -> None:
        create_app(platform.settings, platform)
        begin(platform)

    with pytest.raises(StartupError, match=f"{hook} of the plugin 'alpha' returns .* must return a list {said}"):
        asyncio.run(started())


async def _work() -> None:
    """Background work that never runs."""


@pytest.mark.parametrize("wrong", [_work, lambda: [_work(), "/alpha"]])
def test_coroutines_of_a_wrong_result_are_closed(
    database_url: str, new_platform: NewPlatform, wrong: Callable[[], object]
) -> None:
    alpha = plugin("alpha")
    alpha.register_background = hookimpl(lambda: wrong())  # type: ignore[attr-defined]
    platform = new_platform(database_url, members_with({"alpha": alpha}))
    with warnings.catch_warnings(record=True) as told:
        with pytest.raises(StartupError, match="must return a list of coroutines"):
            rehearse(platform)
        gc.collect()
    assert told == []


def test_a_hook_that_raises_is_reported_with_its_plugin() -> None:
    def register_types() -> list[type]:
        raise KeyError("topic")

    alpha = plugin("alpha")
    alpha.register_types = hookimpl(register_types)  # type: ignore[attr-defined]
    told = refused(alpha)
    assert told.code == "PLUGIN_HOOK"
    assert "register_types of the plugin 'alpha' failed: KeyError: 'topic'" in told.message
    assert "NMIRF_DISABLED_PLUGINS=alpha" in told.message


def test_a_startup_error_of_a_hook_is_reported_unchanged() -> None:
    def register_types() -> list[type]:
        raise StartupError("SETTING", "Set ALPHA_FOLDER.")

    alpha = plugin("alpha")
    alpha.register_types = hookimpl(register_types)  # type: ignore[attr-defined]
    told = refused(alpha)
    assert (told.code, told.message) == ("SETTING", "Set ALPHA_FOLDER.")
