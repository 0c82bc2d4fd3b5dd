"""One frozen settings object, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from core.errors import StartupError


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
    oidc_issuer: str = ""
    oidc_audience: str = ""
    oidc_jwks_url: str = ""
    oidc_leeway_seconds: int = 30
    oidc_participant_claim: str = "nmirf_participant"
    oidc_partner_claim: str = "nmirf_partner"
    oidc_role_claim: str = "nmirf_role"
    oidc_name_claim: str = "sub"
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
                except ValueError:
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

    def described(self) -> Iterator[tuple[str, str, str]]:
        """Name, value and source of each setting, without any secret."""
        for name in _KINDS:
            value = getattr(self, name)
            if name.endswith("_url") and "@" in value:
                value = make_url(value).render_as_string(hide_password=True)
            if name == "database_url" and not value:
                value = self.database
            if isinstance(value, frozenset):
                value = ", ".join(sorted(value)) or "none"
            yield f"NMIRF_{name.upper()}", str(value) or "not set", self.sources.get(name, "default")


def _names(written: str) -> frozenset[str]:
    return frozenset(name.strip() for name in written.split(",") if name.strip())


def _port(written: str) -> int:
    port = int(written)
    if not 0 <= port < 65_536:
        raise ValueError(written)
    return port


_KINDS: dict[str, Callable[[str], Any]] = {
    "data_folder": Path,
    "database_url": str,
    "host": str,
    "port": _port,
    "disabled_plugins": _names,
    "silence_hours": int,
    "smtp_url": str,
    "mail_from": str,
    "statement_seconds": float,
    "database_wait_seconds": float,
    "oidc_issuer": str,
    "oidc_audience": str,
    "oidc_jwks_url": str,
    "oidc_leeway_seconds": int,
    "oidc_participant_claim": str,
    "oidc_partner_claim": str,
    "oidc_role_claim": str,
    "oidc_name_claim": str,
}
_NAMES: dict[Any, str] = {
    Path: "path",
    str: "text",
    _port: "port from 0 to 65535",
    _names: "list of names",
    int: "whole number",
    float: "number",
}
