"""To which addresses a message may go, and when it is tried again."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network

import pytest

from consents.webhooks.rules import (
    LONGEST_ADDRESS,
    TRIES,
    Address,
    arrived,
    may_connect,
    read_address,
    wait_after,
)

HTTPS = [443]


def test_an_address_is_https_with_a_name() -> None:
    found = read_address("https://Hooks.Example.org/in/a%20b?key=1&x=", ports=HTTPS)

    assert found == Address("hooks.example.org", 443, "/in/a%20b?key=1&x=")
    assert read_address("https://example.org", ports=HTTPS) == Address("example.org", 443, "/")
    assert read_address("https://xn--caf-dma.example:8443/", ports=[8443]) == Address(
        "xn--caf-dma.example", 8443, "/"
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "http://example.org/",
        "ftp://example.org/",
        "https:///path",
        "https://",
        "https://user@example.org/",
        "https://user:password@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org/#there",
        "https://example.org#@127.0.0.1/",
        "https://example.org:8443/",
        "https://example.org:22/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://017700000001/",
        "https://0177.0.0.1/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://[::1/",
        "https://example.org./",
        "https://-example.org/",
        "https://exa_mple.org/",
        "https://example.org/ HTTP/1.1",
        "https://example.org/\r\nHost: inside",
        "https://example.org/\ttab",
        "https://example.org\\@127.0.0.1/",
        "https://exämple.org/",
        "https://１２７.0.0.1/",  # noqa: RUF001 - the digits of another width are the point
        "https://example.org/<script>",
        "https://example.org/" + "a" * LONGEST_ADDRESS,
        "https://" + "a." * 130 + "org/",
    ],
)
def test_to_any_other_address_nothing_goes(url: str) -> None:
    assert read_address(url, ports=HTTPS) is None


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.0",  # noqa: S104 - to be refused
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "224.0.1.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "fd00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_behind_a_name_nothing_but_the_internet_is_reached(number: str) -> None:
    assert not may_connect(number, allowed=[])


@pytest.mark.parametrize(
    "number", ["8.8.8.8", "93.184.216.34", "2a00:1450:400e::1", "::ffff:8.8.8.8"]
)
def test_an_address_on_the_internet_is_reached(number: str) -> None:
    assert may_connect(number, allowed=[])


def test_a_network_of_ones_own_is_reached_where_it_is_allowed_and_nothing_beside_it() -> None:
    allowed = [ip_network("10.1.0.0/16"), ip_network("fd12::/16")]

    for number in ("10.1.2.3", "::ffff:10.1.2.3", "fd12::1"):
        assert may_connect(number, allowed=allowed), number
    for number in ("10.2.0.1", "127.0.0.1", "fd13::1", "::1"):
        assert not may_connect(number, allowed=allowed), number


def test_eight_tries_take_about_a_day_and_no_two_messages_wait_alike() -> None:
    shortest = [wait_after(tries, seed=0) for tries in range(1, TRIES)]
    longest = [wait_after(tries, seed=999) for tries in range(1, TRIES)]

    assert TRIES == 8
    assert shortest == sorted(shortest)
    assert timedelta(hours=24) <= sum(shortest, timedelta()) <= timedelta(hours=25)
    assert sum(longest, timedelta()) <= timedelta(hours=29)
    assert all(one < other <= one * 1.2 for one, other in zip(shortest, longest, strict=True))


def test_two_hundreds_say_that_it_arrived_and_nothing_else_does() -> None:
    assert all(arrived(one) for one in (200, 202, 204, 299))
    assert not any(arrived(one) for one in (100, 199, 300, 301, 307, 404, 410, 500))
