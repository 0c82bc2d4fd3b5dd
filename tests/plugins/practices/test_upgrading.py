"""What an upgrade makes of practices that an earlier version wrote."""

from __future__ import annotations

from alembic import command as alembic
from sqlalchemy import text

from core.migrations import config_of, migrate, sources
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member
from tests.plugins.practices.test_pages import publish

DATED = """{ practices(first: 2) { nodes { publishedAt } } }"""
WITHOUT_ITS_DATE = "UPDATE practices_practices SET published_at = NULL WHERE id = :practice"


def test_a_published_practice_without_a_date_gets_the_one_it_was_ordered_by(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    first, _ = publish(platform, "Plan", 10), publish(platform, "Another plan", 11)
    before = ask(DATED)
    with platform.database.transaction() as session:
        folder, metadata = sources(platform.plugins)["practices"]
        alembic.downgrade(config_of("practices", folder, metadata, session.connection()), "practices_0006")
        session.execute(text(WITHOUT_ITS_DATE), {"practice": int(first.partition(":")[2])})
    assert migrate(platform.database, platform.plugins) == ["practices"]
    assert ask(DATED) == before
    assert None not in [node["publishedAt"] for node in before["data"]["practices"]["nodes"]]
