"""A restore does not undo that somebody was erased, or that mail was sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from core.administration.backup import Copied, back_up, restore
from core.journal.chain import history, verify
from core.mail.outbox import Message
from core.mail.queue import unsent
from core.members.directory import contacts
from core.members.rules.focal_points import designate_focal_point, erase_focal_point
from core.members.tables import focal_points
from core.platform import Platform
from core.tables import outbox
from tests.commands import nmirf
from tests.conftest import NewPlatform
from tests.factories import Made, make_member, writing

ADDRESS = "bea@test.example"
GONE = ("Erased", None, None, None)


@pytest.fixture
def platform(new_database: Callable[[str], str], new_platform: NewPlatform) -> Platform:
    return new_platform(new_database("sqlite"))


@pytest.fixture
def member(platform: Platform) -> Made:
    return make_member(platform, "PRY")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


def _designate(platform: Platform, member: Made, name: str = "Bea", email: str = ADDRESS) -> int:
    with writing(platform) as write:
        return designate_focal_point(write, member.key, name, "Director", email, date(2025, 1, 1), "fr")


def _erase(platform: Platform, focal_point: int) -> None:
    with writing(platform) as write:
        erase_focal_point(write, focal_point, None, mistaken=True)


def _send(platform: Platform, body: str = "Fictitious.", number: int = 0, to: str = ADDRESS) -> int:
    """Send a mail; returns how many are sent."""
    with writing(platform) as write:
        return write.send(Message(f"meeting:{number}:{to}", to, "Meeting", body, language="fr"))


def _back_up(platform: Platform, file: Path) -> Path:
    return back_up(platform.database, platform.plugins, file).file


def _restore(platform: Platform, file: Path) -> Copied:
    return restore(platform.database, platform.plugins, file)


def _person(platform: Platform, focal_point: int) -> Any:
    point = focal_points.c
    with platform.database.reading() as session:
        columns = select(point.name, point.title, point.email, point.language)
        return tuple(session.execute(columns.where(point.id == focal_point)).one())


def test_a_person_that_was_erased_since_the_backup_is_erased_again(
    platform: Platform, member: Made, file: Path
) -> None:
    bea = _designate(platform, member)
    assert _send(platform)
    _back_up(platform, file)
    _erase(platform, bea)
    restored = _restore(platform, file)
    assert restored.erased == 1
    assert _person(platform, bea) == GONE
    with platform.database.reading() as session:
        assert contacts(session, platform.now().date()) == []
        assert ADDRESS not in str([tuple(row) for row in session.execute(select(outbox))])
        assert unsent(session, platform.now()) == []
        entries = history(session, f"FocalPoint:{bea}")
        assert [entry.action for entry in entries] == ["focal_point.designated", "focal_point.erased"]
        assert entries[-1].actor == "ADMINISTRATOR nmirf restore"
        assert list(verify(session)) == []


def test_erasures_outlast_restores_of_ever_older_backups(platform: Platform, member: Made, tmp_path: Path) -> None:
    bea = _designate(platform, member)
    older = _back_up(platform, tmp_path / "older.db")
    _send(platform)
    newer = _back_up(platform, tmp_path / "newer.db")
    _erase(platform, bea)
    erased = _back_up(platform, tmp_path / "erased.db")
    for file, number in ((newer, 1), (older, 1), (erased, 0)):
        assert _restore(platform, file).erased == number
        assert _person(platform, bea) == GONE


def test_a_backup_without_the_person_is_restored_as_it_is(platform: Platform, member: Made, file: Path) -> None:
    _back_up(platform, file)
    _erase(platform, _designate(platform, member))
    assert _restore(platform, file).erased == 0
    with platform.database.reading() as session:
        (contact,) = contacts(session, platform.now().date())
    assert contact.email == "pry@test.example"


def _mark_sent(platform: Platform) -> None:
    with platform.database.transaction() as session:
        session.execute(update(outbox).values(sent_at=platform.now()))


def _waiting(platform: Platform) -> list[str]:
    """The texts of the mails that wait."""
    with platform.database.reading() as session:
        return [row.body for row in unsent(session, platform.now())]


def test_mail_that_was_queued_and_sent_since_the_backup_is_not_sent_again(platform: Platform, file: Path) -> None:
    _back_up(platform, file)
    assert _send(platform, "Fictitious.") == 1
    _mark_sent(platform)
    _restore(platform, file)
    assert _waiting(platform) == []
    with writing(platform) as write:
        assert write.sent("meeting:") == [], "what was about it is undone"
    assert _send(platform, "Fictitious.") == 1
    assert _waiting(platform) == []
    with writing(platform) as write:
        assert write.sent_to("meeting:") == {ADDRESS}
    assert _send(platform, "Fictitious, corrected.") == 0, "as always, a key is sent once"


def test_with_another_text_it_is_another_mail(platform: Platform, file: Path) -> None:
    _back_up(platform, file)
    _send(platform, "Fictitious.")
    _mark_sent(platform)
    _restore(platform, file)
    assert _send(platform, "Fictitious, corrected.") == 1
    assert _waiting(platform) == ["Fictitious, corrected."]
    with writing(platform) as write:
        write.withdraw("meeting:")
    assert _send(platform, "Fictitious.") == 1
    assert _waiting(platform) == [], "the text that was sent before"


def test_sent_mail_outlasts_restores_of_ever_other_backups(platform: Platform, tmp_path: Path) -> None:
    empty = _back_up(platform, tmp_path / "empty.db")
    _send(platform, "Fictitious.")
    waiting = _back_up(platform, tmp_path / "waiting.db")
    _mark_sent(platform)
    for file in (empty, waiting, empty, empty, waiting):
        _restore(platform, file)
        assert _waiting(platform) == []
    with platform.database.reading() as session:
        assert len(session.execute(select(outbox.c.id)).all()) == 1


def test_of_a_person_who_is_erased_after_a_restore_no_sent_mail_remains(
    platform: Platform, member: Made, file: Path
) -> None:
    bea = _designate(platform, member)
    _back_up(platform, file)
    _send(platform)
    _mark_sent(platform)
    _restore(platform, file)
    _erase(platform, bea)
    with platform.database.reading() as session:
        (row,) = session.execute(select(outbox)).all()
    assert (row.recipient, row.message_id, row.body) == ("", "", "")


def test_nobody_who_was_erased_gets_mail_again(platform: Platform, member: Made, file: Path) -> None:
    bea = _designate(platform, member)
    _back_up(platform, file)
    _send(platform)
    _mark_sent(platform)
    _erase(platform, bea)
    _restore(platform, file)
    with platform.database.reading() as session:
        assert contacts(session, platform.now().date()) == []
        assert session.execute(select(outbox)).all() == []


def test_the_command_says_how_many_were_erased_again(platform: Platform, member: Made, file: Path) -> None:
    bea = _designate(platform, member)
    _back_up(platform, file)
    _erase(platform, bea)
    told = [nmirf("restore", str(file), NMIRF_DATABASE_URL=platform.settings.database_url).stdout for _ in range(2)]
    assert all("are erased again: 1." in each for each in told)
    assert (
        "erased"
        not in nmirf(
            "restore",
            str(_back_up(platform, file.with_name("later.db"))),
            NMIRF_DATABASE_URL=platform.settings.database_url,
        ).stdout
    )
