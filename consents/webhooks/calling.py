"""Send to an address that somebody typed, and to nothing behind it.

The name is looked up once. Every address that it gives must be one that all of the internet
reaches, and the connection is made to exactly that address: a name that means something else a
moment later leads nowhere. The certificate is that of the name. Redirects are not followed, no
proxy is asked, and of the answer the status is read and nothing else.

Norm: ASVS 5.0 1.3.6, 15.3.2
"""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING

from django.conf import settings

from consents.choices import Trouble
from consents.webhooks.rules import arrived, may_connect, read_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from consents.webhooks.rules import Address

    LookUp = Callable[[str, int], list[str]]

# From the first address to the status, of all addresses together and however slowly they speak.
SECONDS = 10.0
LEAST = 0.001  # seconds; without any a socket would not wait at all, or for ever
ADDRESSES = 3  # of one name, that are tried after each other


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a try: a status, or why there is none."""

    status: int | None = None
    trouble: str = ""


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses, in numbers, that a name means now.

    Raises:
        OSError: nobody knows the name.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def post(
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    find: LookUp = look_up,
    seconds: float = SECONDS,
) -> Reply:
    """Send a message to an address, if it may go there; return what came of it."""
    address = read_address(url, ports=settings.WEBHOOK_PORTS)
    if address is None:
        return Reply(trouble=Trouble.INSIDE)
    try:
        found = find(address.host, address.port)
    except OSError:
        return Reply(trouble=Trouble.NO_NAME)
    allowed = settings.WEBHOOK_NETWORKS
    if not found or not all(may_connect(number, allowed=allowed) for number in found):
        return Reply(trouble=Trouble.INSIDE if found else Trouble.NO_NAME)
    reply = Reply(trouble=Trouble.NO_ANSWER)
    numbers, until = found[:ADDRESSES], monotonic() + seconds
    for tried, number in enumerate(numbers):
        share = _left(until) / (len(numbers) - tried)
        reply = _ask(_Pinned(address, number, share, until), address.target, headers, body)
        if reply.trouble != Trouble.NO_ANSWER or monotonic() >= until:
            break
    return reply


def _left(until: float) -> float:
    """Return how many seconds there are until a moment of the clock that only goes on."""
    return max(until - monotonic(), LEAST)


class _Pinned(HTTPSConnection):
    """HTTPS to one address in numbers; the certificate must be that of the name.

    It connects within `share` seconds, so that the next address has some left; the answer has
    what there is `until` the end.
    """

    def __init__(self, address: Address, number: str, share: float, until: float) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(address.host, address.port, context=self.tls)
        self.number, self.share, self.until = number, share, until

    def connect(self) -> None:
        """Connect without looking the name up; the handshake as a whole is in the same time."""
        reached_by = monotonic() + self.share
        plain = socket.create_connection((self.number, self.port), self.share)
        try:
            plain.settimeout(_left(reached_by))
            self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)
        finally:
            plain.close()  # of nothing where TLS took it over
        self.sock.settimeout(_left(self.until))

    @contextmanager
    def stopping(self) -> Iterator[None]:
        """Cut the connection when the time is over, also where bytes still trickle in."""
        timer = Timer(_left(self.until), self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        with suppress(OSError):
            # Of the plain socket: that of TLS would first change what the other thread reads.
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _ask(to: _Pinned, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
    try:
        to.connect()
        with to.stopping():
            to.request("POST", target, body=body, headers=dict(headers))
            status = to.getresponse().status
    except ssl.SSLCertVerificationError:
        return Reply(trouble=Trouble.CERTIFICATE)
    except (OSError, HTTPException):
        return Reply(trouble=Trouble.NO_ANSWER)
    finally:
        to.close()
    return Reply(status, "" if arrived(status) else Trouble.STATUS)
