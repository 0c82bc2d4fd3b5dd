"""Addresses of PostgreSQL for asyncpg: they mean what libpq reads in them and in the environment."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import asyncpg
from asyncpg.exceptions import TargetServerAttributeNotMatched
from psycopg.pq import Conninfo
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import URL

UNDERSTOOD = frozenset((
    "user", "password", "dbname", "passfile", "service", "sslmode", "sslcert", "sslkey", "sslpassword", "sslrootcert",
    "sslcrl", "sslnegotiation", "ssl_min_protocol_version", "ssl_max_protocol_version", "target_session_attrs",
    "krbsrvname", "gsslib", "application_name", "options",
))  # fmt: skip
"""What asyncpg or the server understands as libpq does; asyncpg would pass all else to the server as settings."""
OF_READERS = {"read-write": "primary", "read-only": "standby"}
"""The server that is meant by what may be done there: connections for reading may write nowhere."""
PORT = 5432
TRUSTED_BY_THE_SYSTEM = "system"
ANOTHER_MAY_BE_MEANT = (OSError, TimeoutError, asyncpg.CannotConnectNowError, TargetServerAttributeNotMatched)


async def connect(url: URL, **settings: Any) -> asyncpg.Connection:
    """A connection to the first server of an address that is meant. settings: those of asyncpg.connect."""
    given = as_libpq_takes_it(url)
    servers = list(_servers(given))
    parameters = {name: given[name] for name in UNDERSTOOD & given.keys()}
    if wanted := parameters.get("target_session_attrs"):
        parameters["target_session_attrs"] = OF_READERS.get(wanted, wanted)
    if parameters.get("sslrootcert") == TRUSTED_BY_THE_SYSTEM:
        settings["ssl"] = _system_trust(parameters)
    address = f"postgresql://?{urlencode(parameters)}"
    for host, port in servers[:-1]:
        try:
            return await asyncpg.connect(address, host=host, port=port, **settings)
        except ANOTHER_MAY_BE_MEANT:
            continue
    host, port = servers[-1]
    return await asyncpg.connect(address, host=host, port=port, **settings)


def as_libpq_takes_it(url: URL) -> dict[str, str]:
    """The parameters of libpq: those of the address, of the environment, and of the service that it names."""
    _, in_address = PGDialect_psycopg().create_connect_args(url)  # type: ignore[no-untyped-call]
    given = {name: _parameter_text(value) for name, value in in_address.items()}
    if "service" not in given:  # a service takes precedence over the environment; asyncpg reads both
        given = {**_of_environment(), **given}
    return {name: value for name, value in given.items() if value}


def _parameter_text(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _of_environment() -> dict[str, str]:
    found = Conninfo.get_defaults()
    changed = {one.keyword: one.val for one in found if one.val is not None and one.val != one.compiled}
    return {name.decode(): value.decode() for name, value in changed.items() if name != b"service"}


def _servers(given: Mapping[str, str]) -> Iterator[tuple[str | None, int | None]]:
    """Each host with its port; None for what asyncpg has to find itself."""
    hosts = given.get("host") or given.get("hostaddr")
    ports = [int(port or PORT) for port in given["port"].split(",")] if "port" in given else []
    if not hosts:
        yield None, ports[0] if ports else None
        return
    names = hosts.split(",")
    if len(ports) < 2:
        ports = (ports or [PORT]) * len(names)
    yield from zip(names, ports, strict=False)


def _system_trust(parameters: dict[str, str]) -> ssl.SSLContext:
    """A context that trusts the system's certificates, with a client certificate if one is given."""
    context = ssl.create_default_context()
    if "sslcert" in parameters:
        context.load_cert_chain(parameters["sslcert"], parameters.get("sslkey"), parameters.get("sslpassword"))
    return context
