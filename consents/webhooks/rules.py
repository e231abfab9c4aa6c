"""To which addresses the portal may send, and when it tries again. Pure."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST_ADDRESS = 400  # characters
HTTPS_PORT = 443
OK, REDIRECT, GONE = 200, 300, 410
# After the first try, after the second, and so on: about a day in all.
WAITS = tuple(timedelta(minutes=one) for one in (5, 15, 45, 120, 240, 420, 600))
TRIES = len(WAITS) + 1
SPREAD = 5  # a wait is up to a fifth longer, another for each message
PRINTED = re.compile(r"[!-~]+")
LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
# The last part of a name begins with a letter; that of a number (1.2.3.4, 0x7f.1, 017700000001)
# does not.
NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{LABEL}\.)*(?=[a-z]){LABEL}")
UNICAST = ipaddress.ip_network("2000::/3")  # all of IPv6 that the internet reaches
CARRIERS = tuple(
    ipaddress.ip_network(one)
    for one in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16")
)  # protocols and tunnels: behind them is another address


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: a name, a port, and what is asked there."""

    host: str
    port: int
    target: str  # path and query


def read_address(url: str, *, ports: Collection[int]) -> Address | None:
    """Return the parts of an address to which a message may go; None where it may not.

    That is https, a name and no number, one of these ports, no name of a user, no fragment.
    """
    if len(url) > LONGEST_ADDRESS or not PRINTED.fullmatch(url) or set(url) & set('\\"<>#@'):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or HTTPS_PORT
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme != "https" or port not in ports or not NAME.fullmatch(host):
        return None
    query = f"?{parts.query}" if parts.query else ""
    return Address(host, port, (parts.path or "/") + query)


def as_kept(url: str) -> str:
    """Return an address with its scheme in small letters; the rest may mean something as it is."""
    scheme, colon, rest = url.partition(":")
    return scheme.lower() + colon + rest


def may_connect(number: str, *, allowed: Collection[Network]) -> bool:
    """Tell whether the portal may connect to an address in numbers, found by a name.

    Only one that all of the internet reaches; a network of one's own where it is `allowed`.
    """
    found = ipaddress.ip_address(number)
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped
        if inside is None and found not in UNICAST:
            return any(found in one for one in allowed)
        found = inside or found
    if any(found in one for one in allowed):
        return True
    public = found.is_global and not (found.is_multicast or found.is_reserved)
    return public and not any(found in one for one in CARRIERS)


def wait_after(tries: int, *, seed: int) -> timedelta:
    """Return how long to wait after so many tries; messages of one moment do not try as one."""
    wait = WAITS[min(tries, len(WAITS)) - 1]
    return wait + wait / SPREAD * (seed % 1000) / 1000


def arrived(status: int) -> bool:
    """Tell whether a status says that the message was taken; a redirect does not."""
    return OK <= status < REDIRECT
