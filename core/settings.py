"""One frozen settings object, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from core import setting_kinds as kinds
from core.errors import StartupError
from schema.limits import Limits

DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "sqlite": "sqlite+apsw"}
"""By what a database is reached, for how addresses of it begin."""

LIMITS = Limits()
"""What may be asked at once where nothing is set."""

HIDDEN = "***"
"""What is shown in the place of a secret."""


@dataclass(frozen=True)
class Settings:
    """What an operator decides. Each field is read from NMIRF_<FIELD>, in the kind that its type tells."""

    data_folder: kinds.Folder = Path("data")
    database_url: kinds.Text = ""
    host: kinds.Text = "127.0.0.1"
    port: kinds.Port = 8000
    disabled_plugins: kinds.Names = frozenset()
    silence_hours: kinds.Hours = 72
    smtp_url: kinds.MailServer = ""
    mail_from: kinds.Sender = "network@localhost"
    licence: kinds.Licence = field(default_factory=dict)
    statement_seconds: kinds.Seconds = 5.0
    database_wait_seconds: kinds.Seconds = 10.0
    read_database_url: kinds.Text = ""
    log_level: kinds.LogLevel = "info"
    log_format: kinds.LogFormat = "auto"
    metrics_token: kinds.Text = ""
    oidc_issuer: kinds.Text = ""
    oidc_audience: kinds.Text = ""
    oidc_jwks_url: kinds.Text = ""
    oidc_leeway_seconds: kinds.Count = 30
    oidc_participant_claim: kinds.Text = "nmirf_participant"
    oidc_partner_claim: kinds.Text = "nmirf_partner"
    oidc_role_claim: kinds.Text = "nmirf_role"
    oidc_name_claim: kinds.Text = "sub"
    max_head_bytes: kinds.Room = LIMITS.head_bytes
    max_body_bytes: kinds.Room = LIMITS.body_bytes
    max_body_seconds: kinds.Seconds = LIMITS.body_seconds
    max_unread_seconds: kinds.Seconds = LIMITS.unread_seconds
    max_batch: kinds.Count = LIMITS.batch
    max_values: kinds.Count = LIMITS.values
    max_answer_bytes: kinds.LongestAnswer = LIMITS.answer_bytes
    max_characters: kinds.Amount = LIMITS.characters
    max_tokens: kinds.Amount = LIMITS.tokens
    max_depth: kinds.Amount = LIMITS.depth
    max_aliases: kinds.Count = LIMITS.aliases
    max_root_fields: kinds.Amount = LIMITS.root_fields
    max_directives: kinds.Count = LIMITS.directives
    max_page_size: kinds.PageSize = LIMITS.page_size
    max_cost: kinds.Costs = field(default_factory=lambda: dict(kinds.DEFAULT_COSTS))
    max_subscriptions: kinds.Count = LIMITS.subscriptions
    max_web_sockets: kinds.Count = 100
    recheck_seconds: kinds.Seconds = LIMITS.recheck_seconds
    introspection: kinds.Truth = LIMITS.introspection
    suggestions: kinds.Truth = LIMITS.suggestions
    trusted_documents_only: kinds.Truth = False
    rate_limit: kinds.RateLimit = "1200/minute"
    token_rate_limit: kinds.RateLimit = "6000/minute"
    rate_limit_url: kinds.Text = ""
    trusted_proxies: kinds.Networks = ()
    cors_origins: kinds.Origins = ("*",)
    cache_seconds: kinds.Age = 0
    cache_bytes: kinds.Count = 32_000_000
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    unknown: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """What the environment has under the platform's prefix, and is no setting."""

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the environment. Raises StartupError SETTING for a value that makes no sense."""
        values: dict[str, Any] = {}
        for name, kind in KINDS.items():
            written = os.environ.get(variable_of(name), "").strip()
            if written:
                try:
                    values[name] = kind.read(written)
                except (ValueError, KeyError):
                    told = "" if name.endswith("_url") else f" {written!r}, which is"
                    raise StartupError(
                        "SETTING", f"{variable_of(name)} is{told} not a {kind.name}. Mend or unset it."
                    ) from None
        sources = {name: variable_of(name) for name in values}
        known = set(map(variable_of, KINDS))
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
            unread_seconds=self.max_unread_seconds,
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
            computing_seconds=self.statement_seconds,
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
            yield variable_of(name), str(value) or "not set", self.sources.get(name, "default")
        for name in self.unknown:
            yield name, "ignored", "no setting"


KINDS = kinds.of(Settings)
"""The kind of each setting, by the name of its field."""


def variable_of(name: str) -> str:
    """The variable of the environment from which a setting is read."""
    return f"NMIRF_{name.upper()}"


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
