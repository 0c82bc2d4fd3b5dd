"""Plugins that do not fit stop the start with one message that names them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import strawberry
from sqlalchemy import Column, Integer, MetaData, Table
from typer.main import get_command

from core.assembly import assemble_schema
from core.commands.root import cli
from core.errors import StartupError
from core.identity import Role, Viewer, create_token, list_tokens
from core.members import State
from core.platform import Platform
from core.plugins.faults import advice_on
from core.plugins.finding import TAKEN, load_plugins, plugin_names
from core.plugins.hookspecs import hookimpl
from core.server.app import create_app
from core.writing.write import Write
from schema import Connection, Identifier, column, connection, mutation, node, subscription
from tests.conftest import NewPlatform
from tests.core.plugins.made_plugins import members_with, plugin, refused


def _type(name: str, table: Table) -> type:
    made = type(name, (), {"__annotations__": {"title": int}, "title": column(table.c.title), "__module__": __name__})
    return node(table)(made)


def test_the_platform_starts_without_any_plugin() -> None:
    manager = members_with({})
    assert plugin_names(manager) == ["members"]
    assert "states" in assemble_schema(manager).schema.as_str()


def test_requirements_come_first_then_names() -> None:
    extra = {plugin.__name__: plugin for plugin in (plugin("alpha", ("zeta",)), plugin("zeta"), plugin("beta"))}
    assert plugin_names(members_with(extra)) == ["members", "zeta", "alpha", "beta"]


def test_a_hook_that_there_is_not_is_told_with_the_nearest_one() -> None:
    told = refused(plugin("alpha", register_typez=[]))
    assert told.code == "PLUGIN_HOOK"
    assert "'alpha' implements register_typez, a hook that there is not. Did you mean register_types()?" in told.message
    assert told.message.endswith('The page "Hooks" of the documentation lists them all, with their parameters.')


def test_a_hook_like_no_other_is_told() -> None:
    told = refused(plugin("alpha", zzz=[]))
    assert "'alpha' implements zzz, a hook that there is not. The page" in told.message


def test_a_parameter_that_a_hook_does_not_have_is_told_with_those_that_it_has() -> None:
    alpha = plugin("alpha")
    alpha.register_obligations = hookimpl(lambda session, day: [])  # type: ignore[attr-defined]
    told = refused(alpha)
    assert told.code == "PLUGIN_HOOK"
    assert "'alpha' implements register_obligations with the parameter day" in told.message
    assert "It has no other parameters than those of register_obligations(session, today)." in told.message


def test_a_missing_requirement_is_named() -> None:
    told = refused(plugin("alpha", ("voting_machine",)))
    assert told.code == "PLUGIN_MISSING"
    assert "'alpha' requires 'voting_machine'" in told.message


def test_a_circle_is_named() -> None:
    told = refused(plugin("alpha", ("beta",)), plugin("beta", ("alpha",)))
    assert told.code == "PLUGIN_CIRCLE"
    assert "alpha -> beta -> alpha" in told.message


def test_one_module_is_one_plugin() -> None:
    alpha = plugin("alpha")
    with pytest.raises(StartupError, match="'alpha' and 'beta' are the same module"):
        members_with({"alpha": alpha, "beta": alpha})


TOGETHER = (
    "This came with the plugins 'alpha' and 'beta' together: fix or uninstall one of them, or set "
    "NMIRF_DISABLED_PLUGINS to its name."
)


def _two_of_one_name() -> list[ModuleType]:
    """Two plugins that claim one type."""
    tables = {
        name: Table(
            f"{name}_things",
            MetaData(),
            Column("id", Identifier, primary_key=True),
            Column("title", Integer, nullable=False),
        )
        for name in ("alpha", "beta")
    }
    return [plugin(name, register_types=[_type("Thing", table)]) for name, table in tables.items()]


def test_two_plugins_that_claim_one_type_are_both_named() -> None:
    told = refused(*_two_of_one_name())
    assert told.code == "SCHEMA"
    assert "Two types are named Thing" in told.message
    assert told.message.endswith(TOGETHER)


@strawberry.input
class Greeting:
    """Whom to greet."""

    word: str


def _greet(write: Write, input: Greeting) -> dict[str, int | None]:
    """Greet somebody."""
    return {}


async def _greeted(context: Any) -> AsyncIterator[int]:
    yield 4


def _fields(whose: str, name: str, annotation: Any, made: Any) -> type:
    """A class of one field."""
    return type(whose, (), {"__module__": __name__, "__annotations__": {name: annotation}, name: made})


@pytest.mark.parametrize(
    ("hook", "claimed", "adds"),
    [
        (
            "register_fields",
            "State.age",
            lambda whose: [(State, _fields(whose, "age", int, column(lambda state: state.un_member_since)))],
        ),
        ("register_queries", "Query.oldest", lambda whose: _fields(whose, "oldest", Connection[State], connection())),
        (
            "register_mutations",
            "Mutation.greet",
            lambda whose: _fields(whose, "greet", Any, mutation(state=State)(_greet)),
        ),
        (
            "register_subscriptions",
            "Subscription.greeted",
            lambda whose: _fields(whose, "greeted", Any, subscription(State)(_greeted)),
        ),
    ],
)
def test_two_plugins_that_claim_one_field_are_both_named(hook: str, claimed: str, adds: Callable[[str], Any]) -> None:
    told = refused(*(plugin(name, **{hook: adds(f"{name.title()}Fields")}) for name in ("alpha", "beta")))
    assert told.code == "SCHEMA"
    assert f"{claimed} is declared twice: in {__name__}.AlphaFields, and in {__name__}.BetaFields. " in told.message
    assert told.message.endswith(TOGETHER)


def test_a_plugin_that_claims_a_field_of_one_of_ours_is_named_wherever_its_name_stands() -> None:
    fields = _fields("AfricanFields", "practices", Connection[State], connection())
    with pytest.raises(StartupError, match=r"Query\.practices is declared twice") as told:
        assemble_schema(load_plugins(extra={"africa": plugin("africa", register_queries=fields)}))
    assert told.value.message.endswith(
        "This came with the plugin 'africa': Fix it, uninstall it, or set NMIRF_DISABLED_PLUGINS=africa."
    )


def test_nobody_is_told_to_fix_or_uninstall_what_comes_with_the_platform() -> None:
    assert advice_on("practices") == (
        "It comes with the platform: report this, or set NMIRF_DISABLED_PLUGINS=practices."
    )


def test_a_class_of_fields_that_is_returned_twice_is_refused() -> None:
    fields = _fields("StateFields", "age", int, column(lambda state: state.un_member_since))
    told = refused(plugin("alpha", register_fields=[(State, fields), (State, fields)]))
    assert told.code == "SCHEMA"
    assert f"register_fields returns {__name__}.StateFields twice for State: return it once." in told.message
    assert "came with the plugin 'alpha'" in told.message


@pytest.mark.parametrize(
    ("hook", "adds"),
    [
        ("register_types", lambda made: [made]),
        ("register_queries", lambda made: made),
        ("register_fields", lambda made: [(State, made)]),
    ],
)
def test_a_plugin_that_does_not_fit_the_schema_is_named(hook: str, adds: Callable[[type], Any]) -> None:
    table = Table("beta_things", MetaData(), Column("id", Identifier, primary_key=True))
    unsaid = node(table)(type("Thing", (), {"__module__": __name__, "title": column(table.c.id)}))
    told = refused(plugin("alpha"), plugin("beta", **{hook: adds(unsaid)}), plugin("gamma"))
    assert told.code == "SCHEMA"
    assert "Thing.title has no annotation: say what it answers." in told.message
    assert "came with the plugin 'beta': " in told.message
    assert "NMIRF_DISABLED_PLUGINS=beta" in told.message


def test_records_are_available_if_the_schema_clashes(database_url: str, new_platform: NewPlatform) -> None:
    clashing = {plugin.__name__: plugin for plugin in _two_of_one_name()}
    platform = new_platform(database_url, members_with(clashing))
    with platform.write(Viewer(Role.ADMINISTRATOR)) as write:
        create_token(write.session, write.now, Role.ADMINISTRATOR, "Test secretariat")
    with platform.database.reading() as session:
        assert [row.name for row in list_tokens(session)] == ["Test secretariat"]
    with pytest.raises(StartupError, match="Two types are named Thing"):
        create_app(platform.settings, platform)


def test_two_plugins_that_claim_one_table_are_both_named() -> None:
    tables = MetaData()
    Table("alpha_things", tables, Column("id", Identifier, primary_key=True))
    told = refused(plugin("alpha", register_tables=tables), plugin("beta", register_tables=tables))
    assert told.code == "PLUGIN_CLASH"
    assert "'alpha' and 'beta'" in told.message
    assert "NMIRF_DISABLED_PLUGINS" in told.message


def test_a_table_without_its_plugins_name_is_refused() -> None:
    tables = MetaData()
    Table("things", tables, Column("id", Identifier, primary_key=True))
    told = refused(plugin("alpha", register_tables=tables))
    assert told.code == "PLUGIN_PREFIX"
    assert "alpha_" in told.message


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
        str(getattr(route, "path", "")).split("/")[1].partition(".")[0]
        for route in create_app(platform.settings, platform).routes
    }
    plugins = set(plugin_names(platform.plugins))
    assert (commands | mounted) - plugins - {""} <= TAKEN


def test_a_plugin_that_lacks_a_setting_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _install(tmp_path, "faulty", "from core import StartupError\nraise StartupError('FAULTY_DAYS', 'Give a number.')")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(StartupError, match=r"^The plugin 'faulty' of faulty [\d.]+: Give a number\.$") as refused:
        load_plugins()
    assert refused.value.code == "FAULTY_DAYS"


def test_a_plugin_that_raises_on_import_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _install(tmp_path, "faulty", "raise RuntimeError('no such thing')")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(StartupError) as refused:
        load_plugins()
    assert refused.value.code == "PLUGIN_IMPORT"
    assert "'faulty' of faulty 1.0" in refused.value.message
    assert f"no such thing (at {tmp_path / 'faulty_plugin.py'}:1)" in refused.value.message
    assert "NMIRF_DISABLED_PLUGINS=faulty" in refused.value.message
    assert plugin_names(load_plugins(disabled=["faulty"]))[0] == "members"


@pytest.mark.parametrize(("missing", "said"), [("workshops.tables", True), ("core.wishes", False)])
def test_a_plugin_that_imports_what_is_not_installed_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str, said: bool
) -> None:
    _install(tmp_path, "faulty", f"import {missing}")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(StartupError) as refused:
        load_plugins()
    assert refused.value.code == "PLUGIN_IMPORT"
    assert "It needs the plugin or package 'workshops': install it, or set NMIRF" in refused.value.message or not said
    assert ("Fix it, uninstall it, or set NMIRF_DISABLED_PLUGINS=faulty." in refused.value.message) == (not said)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys\nsys.exit('not here')", "cannot be imported: SystemExit: not here"),
        (
            "def register_types(): return []",
            "implements no hook. Its entry point names faulty_plugin; it must name a module",
        ),
    ],
)
def test_a_plugin_without_hooks_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, said: str
) -> None:
    _install(tmp_path, "faulty", code)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(StartupError) as told:
        load_plugins()
    assert f"The plugin 'faulty' of faulty 1.0 {said}" in told.value.message


@pytest.mark.parametrize("required", ["voting", None, [1]])
def test_requirements_that_are_not_names_are_refused(required: object) -> None:
    alpha = plugin("alpha")
    alpha.requires = required  # type: ignore[attr-defined]
    told = refused(alpha)
    assert (told.code, told.message.partition(";")[0]) == (
        "PLUGIN_REQUIRES",
        f"The plugin 'alpha' says requires = {required!r}",
    )


def test_a_plugin_requires_those_whose_types_it_adds_to() -> None:
    table = Table("alpha_things", MetaData(), Column("id", Identifier, primary_key=True), Column("size", Integer))
    size = column(table.c.size)
    thing = node(table)(_fields("Thing", "size", int | None, size))
    on_state = _fields("StateFields", "age", int, column(lambda state: state.un_member_since))
    adding = {"register_fields": [(State, on_state), (thing, _fields("ThingFields", "breadth", int | None, size))]}
    alpha, gamma = plugin("alpha", register_tables=table.metadata, register_types=[thing]), plugin("gamma")
    told = refused(alpha, plugin("beta", ("gamma",), **adding), gamma)
    assert (told.code, told.message) == (
        "PLUGIN_REQUIRES",
        "The plugin 'beta' adds fields to Thing of 'alpha', which it does not require: "
        "write requires = ('gamma', 'alpha') in its module.",
    )
    modules = {made.__name__: made for made in (alpha, plugin("beta", ("gamma", "alpha"), **adding), gamma)}
    assert "breadth" in assemble_schema(members_with(modules)).graphql.type_map["Thing"].fields
