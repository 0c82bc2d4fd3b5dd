"""`nmirf demo`: what a portal under construction has to show, and that none of it can be taken for real."""

from __future__ import annotations

from types import ModuleType

import pytest
from alembic import command as alembic
from sqlalchemy import func, select, text

from core import Session, hookimpl
from core.administration.demo import fill_demo
from core.conformance import Network
from core.errors import StartupError
from core.journal.chain import verify
from core.members import Demonstration
from core.members.tables import participants
from core.migrations.sources import config_of, sources
from core.platform import Platform
from core.plugins.finding import load_plugins
from core.settings.settings import Settings
from core.tables import outbox
from tests.commands import Run
from tests.factories import writing

INVENTED = ("fictitious", "fictici", "ficticia", "fictif", "fictive", "خيالي", "ымышленн", "虚构")


def _says_so(text: str) -> bool:
    return any(word in text.lower() for word in INVENTED)


def test_there_is_something_of_everything_and_all_of_it_says_that_it_is_invented(network: Network) -> None:
    fill_demo(network.platform)
    shown = network.ask(
        """{ practices(first: 20) { nodes { title languages adoptions { totalCount } } }
        decisions { nodes { title stage tally { yes no abstain } cast { isoAlpha3 } objections { reason } } }
        meetings(last: 2) { nodes { title status } } partnerships { nodes { title status } }
        executiveCommittee { seats { id } coordinator { id } } members { totalCount nodes { mechanism { name } } } }"""
    )
    assert "errors" not in shown, shown
    found = shown["data"]
    assert {code for practice in found["practices"]["nodes"] for code in practice["languages"]} == {
        "AR", "EN", "ES", "FR", "RU", "ZH",
    }  # fmt: skip
    assert sum(practice["adoptions"]["totalCount"] for practice in found["practices"]["nodes"]) == 3
    stages = {decision["title"]: decision for decision in found["decisions"]["nodes"]}
    assert {decision["stage"] for decision in stages.values()} == {"ADOPTED", "VOTING", "CONSENSUS"}
    assert stages["A fictitious programme of work"]["tally"] == {"yes": 11, "no": 2, "abstain": 1}
    assert len(stages["Une décision fictive"]["cast"]) == 9
    assert stages["Une décision fictive"]["tally"] is None
    assert [meeting["status"] for meeting in found["meetings"]["nodes"]] == ["CLOSED", "CONVENED"]
    assert {one["status"] for one in found["partnerships"]["nodes"]} == {"PROPOSED", "ACTIVE", "SUSPENDED", "CONCLUDED"}
    assert len(found["executiveCommittee"]["seats"]) >= 3
    for listed in ("practices", "decisions", "meetings", "partnerships"):
        for one in found[listed]["nodes"]:
            assert _says_so(one["title"]), one
    assert all(_says_so(member["mechanism"]["name"]) for member in found["members"]["nodes"])


def test_practices_in_review_show_what_was_said_of_them(network: Network) -> None:
    fill_demo(network.platform)
    asked = "{ practices(first: 20) { nodes { status reviews { verdict comment } } } }"
    found = network.ask(asked, viewer=network.secretariat)["data"]["practices"]["nodes"]
    assert {practice["status"] for practice in found} == {"PUBLISHED", "SUBMITTED", "DRAFT"}
    assert sum(len(practice["reviews"]) for practice in found) == 12


def test_it_goes_through_the_rules_and_sends_no_mail(platform: Platform) -> None:
    with writing(platform) as write:
        write.record("token.created", None, {}, public=False)  # whoever looks at it with a token made it before
    counted = fill_demo(platform)
    assert counted["practice.published"] == 6
    with platform.database.reading() as session:
        assert list(verify(session)) == []
        assert session.execute(select(func.count()).select_from(outbox)).scalar() == 0


def test_it_is_refused_beside_any_entry(network: Network) -> None:
    with network.writing() as write:
        write.record("examined", None, {})
    with pytest.raises(StartupError, match="The database already has entries") as refused:
        fill_demo(network.platform)
    assert refused.value.code == "NOT_EMPTY"
    assert network.ask("{ members { totalCount } }")["data"]["members"]["totalCount"] == 0


def test_a_database_with_entries_is_not_even_migrated_for_it_and_one_without_is(run: Run, platform: Platform) -> None:
    def reached() -> str | None:
        with platform.database.reading() as session:
            reached: str | None = session.execute(text("SELECT version_num FROM alembic_version_practices")).scalar()
            return reached

    def set_back(session: Session) -> None:
        folder, metadata = sources(platform.plugins)["practices"]
        alembic.downgrade(config_of("practices", folder, metadata, session.connection()), "practices_0002")

    newest = reached()
    with platform.database.transaction() as session:
        set_back(session)
    assert run("demo").stderr == ""
    assert reached() == newest
    with platform.database.transaction() as session:
        set_back(session)
    assert run("demo").stderr.startswith("NOT_EMPTY: ")
    assert reached() == "practices_0002"


def test_a_plugin_adds_its_own_and_one_that_fails_leaves_nothing(database_url: str) -> None:
    seen: list[int] = []

    @hookimpl
    def register_demonstration(demonstration: Demonstration) -> None:
        seen.append(len(demonstration.members) + len(demonstration.observers))
        assert demonstration.speaking_for(demonstration.observers[0], 3).viewer.role.name == "OBSERVER"
        raise ValueError("not today")

    alpha = ModuleType("alpha")
    alpha.register_demonstration = register_demonstration  # type: ignore[attr-defined]
    platform = Platform(Settings(database_url=database_url), load_plugins(extra={"alpha": alpha}))
    try:
        with pytest.raises(ValueError, match="not today"):
            fill_demo(platform)
        assert seen == [49]
        with platform.database.reading() as session:
            assert list(verify(session)) == []
            assert session.execute(select(func.count()).select_from(participants)).scalar() == 0
    finally:
        platform.database.dispose()
