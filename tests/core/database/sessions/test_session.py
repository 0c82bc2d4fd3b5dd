"""Sessions: statements of SQLAlchemy Core in one transaction, and its ORM on the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as OrmSession

from core import Prepared
from core.database.database import new_id
from core.database.sessions.session import Session
from core.members.tables import states
from core.platform import Platform
from core.tables import head, tokens
from tests.conftest import NewPlatform


def _token(platform: Platform, name: str) -> dict[str, object]:
    return {"id": new_id(), "hash": name, "name": name, "role": "ADMINISTRATOR", "created_at": platform.now()}


def _names(platform: Platform) -> list[str]:
    with platform.database.reading() as session:
        return list(session.scalars(select(tokens.c.name).order_by(tokens.c.name)))


def test_values_are_read_without_their_rows(platform: Platform) -> None:
    with platform.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(states)) == 193
        assert list(session.scalars(select(states.c.iso_alpha3).order_by(states.c.iso_alpha3)))[:2] == ["AFG", "AGO"]
        assert session.scalar(select(states.c.id).where(states.c.iso_alpha3 == "XXX")) is None


@pytest.mark.parametrize("prepared", [False, True])
def test_what_is_read_together_is_of_one_moment(platform: Platform, prepared: bool) -> None:
    """Or the end of a journal that is checked would be another's, which nobody has tampered with."""
    names, asked = select(tokens.c.name), Prepared(select(tokens.c.name))

    def read(session: Session) -> list[str]:
        return [row.name for row in (asked.all(session) if prepared else session.execute(names).all())]

    with platform.database.reading() as session:
        assert read(session) == []
        with platform.database.transaction() as writing:
            writing.execute(insert(tokens).values(_token(platform, "Test")))
        assert read(session) == []
    with platform.database.reading() as session:
        assert read(session) == ["Test"]


def test_a_write_on_a_reader_s_connection_sees_what_others_wrote_meanwhile(
    new_database: Callable[[str], str], new_platform: NewPlatform
) -> None:
    """Only PostgreSQL has writes beside one another."""
    address = new_database("postgresql")
    platform, other = new_platform(address), new_platform(address)
    assert _names(platform) == []
    with platform.database.transaction() as session:
        assert list(session.scalars(select(tokens.c.name))) == []
        with other.database.transaction() as beside:
            beside.execute(insert(tokens).values(_token(other, "Test")))
        assert list(session.scalars(select(tokens.c.name))) == ["Test"]


def test_what_fails_in_a_savepoint_is_undone_alone(platform: Platform) -> None:
    with platform.database.transaction() as session:
        session.execute(insert(tokens).values(_token(platform, "kept")))
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(tokens).values(_token(platform, "undone")))
            session.execute(insert(tokens).values(_token(platform, "undone")))
        session.execute(insert(tokens).values(_token(platform, "kept-too")))
    assert _names(platform) == ["kept", "kept-too"]


def test_the_orm_takes_part_in_the_transaction(platform: Platform) -> None:
    with platform.database.transaction() as session:
        with OrmSession(session.connection()) as orm:
            orm.execute(insert(tokens).values(_token(platform, "by-the-ORM")))
            orm.flush()
        assert session.scalar(select(tokens.c.name)) == "by-the-ORM"
        assert session.changes.so_far
    assert _names(platform) == ["by-the-ORM"]


def test_only_what_changes_something_makes_a_revision(platform: Platform) -> None:
    token, one = _token(platform, "Test"), tokens.c.id == bindparam("one")
    add, change = Prepared(insert(tokens), *token), Prepared(update(tokens).where(one), "name")
    changes: list[Callable[[Session], object]] = [
        lambda session: add.all(session, **token),
        lambda session: change.all(session, one=token["id"], name="Another"),
        lambda session: Prepared(delete(tokens).where(one)).all(session, one=token["id"]),
        lambda session: session.execute(insert(tokens).values(token)),
    ]
    looks: list[Callable[[Session], object]] = [
        lambda session: session.execute(select(tokens)).all(),
        lambda session: Prepared(select(tokens).where(one)).all(session, one=token["id"]),
    ]
    for done, grows in [*((change, True) for change in changes), *((look, False) for look in looks)]:
        with platform.database.transaction() as session:
            before = session.scalar(select(head.c.revision))
            done(session)
        with platform.database.reading() as session:
            assert (session.scalar(select(head.c.revision)) > before) is grows
