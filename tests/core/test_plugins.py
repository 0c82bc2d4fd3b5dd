"""Plugins that do not fit stop the start with one message that names them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import strawberry
from sqlalchemy import Column, MetaData, Table, text
from typer.main import get_command

from core.app import create_app
from core.commands.together import cli
from core.errors import Conflict, StartupError
from core.hookspecs import hookimpl
from core.identity import Role, Viewer, create_token, list_tokens
from core.members.obligations import Obligation
from core.migrations import migrate
from core.platform import Platform, assemble_schema
from core.plugins import TAKEN, load_plugins, plugin_names
from core.session import Session
from schema import Identifier, UserError, column, node
from tests.conftest import NewPlatform


class TooEarly(Conflict):
    """A refusal of a plugin's own."""

    code = "TOO_EARLY"


def _plugin(name: str, requires: tuple[str, ...] = (), **hooks: object) -> ModuleType:
    module = ModuleType(name)
    module.requires = requires  # type: ignore[attr-defined]
    for hook, result in hooks.items():
        setattr(module, hook, hookimpl(_returning(result)))
    return module


def _returning(result: object) -> Callable[[], object]:
    def implementation() -> object:
        return result

    return implementation


def _type(name: str, table: Table) -> type:
    made = type(name, (), {"__annotations__": {"title": int}, "title": column(table.c.id), "__module__": __name__})
    return node(table)(made)


def _refused(*plugins: ModuleType) -> StartupError:
    with pytest.raises(StartupError) as refused:
        assemble_schema(load_plugins(only=(), extra={plugin.__name__: plugin for plugin in plugins}))
    return refused.value


def test_the_platform_starts_without_any_plugin() -> None:
    manager = load_plugins(only=())
    assert plugin_names(manager) == ["members"]
    assert "states" in assemble_schema(manager).schema.as_str()


def test_requirements_come_first_then_names() -> None:
    extra = {plugin.__name__: plugin for plugin in (_plugin("alpha", ("zeta",)), _plugin("zeta"), _plugin("beta"))}
    assert plugin_names(load_plugins(only=(), extra=extra)) == ["members", "zeta", "alpha", "beta"]


def test_a_missing_requirement_is_named() -> None:
    refused = _refused(_plugin("alpha", ("voting_machine",)))
    assert refused.code == "PLUGIN_MISSING"
    assert "'alpha' requires 'voting_machine'" in refused.message


def test_a_circle_is_named() -> None:
    refused = _refused(_plugin("alpha", ("beta",)), _plugin("beta", ("alpha",)))
    assert refused.code == "PLUGIN_CIRCLE"
    assert "alpha -> beta -> alpha" in refused.message


def test_a_hook_that_does_not_exist_is_named() -> None:
    refused = _refused(_plugin("alpha", register_wishes=[]))
    assert refused.code == "PLUGIN_HOOK"
    assert "'alpha'" in refused.message
    assert "register_wishes" in refused.message


def test_a_hook_that_asks_for_what_it_is_not_given_is_named() -> None:
    alpha = _plugin("alpha")
    alpha.register_queries = hookimpl(lambda wishes: object)  # type: ignore[attr-defined]
    refused = _refused(alpha)
    assert refused.code == "PLUGIN_HOOK"
    assert "The plugin 'alpha'" in refused.message
    assert "wishes" in refused.message


@pytest.mark.parametrize(
    ("hook", "returned", "said"),
    [
        ("register_tables", None, "a MetaData"),
        ("register_types", None, "a list of types"),
        ("register_types", object, "a list of types"),
        ("register_fields", {object: object}, "a list of pairs of types"),
        ("register_queries", [object], "a class"),
        ("register_mutations", None, "a class"),
        ("register_error_types", {ValueError: object}, "types of UserError"),
    ],
)
def test_a_hook_that_returns_something_else_is_told_with_its_plugin_and_what_it_must_return(
    hook: str, returned: object, said: str
) -> None:
    refused = _refused(_plugin("alpha", **{hook: returned}))
    assert refused.code == "PLUGIN_HOOK"
    assert refused.message.startswith(f"{hook} of the plugin 'alpha' returns")
    assert said in refused.message


@pytest.mark.parametrize("refusal", [Conflict, TooEarly])
def test_a_plugin_shows_no_refusal_of_another(refusal: type[Exception]) -> None:
    shown = strawberry.type(type("Shown", (UserError,), {"__module__": __name__}))
    alpha, beta = (_plugin(name, register_error_types={refusal: shown}) for name in ("alpha", "beta"))
    refused = _refused(alpha, beta)
    assert refused.code == "PLUGIN_CLASH"
    assert f"shows {refusal.__name__} of " in refused.message


def test_obligations_of_a_plugin_that_fails_take_no_others_away(
    database_url: str, new_platform: NewPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    def register_obligations(session: Session) -> list[Obligation]:
        return list(session.execute(text("SELECT word FROM nowhere")).scalars())

    alpha = _plugin("alpha")
    alpha.register_obligations = hookimpl(register_obligations)  # type: ignore[attr-defined]
    platform = new_platform(database_url, load_plugins(extra={"alpha": alpha}))
    assert {"Membership", "Network Meetings"} <= {obligation.section for obligation in platform.obligations(date(2026, 6, 1))}
    assert "the plugin 'alpha' failed to hold its obligations" in caplog.text


def test_a_folder_of_migrations_that_is_not_there_is_told(database_url: str, new_platform: NewPlatform) -> None:
    alpha = _plugin("alpha", register_migrations=Path("nowhere"))
    platform = new_platform(database_url, load_plugins(only=(), extra={"alpha": alpha}))
    with pytest.raises(StartupError, match="register_migrations of the plugin 'alpha'"):
        migrate(platform.database, platform.plugins)


def test_a_hook_that_raises_is_told_with_its_plugin() -> None:
    def register_types() -> list[type]:
        raise KeyError("topic")

    alpha = _plugin("alpha")
    alpha.register_types = hookimpl(register_types)  # type: ignore[attr-defined]
    refused = _refused(alpha)
    assert refused.code == "PLUGIN_HOOK"
    assert "register_types of the plugin 'alpha' failed: KeyError: 'topic'" in refused.message
    assert "NMIRF_DISABLED_PLUGINS=alpha" in refused.message


def test_one_module_is_one_plugin() -> None:
    alpha = _plugin("alpha")
    with pytest.raises(StartupError, match="'alpha' and 'beta' are one module"):
        load_plugins(only=(), extra={"alpha": alpha, "beta": alpha})


def _two_of_one_name() -> list[ModuleType]:
    """Two plugins that claim one type."""
    tables = {
        name: Table(f"{name}_things", MetaData(), Column("id", Identifier, primary_key=True))
        for name in ("alpha", "beta")
    }
    return [_plugin(name, register_types=[_type("Thing", table)]) for name, table in tables.items()]


def test_two_plugins_that_claim_one_type_are_both_named() -> None:
    refused = _refused(*_two_of_one_name())
    assert refused.code == "SCHEMA"
    assert "Two types are named Thing" in refused.message


def test_records_are_at_hand_where_the_schema_clashes(database_url: str, new_platform: NewPlatform) -> None:
    clashing = {plugin.__name__: plugin for plugin in _two_of_one_name()}
    platform = new_platform(database_url, load_plugins(only=(), extra=clashing))
    with platform.write(Viewer(Role.ADMINISTRATOR)) as write:
        create_token(write.session, write.now, Role.ADMINISTRATOR, "Test secretariat")
    with platform.database.reading() as session:
        assert [row.name for row in list_tokens(session)] == ["Test secretariat"]
    with pytest.raises(StartupError, match="Two types are named Thing"):
        create_app(platform.settings, platform)


def test_two_plugins_that_claim_one_table_are_both_named() -> None:
    tables = MetaData()
    Table("alpha_things", tables, Column("id", Identifier, primary_key=True))
    refused = _refused(_plugin("alpha", register_tables=tables), _plugin("beta", register_tables=tables))
    assert refused.code == "PLUGIN_CLASH"
    assert "'alpha' and 'beta'" in refused.message


def test_a_table_without_its_plugins_name_is_refused() -> None:
    tables = MetaData()
    Table("things", tables, Column("id", Identifier, primary_key=True))
    refused = _refused(_plugin("alpha", register_tables=tables))
    assert refused.code == "PLUGIN_PREFIX"
    assert "alpha_" in refused.message


def _install(folder: Path, name: str, code: str) -> None:
    """Put a distribution into a folder, whose plugin has this name and this code."""
    (folder / "faulty_plugin.py").write_text(code)
    metadata = folder / "faulty-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[nmirf.plugins]\n{name} = faulty_plugin\n")


@pytest.mark.parametrize("name", ["journal", "serve", "core", "members", "health", "My-Plugin", "a" * 31])
def test_a_plugin_has_no_name_of_the_platforms_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    _install(tmp_path, name, "")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(StartupError, match=f"faulty names a plugin '{name}'") as refused:
        load_plugins()
    assert refused.value.code == "PLUGIN_NAME"


def test_every_command_and_address_of_the_platform_is_taken(platform: Platform) -> None:
    commands = {command.name for command in get_command(cli).commands.values()}  # type: ignore[attr-defined]
    mounted = {
        str(getattr(route, "path", "")).split("/")[1] for route in create_app(platform.settings, platform).routes
    }
    plugins = set(plugin_names(platform.plugins))
    assert (commands | mounted) - plugins - {""} <= TAKEN


def test_a_plugin_that_raises_on_import_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _install(tmp_path, "faulty", "raise RuntimeError('no such thing')")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(StartupError) as refused:
        load_plugins()
    assert refused.value.code == "PLUGIN_IMPORT"
    assert "'faulty' of faulty 1.0" in refused.value.message
    assert "NMIRF_DISABLED_PLUGINS=faulty" in refused.value.message
    assert plugin_names(load_plugins(disabled=["faulty"]))[0] == "members"
