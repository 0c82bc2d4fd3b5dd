"""Reads connect with every address with which writes do."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from core.database.database import Database
from core.database.drivers.postgresql import ReadingPool
from tests.operation.proxies import between

NAME = "SELECT CAST(current_database() AS text)"


@pytest.fixture
def server(new_database: Callable[[str], str]) -> URL:
    return make_url(new_database("postgresql"))


async def _read(url: URL, sql: str) -> str:
    connections = ReadingPool(url, 5.0)
    try:
        return (await connections.fetch(sql, [])).decode()
    finally:
        await connections.close()


def _require_both(url: URL, expected: str | None, sql: str = NAME) -> None:
    """A statement tells the same to who writes and to who reads."""
    database = Database(url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
    with database.reading() as session:
        assert session.scalar(text(sql)) == expected
    database.dispose()
    assert asyncio.run(_read(url, sql)) == expected


@pytest.mark.parametrize("meant", ["any", "read-write", "primary"])
def test_of_several_servers_the_one_that_is_meant_is_found(server: URL, tmp_path: Path, meant: str) -> None:
    there, port = server.query["host"], str(server.port or 5432)
    for query in (
        {"host": (f"{tmp_path}:1", f"{there}:{port}")},
        {"host": f"{tmp_path},{there}", "port": f"1,{port}"},
        {"host": f"127.0.0.1,{there}", "port": f"1,{port}"},
    ):
        plain = server.set(query={}, port=None)
        _require_both(plain.update_query_dict({**query, "target_session_attrs": meant}), server.database)


@pytest.mark.parametrize("named", ["environment", "address"])
def test_a_service_is_found(server: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    services = tmp_path / "services"
    services.write_text(
        f"[network]\nhost={server.query['host']}\nport={server.port or 5432}\n"
        f"user={server.username}\ndbname={server.database}\n"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    if named == "environment":
        monkeypatch.setenv("PGSERVICE", "network")
    _require_both(
        make_url("postgresql://" if named == "environment" else "postgresql://?service=network"), server.database
    )


def test_options_count_from_the_address_or_the_environment(server: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "SELECT current_setting('work_mem') || ' ' || current_setting('application_name')"
    monkeypatch.setenv("PGOPTIONS", "-c work_mem=7MB")
    monkeypatch.setenv("PGAPPNAME", "of the environment")
    _require_both(server, "7MB of the environment", asked)
    given = server.update_query_dict({"options": "-c work_mem=9MB", "application_name": "a & b"})
    _require_both(given, "9MB a & b", asked)


def test_certificates_that_the_system_trusts_are_trusted(
    server: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with between(server, tls=_certified(tmp_path)) as there:
        strict = there.update_query_dict({"sslmode": "verify-full", "sslrootcert": "system"})
        with pytest.raises(ssl.SSLError):
            asyncio.run(_read(strict, NAME))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate"))
        _require_both(strict, server.database)


def _certified(folder: Path) -> ssl.SSLContext:
    """A server that is localhost, by its own word."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    (folder / "certificate").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context
