"""One frozen settings object, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from core.errors import StartupError
from core.settings import kinds
from schema.limits import Limits

DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "sqlite": "sqlite+apsw"}
"""SQLAlchemy's drivers, by the beginnings of addresses."""

LIMITS = Limits()
"""The default limits."""

HIDDEN = "***"
"""Shown instead of a secret."""


@dataclass(frozen=True)
class Settings:
    """The settings of an operator. Each field is read from NMIRF_<FIELD>, as its type says."""

    data_folder: kinds.Folder = Path("data")
    """The folder of the embedded database, `network.db`; made if it does not exist."""
    database_url: kinds.Text = ""
    """The database: `postgresql://user:password@host/name`, or a file as in `sqlite:////srv/network.db`; by
    default the embedded one."""
    host: kinds.Text = "127.0.0.1"
    """The address on which the server listens; `0.0.0.0` for all its networks."""
    port: kinds.Port = 8000
    """The port on which it listens; 0 for any free port."""
    public_url: kinds.PublicAddress = ""
    """Its public address if there is a proxy, as in `https://data.example.org`; for `/data/catalog.jsonld`, which has
    the full address of each file. By default, the address of the request."""
    disabled_plugins: kinds.Names = frozenset()
    """Installed plugins that are not loaded, by name, separated by commas; their data stays."""
    silence_hours: kinds.Hours = 72
    """The least time for members to object if consensus is sought outside a meeting: the silence procedure."""
    smtp_url: kinds.MailServer = ""
    """The server that sends mail: `smtp://user:password@host:587?starttls=yes`, or `smtps://…`; without it mail
    waits."""
    mail_from: kinds.Sender = "network@localhost"
    """The address from which mail is sent, and which invitations name as their organizer."""
    mail_days: kinds.Days = 90
    """Days after which the text and the calendar entry of mail that was sent, or that became obsolete, are deleted."""
    licence: kinds.Licence = field(default_factory=dict)
    """The licence under which the records may be used, for the page at `/`, `/data/datapackage.json` and
    `/data/catalog.jsonld`: its identifier, its address, or both."""
    statement_seconds: kinds.Seconds = 5.0
    """The longest time for a statement in the database, and for what Python computes for one answer."""
    database_wait_seconds: kinds.Seconds = 10.0
    """How long requests wait for a PostgreSQL server that does not answer."""
    read_database_url: kinds.Text = ""
    """A streaming replica of the PostgreSQL database, which answers requests without a token."""
    log_level: kinds.LogLevel = "info"
    """The least severity of the lines that are logged: `debug`, `info`, `warning` or `error`."""
    log_format: kinds.LogFormat = "auto"
    """`json`, or `text` for people; `auto` means `text` in a terminal."""
    metrics_token: kinds.MetricsToken = ""
    """The bearer token for `/metrics`; without it only the machine itself may read them."""
    oidc_issuer: kinds.Provider = ""
    """The OpenID Connect provider whose access tokens are accepted, exactly as in their `iss`; https."""
    oidc_audience: kinds.Text = ""
    """The `aud` of its tokens for this platform."""
    oidc_jwks_url: kinds.Provider = ""
    """The address of its keys; by default, the one in its configuration."""
    oidc_leeway_seconds: kinds.Count = 30
    """How much its clock and ours may differ."""
    oidc_participant_claim: kinds.Text = "nmirf_participant"
    """The claim with the ISO alpha-3 code of the participant for which a person speaks."""
    oidc_partner_claim: kinds.Text = "nmirf_partner"
    """The claim with the id of the partner for which a PARTNER speaks."""
    oidc_role_claim: kinds.Text = "nmirf_role"
    """The claim, a text or a list, that may have ADMINISTRATOR or PARTNER."""
    oidc_name_claim: kinds.Text = "sub"
    """The claim that the journal shows to everybody as the author of an entry."""
    max_head_bytes: kinds.Room = LIMITS.head_bytes
    """Bytes of an address and its headers."""
    max_body_bytes: kinds.Room = LIMITS.body_bytes
    """Bytes of a body, or of a message on a web socket."""
    max_body_seconds: kinds.Seconds = LIMITS.body_seconds
    """Seconds until the head of a request has arrived, and again until its body has."""
    max_unread_seconds: kinds.Seconds = LIMITS.unread_seconds
    """Seconds for which a client may read nothing of an answer before its connection is ended."""
    max_batch: kinds.Count = LIMITS.batch
    """Operations of a batch; 0: no batches."""
    max_values: kinds.Count = LIMITS.values
    """Values in the variables of a request."""
    max_answer_bytes: kinds.LongestAnswer = LIMITS.answer_bytes
    """Bytes of an answer."""
    max_characters: kinds.Amount = LIMITS.characters
    """Characters of a document."""
    max_tokens: kinds.Amount = LIMITS.tokens
    """Tokens of a document."""
    max_depth: kinds.Amount = LIMITS.depth
    """Levels of fields; `edges`, `node` and `nodes` do not count."""
    max_aliases: kinds.Count = LIMITS.aliases
    """Aliases of a document, with its fragments expanded."""
    max_root_fields: kinds.Amount = LIMITS.root_fields
    """Root fields of an operation."""
    max_directives: kinds.Count = LIMITS.directives
    """Directives of a document, with its fragments expanded."""
    max_page_size: kinds.PageSize = LIMITS.page_size
    """Rows of a page, and ids of `nodes`."""
    max_cost: kinds.Costs = field(default_factory=lambda: dict(kinds.DEFAULT_COSTS))
    """Rows that one operation may read, for all or by role: `PUBLIC=20000,PARTNER=100000`."""
    max_subscriptions: kinds.Count = LIMITS.subscriptions
    """Operations at the same time on one web socket."""
    max_web_sockets: kinds.Count = 100
    """Web sockets that one address may have open."""
    recheck_seconds: kinds.Seconds = LIMITS.recheck_seconds
    """Seconds between two checks whether the token of an open web socket is in force."""
    introspection: kinds.Truth = LIMITS.introspection
    """Whether the schema can be read, by introspection and at `/schema.graphql`."""
    suggestions: kinds.Truth = LIMITS.suggestions
    """Whether errors in a document suggest what may have been meant."""
    trusted_documents_only: kinds.Truth = False
    """Whether only stored documents are answered, which requests name by their id."""
    rate_limit: kinds.RateLimit = "1200/minute"
    """Requests from one address, as in `1200/minute`; `off`: no limit."""
    token_rate_limit: kinds.RateLimit = "6000/minute"
    """Requests with one token."""
    rate_limit_url: kinds.SharedMemory = ""
    """A Valkey or Redis server in which several processes count together: `redis://host:6379`."""
    trusted_proxies: kinds.Networks = ()
    """Proxies whose `X-Forwarded-For` is trusted, as addresses or networks: `10.0.0.5,127.0.0.1`."""
    cors_origins: kinds.Origins = ("*",)
    """Origins whose pages may read answers, as in `https://portal.example.org`; `*` for all, `none` for none."""
    cache_seconds: kinds.Age = 0
    """Seconds for which caches may reuse a public answer without asking."""
    cache_bytes: kinds.Count = 32_000_000
    """Bytes of public answers that each process keeps; 0 for none."""
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    unknown: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """Variables of the environment with the platform's prefix that are not settings."""

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the environment. Raises StartupError SETTING for an invalid value."""
        values: dict[str, Any] = {}
        for name, kind in KINDS.items():
            written = os.environ.get(variable_of(name), "").strip()
            if written:
                try:
                    values[name] = kind.read(written)
                except (ValueError, KeyError):
                    shown = "" if name.endswith(("_url", "_token")) else f" {written!r}, which is"
                    raise StartupError(
                        "SETTING", f"{variable_of(name)} is{shown} not a {kind.name}. Correct or unset it."
                    ) from None
        sources = {name: variable_of(name) for name in values}
        known = set(map(variable_of, KINDS))
        unknown = sorted(name for name in os.environ if name.startswith("NMIRF_") and name not in known)
        return cls(**values, sources=sources, unknown=tuple(unknown))

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database: the embedded one, unless another is named."""
        if not self.database_url:
            return URL.create(DRIVERS["sqlite"], database=str(self.data_folder / "network.db")).render_as_string()
        url = _address("NMIRF_DATABASE_URL", self.database_url)
        if url.drivername not in {*DRIVERS, *DRIVERS.values()}:
            raise StartupError("SETTING", "NMIRF_DATABASE_URL must begin with postgresql:// or sqlite:///.")
        if url.host and url.drivername.startswith("sqlite"):
            raise StartupError(
                "SETTING",
                "NMIRF_DATABASE_URL names a file after two slashes: write sqlite:///folder/network.db for a path from "
                "here, sqlite:////folder/network.db for one from the root.",
            )
        if url.query and url.drivername.startswith("sqlite"):
            raise StartupError(
                "SETTING", "NMIRF_DATABASE_URL names a file with options; leave out `?` and what follows."
            )
        return url.set(drivername=DRIVERS.get(url.drivername, url.drivername)).render_as_string(hide_password=False)

    @property
    def database_shown(self) -> str:
        """Where the database is, for people: the file with its whole path, or the address without any password."""
        url = make_url(self.database)
        if url.get_backend_name() == "sqlite":
            return str(Path(url.database or "").absolute())
        return _without_password(url.set(drivername="postgresql").render_as_string(hide_password=False))

    @property
    def read_database(self) -> str:
        """The address of the replica from which the public reads; empty if there is none."""
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

    def require_addresses(self) -> None:
        """Raises StartupError SETTING unless the addresses of the databases can be used."""
        _ = self.read_database  # which is that of a replica of `database`

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


KINDS = kinds.of(Settings)
"""The kind of each setting, by the name of its field."""


def variable_of(name: str) -> str:
    """The variable of the environment from which a setting is read."""
    return f"NMIRF_{name.upper()}"


def _address(name: str, written: str) -> URL:
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        raise StartupError("SETTING", f"{name} is not a database address; write postgresql://…") from None
    if "@" in (url.host or ""):  # a part of the password, which would be shown as a host
        raise StartupError("SETTING", f"{name} has one @ too many: write %40 for an @ in a name or a password.")
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
