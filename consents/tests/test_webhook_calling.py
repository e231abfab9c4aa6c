"""A message goes to the address that was typed, and to nothing behind it."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import ExitStack, contextmanager, suppress
from ipaddress import ip_network
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from consents.choices import Trouble
from consents.tests.receiver import Receiver, certificate, listening
from consents.webhooks import calling
from consents.webhooks.calling import Reply, post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django import Settings


@pytest.fixture
def receiver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> Iterator[Receiver]:
    """Listen at the other end."""
    with listening(tmp_path, monkeypatch, settings) as found:
        yield found


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Keep to which addresses a connection is made; it is made all the same."""
    found: list[object] = []
    connect = socket.socket.connect

    def keeps(self: socket.socket, to: object) -> None:
        found.append(to)
        connect(self, to)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(socket.socket, "connect", keeps)
    return found


def names(*numbers: str) -> Callable[[str, int], list[str]]:
    """Return what looks names up on an internet on which each name means these addresses."""
    return lambda _host, _port: list(numbers)


def sends(receiver: Receiver, find: Callable[[str, int], list[str]] = calling.look_up) -> Reply:
    return post(receiver.url, headers={"webhook-id": "msg_1"}, body=b"{}", find=find, seconds=5)


def test_a_message_reaches_a_name_with_the_right_certificate(receiver: Receiver) -> None:
    assert sends(receiver) == Reply(204)
    ((_, headers, body),) = receiver.came
    assert (headers["webhook-id"], body) == ("msg_1", b"{}")
    assert headers["host"] == f"localhost:{receiver.port}"


def test_where_no_network_of_ones_own_is_allowed_this_machine_is_not_reached(
    receiver: Receiver, settings: Settings, dialled: list[object]
) -> None:
    settings.WEBHOOK_NETWORKS = []

    assert sends(receiver) == Reply(trouble=Trouble.INSIDE)

    assert receiver.came == []
    assert dialled == []


@pytest.mark.parametrize(
    "numbers",
    [
        ("127.0.0.1",),
        ("::1",),
        ("::ffff:127.0.0.1",),
        ("169.254.169.254",),
        ("10.0.0.8",),
        ("fd00::8",),
        ("8.8.8.8", "10.0.0.8"),
        ("10.0.0.8", "8.8.8.8"),
        ("2a00:1450:400e::1", "::1"),
    ],
)
def test_a_name_of_which_one_address_is_inside_is_not_called(
    receiver: Receiver, settings: Settings, dialled: list[object], numbers: tuple[str, ...]
) -> None:
    settings.WEBHOOK_NETWORKS = []

    assert sends(receiver, names(*numbers)) == Reply(trouble=Trouble.INSIDE)
    assert dialled == []


@pytest.mark.parametrize("host", ["2130706433", "017700000001", "0x7f.1", "127.0.0.1", "[::1]"])
def test_this_machine_written_in_another_way_is_not_called(
    receiver: Receiver, settings: Settings, dialled: list[object], host: str
) -> None:
    settings.WEBHOOK_NETWORKS = []

    found = post(f"https://{host}:{receiver.port}/", headers={}, body=b"")

    assert found == Reply(trouble=Trouble.INSIDE)
    assert dialled == []


def test_a_name_that_means_something_else_a_moment_later_is_called_where_it_was_looked_up(
    receiver: Receiver, dialled: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    find_numbers = socket.getaddrinfo

    def rebinds(host: str, *rest: object, **named: object) -> object:
        asked.append(host)
        return find_numbers(host, *rest, **named)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(socket, "getaddrinfo", rebinds)

    assert sends(receiver, names("127.0.0.1")) == Reply(204)

    assert "localhost" not in asked
    assert dialled == [("127.0.0.1", receiver.port)]


def test_the_name_is_looked_up_once(receiver: Receiver) -> None:
    asked: list[str] = []

    def finds(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    assert sends(receiver, finds) == Reply(204)
    assert asked == ["localhost"]


def test_of_several_addresses_one_that_listens_is_enough(receiver: Receiver) -> None:
    assert sends(receiver, names("127.0.0.9", "127.0.0.1")) == Reply(204)


def test_a_name_that_nobody_knows_is_told_as_that(receiver: Receiver) -> None:
    def knows_nothing(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    assert sends(receiver, knows_nothing) == Reply(trouble=Trouble.NO_NAME)
    assert sends(receiver, names()) == Reply(trouble=Trouble.NO_NAME)


def test_a_certificate_of_another_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    with listening(tmp_path, monkeypatch, settings, name="elsewhere.example") as other:
        assert sends(other) == Reply(trouble=Trouble.CERTIFICATE)
        assert other.came == []


def test_a_certificate_that_nobody_vouches_for_is_refused(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path, name="somebody.example")))

    assert sends(receiver) == Reply(trouble=Trouble.CERTIFICATE)
    assert receiver.came == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    receiver: Receiver, dialled: list[object], status: int
) -> None:
    receiver.status, receiver.location = status, receiver.url

    assert sends(receiver) == Reply(status, Trouble.STATUS)
    assert len(receiver.came) == 1
    assert len([to for to in dialled if to == ("127.0.0.1", receiver.port)]) == 1


def test_no_proxy_of_the_environment_is_asked(
    receiver: Receiver, dialled: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.7:9")

    assert sends(receiver, names("127.0.0.1")) == Reply(204)
    assert dialled == [("127.0.0.1", receiver.port)]


RECORD = b"\x16\x03\x03\x40\x00\x02"  # begins a handshake of 16 KiB


@contextmanager
def trickling(ports: list[int], *, tls: bool, file: Path) -> Iterator[None]:
    """Listen, and answer a byte at a time for as long as the other end stays."""
    listener = socket.create_server(("127.0.0.1", 0))
    ports.append(listener.getsockname()[1])
    gone = threading.Event()

    def serve() -> None:
        made, _ = listener.accept()
        if tls:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(file)
            made = context.wrap_socket(made, server_side=True)
        with made, suppress(OSError):
            made.sendall(b"" if tls else RECORD)
            while not gone.wait(0.02):
                made.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" if tls else b"\0")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        yield
    gone.set()
    thread.join(timeout=10)
    assert not thread.is_alive()


@pytest.mark.parametrize("tls", [True, False], ids=["in the answer", "in the handshake"])
def test_who_answers_a_byte_at_a_time_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, *, tls: bool
) -> None:
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    ports: list[int] = []
    answered: list[Reply] = []

    def calls() -> None:
        url = f"https://localhost:{ports[0]}/"
        find = names("127.0.0.1")
        answered.append(post(url, headers={}, body=b"", find=find, seconds=0.3))

    with trickling(ports, tls=tls, file=file):
        settings.WEBHOOK_PORTS = ports
        caller = threading.Thread(target=calls, daemon=True)
        caller.start()
        caller.join(timeout=10)
        assert answered == [Reply(trouble=Trouble.NO_ANSWER)]


def test_three_silent_addresses_of_a_name_together_take_no_longer_than_one(
    settings: Settings, dialled: list[object]
) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    numbers = [f"127.0.0.{last}" for last in (1, 2, 3)]
    with ExitStack() as silent:
        first = silent.enter_context(socket.create_server((numbers[0], 0)))
        port = first.getsockname()[1]
        for number in numbers[1:]:
            silent.enter_context(socket.create_server((number, port)))
        settings.WEBHOOK_PORTS = [port]
        begun = monotonic()
        url = f"https://localhost:{port}/"
        reply = post(url, headers={}, body=b"", find=names(*numbers), seconds=0.9)
        took = monotonic() - begun

    assert reply == Reply(trouble=Trouble.NO_ANSWER)
    assert dialled == [(number, port) for number in numbers]
    assert took < 1.7, took


def test_of_the_answer_nothing_is_read_but_the_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    with listening(tmp_path, monkeypatch, settings) as receiver:
        receiver.endless = True

        assert sends(receiver) == Reply(200)


def test_the_networks_of_ones_own_are_none_unless_somebody_says_so(
    settings: Settings,
) -> None:
    assert settings.WEBHOOK_NETWORKS == []
    assert settings.WEBHOOK_PORTS == [443]
