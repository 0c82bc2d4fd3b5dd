"""Practices of earlier versions after an upgrade."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from alembic import command as alembic
from sqlalchemy import select, text, update

from core.database.sessions.session import Session
from core.migrations.sources import config_of, sources
from core.migrations.upgrading import migrate
from core.platform import Platform
from plugins.practices.exchanging.columns import MOMENTS
from plugins.practices.tables import practices
from tests.conftest import Ask, NewPlatform
from tests.factories import make_member
from tests.plugins.practices.steps import change, publish
from tests.plugins.practices.test_bitmaps import AGREEING, verify
from tests.plugins.practices.test_exchange import command

FOUND = """query($search: String!) { practices(search: $search, orderBy: TITLE) { nodes { title } } }"""
AS_BEFORE = {
    "sqlite": "INSERT INTO practices_texts (practices_texts) VALUES ('delete-all')",
    "postgresql": "UPDATE practices_search SET document = ''",
}
STALE = {
    "sqlite": "DELETE FROM practices_texts WHERE rowid = "
    "(SELECT place FROM practices_places WHERE practice_id = :practice)",
    "postgresql": "UPDATE practices_search SET document = to_tsvector('simple', 'imple mentation') WHERE id = :practice",
}
UNSORTED = "UPDATE practices_practices SET sort_title = 'z ' || sort_title WHERE sort_title LIKE 'oeuvre%'"
UNSORTED_DIGITS = "UPDATE practices_practices SET sort_title = 'z ' || sort_title WHERE sort_title LIKE '20%'"
DATED = """{ practices(first: 2) { nodes { publishedAt } } }"""
EARLIER = """query($id: ID!) { practice(id: $id) {
  revisions { number at title body english: body(language: EN) challenges languages } } }"""
WITHOUT_ITS_DATE = "UPDATE practices_practices SET published_at = NULL WHERE id = :practice"


def test_a_published_practice_without_a_date_gets_the_one_it_was_ordered_by(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    first, _ = publish(platform, "Plan", 10), publish(platform, "Another plan", 11)
    before = ask(DATED)
    with platform.database.transaction() as session:
        go_back(platform, session, "practices_0006")
        session.execute(text(WITHOUT_ITS_DATE), {"practice": int(first.partition(":")[2])})
    assert migrate(platform.database, platform.plugins) == ["practices"]
    assert ask(DATED) == before
    assert None not in [node["publishedAt"] for node in before["data"]["practices"]["nodes"]]


def test_practices_are_found_by_the_present_folding(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    titles = ["L'œuvre", "Plan of a coeur", "The œuvre"]
    for day, title in enumerate(titles, 1):
        publish(platform, title, day, summary={"en": "Fictitious œuvre"})
    before = {search: ask(FOUND, {"search": search}) for search in ("oeuvre", "coeur", '"the oeuvre"', "fictitious")}
    with platform.database.transaction() as session:
        go_back(platform, session, "practices_0008")
        for statement in (AS_BEFORE[platform.database.dialect], UNSORTED):
            session.execute(text(statement))
    assert migrate(platform.database, platform.plugins) == ["practices"]
    assert {search: ask(FOUND, {"search": search}) for search in before} == before
    assert [node["title"] for node in before["oeuvre"]["data"]["practices"]["nodes"]] == titles


def test_digits_invisible_signs_and_endings_are_found_in_earlier_practices(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    titles = ["2029", "٢٠٣٠ المستشفى", "Imple\u00admentation", "٢٠٣١"]
    for day, title in enumerate(titles, 1):
        publish(platform, title, day, summary={"en": "Fictitious"})
    searches = ("2030", "المستشفي", "implementation", "fictitious")
    before = {search: ask(FOUND, {"search": search}) for search in searches}
    with platform.database.transaction() as session:
        go_back(platform, session, "practices_0011")
        for statement in (AS_BEFORE[platform.database.dialect], UNSORTED_DIGITS):
            session.execute(text(statement))
    assert [ask(FOUND, {"search": search})["data"]["practices"]["nodes"] for search in searches] == [[]] * len(searches)
    assert migrate(platform.database, platform.plugins) == ["practices"]
    assert {search: ask(FOUND, {"search": search}) for search in searches} == before
    found = [[node["title"] for node in each["data"]["practices"]["nodes"]] for each in before.values()]
    assert found == [titles[1:2], titles[1:2], titles[2:3], [titles[0], titles[1], titles[3], titles[2]]]


def test_writes_of_an_older_server_after_the_upgrade_are_reported_and_indexed(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    titles = ["٢٠٣٠ المستشفى", "Imple\u00admentation", "L'œuvre", "A plan"]
    keys = {title: publish(platform, title, day) for day, title in enumerate(titles, 1)}
    assert verify(platform) == (0, AGREEING)
    before = {search: ask(FOUND, {"search": search}) for search in ("2030", "implementation", "oeuvre", "plan")}
    stale, unsorted = keys[titles[1]], keys[titles[2]]
    with platform.database.transaction() as session:
        session.execute(text(STALE[platform.database.dialect]), {"practice": int(stale.partition(":")[2])})
        session.execute(text(UNSORTED))
    assert ask(FOUND, {"search": "implementation"})["data"]["practices"]["nodes"] == []
    code, report = verify(platform)
    assert code == 1
    assert {line.split()[0] for line in report.splitlines() if "agree with its texts" in line} == {stale, unsorted}
    assert verify(platform, "--rebuild") == (0, AGREEING)
    assert {search: ask(FOUND, {"search": search}) for search in before} == before


def test_earlier_texts_are_read_as_they_were_stored(platform: Platform, ask: Ask) -> None:
    author = make_member(platform, "PRY")
    texts = {name: {"en": name, "fr": f"{name} fictif"} for name in ("title", "summary")}
    practice = publish(platform, "Plan", 10, **texts, body={"en": "Before", "fr": "Avant"})
    for body in ("Between", "After"):
        revised = f'text: {{language: EN, title: "Plan", summary: "Fictitious", body: "{body}"}}'
        change(ask, "revisePractice", f'practice: "{practice}", {revised}', author.viewer)
    before = ask(EARLIER, {"id": practice}, languages=("fr",))
    with platform.database.transaction() as session:
        go_back(platform, session, "practices_0010")
    assert migrate(platform.database, platform.plugins) == ["practices"]
    assert ask(EARLIER, {"id": practice}, languages=("fr",)) == before
    first, second = before["data"]["practice"]["revisions"]
    assert (first["body"], first["english"], first["languages"]) == ("Avant", "Before", ["EN", "FR"])
    assert (second["body"], second["english"], second["challenges"]) == ("Avant", "Between", None)


def test_moments_that_an_earlier_import_wrote_out_of_order_are_put_in_order(
    platform: Platform, ask: Ask, tmp_path: Path, new_database: Callable[[str], str], new_platform: NewPlatform,
    engine_name: str,
) -> None:  # fmt: skip
    """(P1) Such a practice is exported, and imported again."""
    make_member(platform, "PRY")
    submitted = {"status": "SUBMITTED", "published_at": None}
    keys = [publish(platform, f"Plan {at}", 1, **(submitted if at == 2 else {})) for at in range(4)]
    first, second, third, fourth = (datetime(2025, 1, day, tzinfo=UTC) for day in range(1, 5))
    stored = [(second, first, third), (first, third, second), (third, None, second), (first, second, third)]
    with platform.database.transaction() as session:
        go_back(platform, session, "practices_0012")
        for key, moments in zip(keys, stored, strict=True):
            values = dict(zip(MOMENTS, moments, strict=True), ordered_at=moments[1] or fourth)
            session.execute(update(practices).where(practices.c.id == int(key.partition(":")[2])).values(values))
    assert migrate(platform.database, platform.plugins) == ["practices"]
    with platform.database.reading() as session:
        wanted = [practices.c[name] for name in (*MOMENTS, "ordered_at")]
        found = [tuple(row) for row in session.execute(select(*wanted).order_by(practices.c.sort_title))]
    assert found == [
        (first, first, third, first),
        (first, third, third, third),
        (third, None, third, fourth),
        (first, second, third, second),
    ]
    file, other = str(tmp_path / "out.jsonl"), new_platform(new_database(engine_name))
    make_member(other, "PRY")
    command(platform, "export", file)
    assert command(other, "import", file, "--apply").stdout == "Practices written: 4.\n"


def go_back(platform: Platform, session: Session, revision: str) -> None:
    folder, metadata = sources(platform.plugins)["practices"]
    alembic.downgrade(config_of("practices", folder, metadata, session.connection()), revision)
