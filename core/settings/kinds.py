"""The types of settings: each says how it is read from its text, and what an error calls it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_type_hints
from urllib.parse import unquote, urlsplit

from core.inputs.wording import is_mail_address
from core.settings.rates import rate_of
from schema.limits import Limits
from schema.request.reading import LARGEST_PAGE

Network = IPv4Network | IPv6Network

BEARER_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
LICENCE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
"""The form of an SPDX identifier."""

DEFAULT_COSTS: Mapping[str, int] = {
    "PUBLIC": Limits().cost,
    **dict.fromkeys(("PARTNER", "OBSERVER", "FOCAL_POINT", "COMMITTEE", "COORDINATOR", "ADMINISTRATOR"), 50_000),
}
"""The rows that one operation may read, by role."""


class Kind(NamedTuple):
    """How a setting is read, which raises ValueError or KeyError, and its name in `is not a path`."""

    read: Callable[[str], Any]
    name: str


def of(settings: type) -> dict[str, Kind]:
    """The kind of each field that is a setting, by its name."""
    hints = get_type_hints(settings, include_extras=True)
    return {name: kind for name, hint in hints.items() for kind in getattr(hint, "__metadata__", ())}


def _between(least: int, most: int = 10**18) -> Callable[[str], int]:
    """Reads a whole number in this range."""

    def read(written: str) -> int:
        number = int(written)
        if not least <= number <= most:
            raise ValueError(written)
        return number

    return read


_amount = _between(1)


def _items(written: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in written.split(",") if item.strip())


def _folder(written: str) -> Path:
    """A path; `~` at its beginning is the home folder of the user."""
    try:
        return Path(written).expanduser()
    except RuntimeError:  # there is no such user
        raise ValueError(written) from None


def _origins(written: str) -> tuple[str, ...]:
    """Origins as browsers write them, or `*`; `none` for none."""
    found = () if written.lower() == "none" else tuple(item.lower() for item in _items(written))
    for item in found:
        parts = urlsplit(item)
        if item != "*" and ("*" in item or not parts.netloc or item != f"{parts.scheme}://{parts.netloc}"):
            raise ValueError(written)  # browsers name a page by scheme and host: a path or a pattern would match none
    return found


def _networks(written: str) -> tuple[Network, ...]:
    return tuple(ip_network(item) for item in _items(written))


def _costs(written: str) -> Mapping[str, int]:
    """`20000`, or `PUBLIC=20000,PARTNER=50000`: what is not named keeps its default."""
    if written.isdecimal():
        return dict.fromkeys(DEFAULT_COSTS, _amount(written))
    pairs = dict(item.split("=", 1) for item in _items(written))
    if not pairs.keys() <= DEFAULT_COSTS.keys():
        raise ValueError(written)
    return {**DEFAULT_COSTS, **{role: _amount(budget) for role, budget in pairs.items()}}


def _seconds(written: str) -> float:
    number = float(written)
    if not 0 < number < 1e9:
        raise ValueError(written)
    return number


def _boolean(written: str) -> bool:
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[written.lower()]


def _rate(written: str) -> str:
    if written != "off":
        rate_of(written)
    return written


def _mail_server(written: str) -> str:
    """smtp://[user:password@]host[:port][?starttls=yes], or smtps://…"""
    address = urlsplit(written)
    if address.scheme not in ("smtp", "smtps") or not address.hostname or address.port == 0:
        raise ValueError(written)
    if not unquote(f"{address.username or ''}{address.password or ''}").isascii():
        raise ValueError(written)  # SMTP logs in by ASCII alone
    address.hostname.encode("idna")
    if address.query not in ("", "starttls=yes", "starttls=no"):
        raise ValueError(written)  # a misspelt option would send without encryption
    return written


def _sender(written: str) -> str:
    """One address without a name: invitations name it as their organizer."""
    if not is_mail_address(written):
        raise ValueError(written)
    return written


def _public_address(written: str) -> str:
    """`https://data.example.org`, perhaps with a path; without a slash at its end."""
    address = urlsplit(written)
    if address.scheme not in ("http", "https") or not address.hostname or address.query or address.fragment:
        raise ValueError(written)
    if "@" in address.netloc:
        raise ValueError(written)  # everybody reads it: it may contain no password
    return written.rstrip("/")


def _metrics_token(written: str) -> str:
    """A token as a header can have it (RFC 6750, 2.1)."""
    if not BEARER_TOKEN.fullmatch(written):
        raise ValueError(written)
    return written


def safe_address(address: str) -> bool:
    """Whether keys may come from there: https, or http on the machine itself. Raises ValueError for other texts."""
    parts = urlsplit(address)
    here = parts.hostname in ("127.0.0.1", "::1", "localhost")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and here))


def _provider(written: str) -> str:
    """The address of the provider that signs users in, or of its keys: exactly as it was written."""
    if not safe_address(written):
        raise ValueError(written)
    return written


def _shared_memory(written: str) -> str:
    """redis://[user:password@]host[:port][/number], rediss://…, or unix:///path of a socket."""
    address = urlsplit(written)
    place = address.path if address.scheme == "unix" else address.hostname
    if address.scheme not in ("redis", "rediss", "unix") or not place or address.port == 0:
        raise ValueError(written)
    return written


def _licence(written: str) -> Mapping[str, str]:
    """`CC-BY-4.0`, the address of a licence, or both: its name and path, as a Data Package has them."""
    parts = written.split()
    found = {"path" if urlsplit(part).netloc else "name": part for part in parts}
    if len(found) < len(parts) or not LICENCE_NAME.fullmatch(found.get("name", "none")):
        raise ValueError(written)
    if urlsplit(found.get("path", "https:")).scheme not in ("http", "https"):
        raise ValueError(written)
    return found


def _one_of(*known: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        if written.lower() not in known:
            raise ValueError(written)
        return written.lower()

    return read


Folder = Annotated[Path, Kind(_folder, "path")]
Text = Annotated[str, Kind(str, "text")]
Port = Annotated[int, Kind(_between(0, 65_535), "port from 0 to 65535")]
MailServer = Annotated[
    str, Kind(_mail_server, "mail server like smtp://user:password@host:587?starttls=yes, with a port from 1 to 65535")
]
Sender = Annotated[str, Kind(_sender, "mail address like name@example.org")]
PublicAddress = Annotated[str, Kind(_public_address, "web address like https://data.example.org")]
Provider = Annotated[
    str, Kind(_provider, "web address that begins with https://: the server there decides who signs in")
]
SharedMemory = Annotated[
    str,
    Kind(_shared_memory, "Valkey or Redis like redis://host:6379, rediss://host:6379 or unix:///run/valkey.sock"),
]
MetricsToken = Annotated[str, Kind(_metrics_token, "token of letters, digits and the signs -._~+/")]
Licence = Annotated[
    Mapping[str, str], Kind(_licence, "licence like CC-BY-4.0, its address, or both with a space between them")
]
Names = Annotated[frozenset[str], Kind(lambda written: frozenset(_items(written)), "list of names")]
LogLevel = Annotated[str, Kind(_one_of("debug", "info", "warning", "error"), "level: debug, info, warning or error")]
LogFormat = Annotated[str, Kind(_one_of("auto", "json", "text"), "format: auto, json or text")]
Seconds = Annotated[float, Kind(_seconds, "number of seconds above 0")]
Count = Annotated[int, Kind(_between(0), "whole number, 0 or more")]
Amount = Annotated[int, Kind(_amount, "whole number, 1 or more")]
"""A limit of which every request needs at least 1: with 0, nothing would be answered."""
Room = Annotated[int, Kind(_between(1_000), "number of bytes, 1000 or more")]
"""Bytes of a request, or of a part of it: with fewer, none would fit."""
LongestAnswer = Annotated[int, Kind(_between(1_000, 1_000_000_000), "number of bytes from 1000 to 1000000000")]
"""Bytes of a text that both databases can make as a whole."""
Age = Annotated[int, Kind(_between(0, 31_536_000), "number of seconds, 31536000 at most")]
"""For how long caches may keep an answer: a year at most (RFC 9111)."""
Hours = Annotated[int, Kind(_between(1, 8_760), "number of hours from 1 to 8760")]
"""Time for others to answer."""
Days = Annotated[int, Kind(_between(1, 3_660), "number of days from 1 to 3660")]
PageSize = Annotated[int, Kind(_between(1, LARGEST_PAGE), f"number from 1 to {LARGEST_PAGE}")]
Costs = Annotated[Mapping[str, int], Kind(_costs, "number of rows, or list like PUBLIC=20000,PARTNER=50000")]
Truth = Annotated[bool, Kind(_boolean, "true or false")]
RateLimit = Annotated[str, Kind(_rate, "rate like 600/minute, or off")]
Networks = Annotated[tuple[Network, ...], Kind(_networks, "list of addresses or networks like 10.0.0.0/8")]
Origins = Annotated[
    tuple[str, ...], Kind(_origins, "list of origins like https://portal.example.org, without a path, or *, or none")
]
