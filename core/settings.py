"""One frozen settings object, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from core.errors import StartupError
from core.setting_kinds import COSTS, KINDS, NAMES
from schema.limits import Limits

DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "sqlite": "sqlite+apsw"}
"""By what a database is reached, for how addresses of it begin."""

LIMITS = Limits()
"""What may be asked at once where nothing is set."""

HIDDEN = "***"
"""What is shown in the place of a secret."""


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
    max_head_bytes: int = LIMITS.head_bytes
    max_body_bytes: int = LIMITS.body_bytes
    max_body_seconds: float = LIMITS.body_seconds
    max_batch: int = LIMITS.batch
    max_values: int = LIMITS.values
    max_answer_bytes: int = LIMITS.answer_bytes
    max_characters: int = LIMITS.characters
    max_tokens: int = LIMITS.tokens
    max_depth: int = LIMITS.depth
    max_aliases: int = LIMITS.aliases
    max_root_fields: int = LIMITS.root_fields
    max_directives: int = LIMITS.directives
    max_page_size: int = LIMITS.page_size
    max_cost: Mapping[str, int] = field(default_factory=lambda: dict(COSTS))
    max_subscriptions: int = LIMITS.subscriptions
    max_web_sockets: int = 100
    recheck_seconds: float = LIMITS.recheck_seconds
    introspection: bool = LIMITS.introspection
    suggestions: bool = LIMITS.suggestions
    trusted_documents_only: bool = False
    rate_limit: str = "1200/minute"
    token_rate_limit: str = "6000/minute"
    rate_limit_url: str = ""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    cors_origins: tuple[str, ...] = ("*",)
    cache_seconds: int = 0
    cache_bytes: int = 32_000_000
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    unknown: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """What the environment has under the platform's prefix, and is no setting."""

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the environment. Raises StartupError SETTING for a value that makes no sense."""
        values: dict[str, Any] = {}
        for name, kind in KINDS.items():
            written = os.environ.get(f"NMIRF_{name.upper()}", "").strip()
            if written:
                try:
                    values[name] = kind(written)
                except (ValueError, KeyError):
                    told = "" if name.endswith("_url") else f" {written!r}, which is"
                    raise StartupError(
                        "SETTING", f"NMIRF_{name.upper()} is{told} not a {NAMES[kind]}. Mend or unset it."
                    ) from None
        sources = {name: f"NMIRF_{name.upper()}" for name in values}
        known = {f"NMIRF_{name.upper()}" for name in KINDS}
        unknown = sorted(name for name in os.environ if name.startswith("NMIRF_") and name not in known)
        return cls(**values, sources=sources, unknown=tuple(unknown))

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database: the embedded one unless another is named."""
        if not self.database_url:
            return f"sqlite+apsw:///{self.data_folder / 'network.db'}"
        url = _address("NMIRF_DATABASE_URL", self.database_url)
        if url.drivername not in {*DRIVERS, *DRIVERS.values()}:
            raise StartupError("SETTING", "NMIRF_DATABASE_URL must begin with postgresql:// or sqlite:///.")
        if url.host and url.drivername.startswith("sqlite"):
            raise StartupError(
                "SETTING",
                "NMIRF_DATABASE_URL names a file after two slashes: write sqlite:///folder/network.db for one that is "
                "sought from here, sqlite:////folder/network.db for one from the root on.",
            )
        if url.query and url.drivername.startswith("sqlite"):
            raise StartupError(
                "SETTING", "NMIRF_DATABASE_URL names a file with options; leave out `?` and what follows."
            )
        return url.set(drivername=DRIVERS.get(url.drivername, url.drivername)).render_as_string(hide_password=False)

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
        if self.read_database_url:
            _address("NMIRF_READ_DATABASE_URL", self.read_database_url)
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
            answer_bytes=self.max_answer_bytes,
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
        for name in KINDS:
            value = getattr(self, name)
            if name.endswith("_url") and value:
                value = _without_password(value)
            if name.endswith("_token") and value:
                value = HIDDEN
            if name == "database_url" and not value:
                value = self.database
            if isinstance(value, frozenset | tuple):
                value = ", ".join(sorted(str(item) for item in value)) or "none"
            if isinstance(value, Mapping):
                value = ", ".join(f"{key}={item}" for key, item in value.items())
            yield f"NMIRF_{name.upper()}", str(value) or "not set", self.sources.get(name, "default")
        for name in self.unknown:
            yield name, "ignored", "no setting"


def _address(name: str, written: str) -> URL:
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        raise StartupError("SETTING", f"{name} is no database address; write postgresql://…") from None
    if "@" in (url.host or ""):  # a part of the password, which would be told as a host
        raise StartupError("SETTING", f"{name} has an @ too many: write %40 for one in a name or a password.")
    return url


def _without_password(written: str) -> str:
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        return HIDDEN
    if "@" in (url.host or ""):
        return HIDDEN
    secret = {name: "hidden" for name in url.query if "password" in name}
    return url.update_query_dict(secret).render_as_string(hide_password=True)
