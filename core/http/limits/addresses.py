"""The address that a request comes from, according to the connection and to trusted proxies only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import HTTPConnection

IPV6_PREFIX = 64
"""The network that one subscriber has in IPv6: all its addresses count as one."""

Address = IPv4Address | IPv6Address


@lru_cache(10_000)
def address(written: str) -> Address | None:
    """The address, without a proxy's port, and unwrapped if it is an IPv4 address in IPv6; None if it is not one."""
    bare = written.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


@lru_cache(10_000)
def subscriber(found: Address) -> str | None:
    """The key by which senders at this address are counted; None for this machine itself."""
    if found.is_loopback:
        return None
    return str(ip_network((found, IPV6_PREFIX), strict=False)) if found.version == 6 else str(found)


class Senders:
    """Tells senders apart. proxies: those whose X-Forwarded-For is trusted."""

    def __init__(self, proxies: Sequence[IPv4Network | IPv6Network]) -> None:
        self.proxies = proxies

    def sender(self, connection: HTTPConnection) -> str | None:
        """The address of the sender, or its network of 64 bits for IPv6; None for this machine itself.

        X-Forwarded-For is read from its end, as far as trusted proxies have written it. Whatever it says, it names no
        sender on this machine: only the connection shows that.
        """
        host = (connection.scope.get("client") or ("",))[0]
        found = address(host)
        if self.proxies and self._trusted(found):
            forwarded = ",".join(connection.headers.getlist("x-forwarded-for"))
            for written in reversed(forwarded[-2_000:].split(",")):
                before = address(written)
                if before is None:
                    break
                if not before.is_loopback:
                    found = before
                if not self._trusted(before):
                    break
        return subscriber(found) if found is not None else str(host)[:100]

    def _trusted(self, found: Address | None) -> bool:
        return found is not None and any(
            found.version == network.version and found in network for network in self.proxies
        )
