"""(Membership) What each change of a standing came of."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import inspect, select

from core.members.enums import MechanismType, StandingCause
from core.members.rules import mechanisms
from core.members.tables import standings
from core.migrations.sources import config_of, sources
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member, make_observer, writing

CHANGES = "query($iso: String!) { participant(isoAlpha3: $iso) { changes { cause reason } } }"
OF_KENYA = [
    {"cause": "ACCESSION", "reason": "Accession"},
    {"cause": "MECHANISM_ESTABLISHED", "reason": "Established a national mechanism"},
    {"cause": "MECHANISM_CEASED", "reason": "Its national mechanism ceased to exist on 2026-03-02"},
    {"cause": "MECHANISM_ESTABLISHED", "reason": "Established a national mechanism"},
    {"cause": "MECHANISM_MISTAKEN", "reason": "Its national mechanism was registered by mistake"},
]
OF_PARAGUAY = [
    {"cause": "ACCESSION", "reason": "Accession"},
    {"cause": "MECHANISM_MISSING", "reason": "No national mechanism was registered"},
]


def change(platform: Platform) -> None:
    """Have Kenya's standing change by each thing that happens, and Paraguay be a member by mistake."""
    described = mechanisms.MechanismDescription("en", "Fictitious", MechanismType.AD_HOC)
    kenya, paraguay = make_observer(platform, "KEN"), make_member(platform, "PRY")
    for day, ceased_on in ((2, date(2026, 3, 2)), (4, None)):
        with writing(platform, now=datetime(2026, 3, day, 12, tzinfo=UTC)) as write:
            mechanisms.register_mechanism(write, kenya.key, described)
        with writing(platform, now=datetime(2026, 3, day + 1, 12, tzinfo=UTC)) as write:
            mechanisms.withdraw_mechanism(write, kenya.key, "Fictitious.", ceased_on)
    for _ in ("the mechanism", "the standing"):
        with writing(platform) as write:
            mechanisms.withdraw_mechanism(write, paraguay.key, "Fictitious.")


def test_each_change_has_its_cause_and_its_text(platform: Platform, ask: Ask) -> None:
    change(platform)
    for iso, changes in (("KEN", OF_KENYA), ("PRY", OF_PARAGUAY)):
        assert ask(CHANGES, {"iso": iso})["data"]["participant"]["changes"] == changes


def test_the_causes_in_an_earlier_database_follow_from_its_texts(platform: Platform, ask: Ask) -> None:
    from alembic import command

    change(platform)
    france = make_member(platform, "FRA")
    missing = standings.c.participant_id == france.key
    with platform.database.transaction() as session:
        said = standings.update().where(missing)
        session.execute(said.values(cause=StandingCause.ACCESSION.name, reason="No national mechanism was registered"))
    for step, revision in ((command.downgrade, "members_0009"), (command.upgrade, "members_0010")):
        with platform.database.transaction() as session:
            step(config_of("members", *sources(platform.plugins)["members"], session.connection()), revision)
    with platform.database.reading() as session:
        columns = {one["name"]: one for one in inspect(session.connection()).get_columns(standings.name)}
        indexes = {one["name"] for one in inspect(session.connection()).get_indexes(standings.name)}
        assert session.execute(select(standings.c.cause).where(missing)).scalar_one() == "MECHANISM_MISSING"
    assert not columns["cause"]["nullable"]
    assert "members_standings_held" in indexes
    for iso, changes in (("KEN", OF_KENYA), ("PRY", OF_PARAGUAY)):
        assert ask(CHANGES, {"iso": iso})["data"]["participant"]["changes"] == changes


def test_the_days_on_which_mechanisms_ceased_in_an_earlier_database_follow_from_its_texts(
    platform: Platform, ask: Ask
) -> None:
    from alembic import command

    change(platform)
    for step, revision in ((command.downgrade, "members_0011"), (command.upgrade, "members_0012")):
        with platform.database.transaction() as session:
            step(config_of("members", *sources(platform.plugins)["members"], session.connection()), revision)
    changes = ask(CHANGES.replace("reason", "ceasedOn"), {"iso": "KEN"})["data"]["participant"]["changes"]
    assert [one["ceasedOn"] for one in changes] == [None, None, "2026-03-02", None, None]
