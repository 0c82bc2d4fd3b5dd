"""The processes of a server are replaced, one after another, with what is then installed."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

import pytest
from websockets.frames import CloseCode

from tests.hostile.test_unread_sockets import HEAD
from tests.operation.test_faulty_plugins import PLUGIN, served
from tests.ports import free_port
from tests.servers import is_open, request, wait_until

BEFORE = "@hookimpl\ndef register_types():\n    return []"
AFTER = """from pathlib import Path
from sqlalchemy import Column, Integer, MetaData, Table

tables = MetaData()
Table("unsound_things", tables, Column("id", Integer, primary_key=True))


@hookimpl
def register_tables():
    return tables


@hookimpl
def register_migrations():
    return Path(__file__).with_name("migrations")"""
MIGRATION = """import sqlalchemy as sa
from alembic import op

revision = "unsound_0001"
down_revision = None


def upgrade():
    {what}


def downgrade():
    op.drop_table("unsound_things")
"""
OF_A_NEWER_VERSION = """import os, sys

if "--multiprocessing-fork" in sys.orig_argv:
    os.environ |= {"NMIRF_MAX_BODY_SECONDS": "1", "NMIRF_MAX_BODY_BYTES": "5000", "NMIRF_LOG_FORMAT": "text"}
"""
GOOD = 'op.create_table("unsound_things", sa.Column("id", sa.Integer, primary_key=True))'


@pytest.mark.parametrize(
    ("engine_name", "what", "told", "times"),
    [
        pytest.param("postgresql", GOOD, "Application shutdown complete", 2, id="a migration"),
        pytest.param("sqlite", "raise KeyError('faulty')", "aborting the restart", 1, id="one that fails"),
    ],
)
def test_processes_that_are_replaced_after_an_install_bring_the_database_to_what_it_needs(
    database_url: str, tmp_path: Path, what: str, told: str, times: int
) -> None:
    port, said = free_port(), tmp_path / "said"
    with served(tmp_path, BEFORE, database_url, port, "--workers", "2") as process:
        wait_until(lambda: said.read_text().count("Application startup complete") == 2, 60)
        wait_until(lambda: is_open(port))
        (tmp_path / "migrations").mkdir()
        (tmp_path / "migrations" / "0001.py").write_text(MIGRATION.format(what=what))
        (tmp_path / "unsound.py").write_text(PLUGIN.format(code=AFTER))
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: said.read_text().count(told) == times, 90)
        assert request(port, "GET", "/health/ready")[0] == 200


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_processes_go_by_limits_of_their_own_not_by_those_of_the_one_that_started_them(
    database_url: str, tmp_path: Path
) -> None:
    port, said = free_port(), tmp_path / "said"
    (tmp_path / "sitecustomize.py").write_text(OF_A_NEWER_VERSION)
    with served(tmp_path, BEFORE, database_url, port, "--workers", "2"):
        wait_until(lambda: said.read_text().count("Application startup complete") == 2, 60)
        with socket.create_connection(("127.0.0.1", port), timeout=9) as idle:
            began = time.monotonic()
            assert idle.recv(1) == b""
            assert time.monotonic() - began < 5
        with socket.create_connection(("127.0.0.1", port), timeout=9) as talking:
            talking.sendall(HEAD)
            assert talking.recv(4_096).startswith(b"HTTP/1.1 101 ")
            talking.sendall(b"\x81\xfe" + (5_001).to_bytes(2, "big") + bytes(4))
            assert talking.recv(4_096)[2:4] == CloseCode.MESSAGE_TOO_BIG.to_bytes(2, "big")
        assert "info     Application startup complete." in said.read_text().splitlines()
