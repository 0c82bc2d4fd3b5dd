"""Routes of plugins are answered as anything else is, whatever they read."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.app import create_app
from core.database import Database
from core.platform import Platform


@pytest.mark.parametrize("address", ["postgresql://u:pa55word@127.0.0.1:1/x", "sqlite:///{folder}/nowhere/x.db"])
def test_where_the_database_is_gone_that_is_told_and_not_where_it_was(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path, address: str
) -> None:
    gone = Database(address.format(folder=tmp_path))
    with TestClient(create_app(platform.settings, platform)) as client, caplog.at_level(logging.WARNING):
        monkeypatch.setattr(platform, "database", gone)
        answer = client.get("/voting/meetings.ics")
        document = client.get("/graphql", params={"documentId": f"sha256:{'0' * 64}"})
        monkeypatch.undo()
    said = {
        "message": "The database does not answer. Try again in a moment.",
        "extensions": {"code": "DATABASE_UNREACHABLE"},
    }
    assert answer.status_code == document.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json() == document.json() == {"errors": [said]}
    assert "DATABASE_UNREACHABLE" in caplog.text
    assert "Traceback" not in caplog.text
    assert "pa55word" not in caplog.text
