"""The file of an embedded database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import apsw
import pytest
from sqlalchemy import text

from core.database.database import Database
from core.errors import Unavailable


@pytest.mark.parametrize("ask", [Database.transaction, Database.reading, Database.autocommit])
def test_no_file_is_made_in_the_place_of_one_that_vanishes_as_a_connection_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: object
) -> None:
    file = tmp_path / "network.db"
    with closing(apsw.Connection(str(file))) as made:
        made.execute("CREATE TABLE kept (id INTEGER)")
    opened = Database(f"sqlite+apsw:///{file}")
    assert opened.file is not None
    with monkeypatch.context() as at_that_moment:
        at_that_moment.setattr(opened.file, "require_in_place", lambda: None)  # it is gone only after this look
        file.unlink()
        with pytest.raises(Unavailable), ask(opened) as session:  # type: ignore[operator]
            session.execute(text("SELECT * FROM kept"))
    assert not file.exists()
    with pytest.raises(Unavailable, match="is gone"), ask(opened):  # type: ignore[operator]
        pass
    opened.dispose()
