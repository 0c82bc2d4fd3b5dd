"""How each setting is read from what was written, and what its kind is called in an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.rates import rate_of
from core.wording import is_mail_address
from schema.asking.reading import LARGEST_PAGE
from schema.limits import Limits

COSTS: Mapping[str, int] = {
    "PUBLIC": Limits().cost,
    "PARTNER": 50_000,
    "OBSERVER": 50_000,
    "FOCAL_POINT": 50_000,
    "COMMITTEE": 50_000,
    "COORDINATOR": 50_000,
    "ADMINISTRATOR": 50_000,
}
"""The rows that one operation may read, by role."""


def names(written: str) -> frozenset[str]:
    return frozenset(name.strip() for name in written.split(",") if name.strip())


def items(written: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in written.split(",") if item.strip())


def origins(written: str) -> tuple[str, ...]:
    """Origins as browsers write them, or `*`; `none` for none."""
    found = () if written.lower() == "none" else tuple(item.lower() for item in items(written))
    for item in found:
        parts = urlsplit(item)
        if item != "*" and (not parts.netloc or item != f"{parts.scheme}://{parts.netloc}"):
            raise ValueError(written)  # a page is known by scheme and host: with a path it would never be meant
    return found


def networks(written: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(item) for item in items(written))


def costs(written: str) -> Mapping[str, int]:
    """`20000`, or `PUBLIC=20000,PARTNER=50000`: what is not named keeps its default."""
    if written.isdecimal():
        return dict.fromkeys(COSTS, amount(written))
    pairs = dict(item.split("=", 1) for item in items(written))
    if not pairs.keys() <= COSTS.keys():
        raise ValueError(written)
    return {**COSTS, **{role: amount(budget) for role, budget in pairs.items()}}


def between(least: int, most: int = 10**18) -> Callable[[str], int]:
    """Reads a whole number of these."""

    def read(written: str) -> int:
        number = int(written)
        if not least <= number <= most:
            raise ValueError(written)
        return number

    return read


count = between(0)
amount = between(1)
"""Of what everything that is asked has some: with 0, nothing would be answered."""
room = between(1_000)
"""Bytes in which a request fits."""
whole = between(1_000, 1_000_000_000)
"""Bytes of a text that either database can tell as a whole."""
age = between(0, 31_536_000)
"""Seconds for which caches may keep an answer: a year at most (RFC 9111)."""
hours = between(1, 8_760)
"""Of a time in which others can answer: an hour to a year."""
page_size = between(1, LARGEST_PAGE)


def seconds(written: str) -> float:
    """A time that passes."""
    number = float(written)
    if not 0 < number < 1e9:
        raise ValueError(written)
    return number


def truth(written: str) -> bool:
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[written.lower()]


def rate(written: str) -> str:
    if written != "off":
        rate_of(written)
    return written


port = between(0, 65_535)


def mail_server(written: str) -> str:
    """smtp://[user:password@]host[:port][?starttls=yes], or smtps://…"""
    address = urlsplit(written)
    if address.scheme not in ("smtp", "smtps") or not address.hostname or address.port == 0:
        raise ValueError(written)
    if address.query not in ("", "starttls=yes", "starttls=no"):
        raise ValueError(written)  # what is misspelt would send without encryption
    return written


def sender(written: str) -> str:
    """One address without a name: invitations name it as their organizer."""
    if not is_mail_address(written):
        raise ValueError(written)
    return written


def one_of(*known: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        if written.lower() not in known:
            raise ValueError(written)
        return written.lower()

    return read


log_level = one_of("debug", "info", "warning", "error")
log_format = one_of("auto", "json", "text")

KINDS: dict[str, Callable[[str], Any]] = {
    "data_folder": Path,
    "database_url": str,
    "host": str,
    "port": port,
    "disabled_plugins": names,
    "silence_hours": hours,
    "smtp_url": mail_server,
    "mail_from": sender,
    "statement_seconds": seconds,
    "database_wait_seconds": seconds,
    "read_database_url": str,
    "log_level": log_level,
    "log_format": log_format,
    "metrics_token": str,
    "oidc_issuer": str,
    "oidc_audience": str,
    "oidc_jwks_url": str,
    "oidc_leeway_seconds": count,
    "oidc_participant_claim": str,
    "oidc_partner_claim": str,
    "oidc_role_claim": str,
    "oidc_name_claim": str,
    "max_head_bytes": room,
    "max_body_bytes": room,
    "max_body_seconds": seconds,
    "max_batch": count,
    "max_values": count,
    "max_answer_bytes": whole,
    "max_characters": amount,
    "max_tokens": amount,
    "max_depth": amount,
    "max_aliases": count,
    "max_root_fields": amount,
    "max_directives": count,
    "max_page_size": page_size,
    "max_cost": costs,
    "max_subscriptions": count,
    "max_web_sockets": count,
    "recheck_seconds": seconds,
    "introspection": truth,
    "suggestions": truth,
    "trusted_documents_only": truth,
    "rate_limit": rate,
    "token_rate_limit": rate,
    "rate_limit_url": str,
    "trusted_proxies": networks,
    "cors_origins": origins,
    "cache_seconds": age,
    "cache_bytes": count,
}
NAMES: dict[Any, str] = {
    Path: "path",
    str: "text",
    port: "port from 0 to 65535",
    mail_server: "mail server like smtp://user:password@host:587, with a port from 1 to 65535",
    sender: "mail address like name@example.org",
    names: "list of names",
    log_level: "level: debug, info, warning or error",
    log_format: "format: auto, json or text",
    seconds: "number of seconds above 0",
    count: "whole number, 0 or more",
    amount: "whole number, 1 or more",
    room: "number of bytes, 1000 or more",
    whole: "number of bytes from 1000 to 1000000000",
    age: "number of seconds, 31536000 at most",
    hours: "number of hours from 1 to 8760",
    page_size: f"number from 1 to {LARGEST_PAGE}",
    costs: "number of rows, or list like PUBLIC=20000,PARTNER=50000",
    truth: "true or false",
    rate: "rate like 600/minute, or off",
    networks: "list of addresses or networks like 10.0.0.0/8",
    origins: "list of origins like https://portal.example.org, without a path, or *, or none",
}
