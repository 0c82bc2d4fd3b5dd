"""One frozen settings object, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from limits import parse as parse_rate
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from core.errors import StartupError
from schema.limits import Limits

COSTS: Mapping[str, int] = {
    "PUBLIC": 20_000,
    "PARTNER": 50_000,
    "OBSERVER": 50_000,
    "FOCAL_POINT": 50_000,
    "COMMITTEE": 50_000,
    "COORDINATOR": 50_000,
    "ADMINISTRATOR": 50_000,
}
"""The rows that one operation may read, by role."""


@dataclass(frozen=True)
class Settings:
    """What an operator decides. Each field is read from NMIRF_<FIELD>."""

    data_folder: Path = Path("data")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    disabled_plugins: frozenset[str] = frozenset()
    silence_hours: int = 72
    smtp_url: str = ""
    mail_from: str = "network@localhost"
    statement_seconds: float = 5.0
    database_wait_seconds: float = 10.0
    read_database_url: str = ""
    log_level: str = "info"
    log_format: str = "auto"
    metrics_token: str = ""
    oidc_issuer: str = ""
    oidc_audience: str = ""
    oidc_jwks_url: str = ""
    oidc_leeway_seconds: int = 30
    oidc_participant_claim: str = "nmirf_participant"
    oidc_partner_claim: str = "nmirf_partner"
    oidc_role_claim: str = "nmirf_role"
    oidc_name_claim: str = "sub"
    max_head_bytes: int = 64_000
    max_body_bytes: int = 1_000_000
    max_body_seconds: float = 10.0
    max_batch: int = 0
    max_values: int = 1_000
    max_characters: int = 15_000
    max_tokens: int = 1_000
    max_depth: int = 6
    max_aliases: int = 15
    max_root_fields: int = 20
    max_directives: int = 50
    max_page_size: int = 250
    max_cost: Mapping[str, int] = field(default_factory=lambda: dict(COSTS))
    max_subscriptions: int = 20
    max_web_sockets: int = 100
    recheck_seconds: float = 30.0
    introspection: bool = True
    suggestions: bool = False
    trusted_documents_only: bool = False
    rate_limit: str = "1200/minute"
    token_rate_limit: str = "6000/minute"
    rate_limit_url: str = ""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    cors_origins: tuple[str, ...] = ("*",)
    cache_seconds: int = 0
    cache_bytes: int = 32_000_000
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment. Raises StartupError SETTING for a value that cannot be meant."""
        values: dict[str, Any] = {}
        for name, kind in _KINDS.items():
            written = environment.get(f"NMIRF_{name.upper()}", "").strip()
            if written:
                try:
                    values[name] = kind(written)
                except (ValueError, KeyError):
                    raise StartupError(
                        "SETTING",
                        f"NMIRF_{name.upper()} is {written!r}, which is not a {_NAMES[kind]}. Mend or unset it.",
                    ) from None
        sources = {name: f"NMIRF_{name.upper()}" for name in values}
        return cls(**values, sources=sources)

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database: the embedded one unless another is named."""
        if not self.database_url:
            return f"sqlite+apsw:///{self.data_folder / 'network.db'}"
        try:
            url = make_url(self.database_url)
        except ArgumentError:
            raise StartupError("SETTING", "NMIRF_DATABASE_URL is no database address; write postgresql://…") from None
        drivers = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "sqlite": "sqlite+apsw"}
        if url.get_backend_name() not in ("postgresql", "postgres", "sqlite"):
            raise StartupError("SETTING", "NMIRF_DATABASE_URL must begin with postgresql:// or sqlite:///.")
        return url.set(drivername=drivers.get(url.drivername, url.drivername)).render_as_string(hide_password=False)

    @property
    def read_database(self) -> str:
        """The address of the replica that the public reads from; empty where there is none."""
        replicated = self.database.startswith("postgresql")
        if self.read_database_url and not (replicated and self.read_database_url.startswith("postgres")):
            raise StartupError(
                "SETTING",
                "NMIRF_READ_DATABASE_URL is the address of a replica of the PostgreSQL in NMIRF_DATABASE_URL: "
                "both begin with postgresql://.",
            )
        return self.read_database_url

    @property
    def limits(self) -> Limits:
        """How much may be asked at once."""
        costs = dict(self.max_cost)
        return Limits(
            head_bytes=self.max_head_bytes,
            body_bytes=self.max_body_bytes,
            body_seconds=self.max_body_seconds,
            batch=self.max_batch,
            values=self.max_values,
            characters=self.max_characters,
            tokens=self.max_tokens,
            depth=self.max_depth,
            aliases=self.max_aliases,
            root_fields=self.max_root_fields,
            directives=self.max_directives,
            page_size=self.max_page_size,
            cost=costs.pop("PUBLIC"),
            costs=costs,
            subscriptions=self.max_subscriptions,
            recheck_seconds=self.recheck_seconds,
            introspection=self.introspection,
            suggestions=self.suggestions,
        )

    def described(self) -> Iterator[tuple[str, str, str]]:
        """Name, value and source of each setting, without any secret."""
        for name in _KINDS:
            value = getattr(self, name)
            if name.endswith("_url") and "@" in value:
                value = make_url(value).render_as_string(hide_password=True)
            if name.endswith("_token") and value:
                value = "***"
            if name == "database_url" and not value:
                value = self.database
            if isinstance(value, frozenset | tuple):
                value = ", ".join(sorted(str(item) for item in value)) or "none"
            if isinstance(value, Mapping):
                value = ", ".join(f"{key}={item}" for key, item in value.items())
            yield f"NMIRF_{name.upper()}", str(value) or "not set", self.sources.get(name, "default")


def _names(written: str) -> frozenset[str]:
    return frozenset(name.strip() for name in written.split(",") if name.strip())


def _list(written: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in written.split(",") if item.strip())


def _networks(written: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(item) for item in _list(written))


def _costs(written: str) -> Mapping[str, int]:
    """`20000`, or `PUBLIC=20000,PARTNER=50000`: what is not named keeps its default."""
    if written.isdecimal():
        return dict.fromkeys(COSTS, int(written))
    pairs = dict(item.split("=", 1) for item in _list(written))
    if not pairs.keys() <= COSTS.keys():
        raise ValueError(written)
    return {**COSTS, **{role: _count(budget) for role, budget in pairs.items()}}


def _count(written: str) -> int:
    number = int(written)
    if number < 0:
        raise ValueError(written)
    return number


def _seconds(written: str) -> float:
    """A time that passes."""
    seconds = float(written)
    if not 0 < seconds < 1e9:
        raise ValueError(written)
    return seconds


def _page_size(written: str) -> int:
    size = _count(written)
    if not 1 <= size <= 250:
        raise ValueError(written)
    return size


def _truth(written: str) -> bool:
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[written.lower()]


def _rate(written: str) -> str:
    if written != "off":
        parse_rate(written)
    return written


def _port(written: str) -> int:
    port = int(written)
    if not 0 <= port < 65_536:
        raise ValueError(written)
    return port


def _one_of(*known: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        if written.lower() not in known:
            raise ValueError(written)
        return written.lower()

    return read


_log_level = _one_of("debug", "info", "warning", "error")
_log_format = _one_of("auto", "json", "text")

_KINDS: dict[str, Callable[[str], Any]] = {
    "data_folder": Path,
    "database_url": str,
    "host": str,
    "port": _port,
    "disabled_plugins": _names,
    "silence_hours": _count,
    "smtp_url": str,
    "mail_from": str,
    "statement_seconds": _seconds,
    "database_wait_seconds": _seconds,
    "read_database_url": str,
    "log_level": _log_level,
    "log_format": _log_format,
    "metrics_token": str,
    "oidc_issuer": str,
    "oidc_audience": str,
    "oidc_jwks_url": str,
    "oidc_leeway_seconds": _count,
    "oidc_participant_claim": str,
    "oidc_partner_claim": str,
    "oidc_role_claim": str,
    "oidc_name_claim": str,
    "max_head_bytes": _count,
    "max_body_bytes": _count,
    "max_body_seconds": _seconds,
    "max_batch": _count,
    "max_values": _count,
    "max_characters": _count,
    "max_tokens": _count,
    "max_depth": _count,
    "max_aliases": _count,
    "max_root_fields": _count,
    "max_directives": _count,
    "max_page_size": _page_size,
    "max_cost": _costs,
    "max_subscriptions": _count,
    "max_web_sockets": _count,
    "recheck_seconds": _seconds,
    "introspection": _truth,
    "suggestions": _truth,
    "trusted_documents_only": _truth,
    "rate_limit": _rate,
    "token_rate_limit": _rate,
    "rate_limit_url": str,
    "trusted_proxies": _networks,
    "cors_origins": _list,
    "cache_seconds": _count,
    "cache_bytes": _count,
}
_NAMES: dict[Any, str] = {
    Path: "path",
    str: "text",
    _port: "port from 0 to 65535",
    _names: "list of names",
    _log_level: "level: debug, info, warning or error",
    _log_format: "format: auto, json or text",
    _seconds: "number of seconds above 0",
    _count: "whole number, 0 or more",
    _page_size: "number from 1 to 250",
    _costs: "number of rows, or list like PUBLIC=20000,PARTNER=50000",
    _truth: "true or false",
    _rate: "rate like 600/minute, or off",
    _networks: "list of addresses or networks like 10.0.0.0/8",
    _list: "list",
}
