# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections of clients that are slow, silent, many or broken: each ends, and others are answered meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.http.admin import Access, Admin
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.tests.emulated import ADMIN_TOKEN
from twisted.internet.interfaces import IAddress
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from zope.interface import implementer

PATIENCE = 300
"""Seconds after which every connection that does nothing useful has been closed."""


@implementer(IAddress)
class Peer:
    host = "127.0.0.1"


class Transport(StringTransport):
    """The client's side of a connection."""

    on_close: Callable[[], None]
    closed = False

    def getPeerCertificate(self) -> None:
        """The client has no certificate."""

    def loseConnection(self) -> None:
        super().loseConnection()
        self._close()

    def abortConnection(self) -> None:
        super().abortConnection()
        self._close()

    def _close(self) -> None:
        if not self.closed:
            self.closed = True
            self.on_close()


class Listener:
    """An emulator's site without a port; its time stands still."""

    def __init__(self) -> None:
        cloud = Cloud(parse("instant"), clock=VirtualClock())
        self.clock = Clock()
        resource = server.RootResource(Dispatcher(cloud), Admin(cloud, [], Access(ADMIN_TOKEN), stop=lambda: None))
        self.site = server.QuietSite(resource, self.clock, max_connections=100)

    def connect(self) -> Connection:
        return Connection(self)


class Connection:
    def __init__(self, listener: Listener) -> None:
        self.clock = listener.clock
        self.transport = Transport(peerAddress=Peer())
        self.protocol: Any = listener.site.buildProtocol(Peer())
        self.transport.on_close = lambda: self.protocol.connectionLost(None)
        self.protocol.makeConnection(self.transport)

    def send(self, data: bytes) -> None:
        """Send bytes, and let the emulator do what it can do at once."""
        self.receive(data)
        self.clock.advance(0)

    def receive(self, data: bytes) -> None:
        if not self.closed:
            self.protocol.dataReceived(data)

    @property
    def closed(self) -> bool:
        return self.transport.closed

    @property
    def statuses(self) -> list[int]:
        """The statuses of the answers so far."""
        lines = self.transport.value().split(b"HTTP/1.1 ")[1:]
        return [int(line[:3]) for line in lines]

    def trickle(self, parts: Iterator[bytes]) -> None:
        """Send one part each second until the connection is closed, or the test's patience ends."""
        for dummy in range(PATIENCE):
            self.clock.advance(1)
            if self.closed:
                return
            self.send(next(parts))


@pytest.fixture
def listener() -> Listener:
    return Listener()


def request(method: str = "GET", body: bytes = b"", length: int | None = None) -> bytes:
    head = f"{method} /s/locations HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length or len(body)}\r\n\r\n"
    return head.encode() + body


def repeated(part: bytes) -> Iterator[bytes]:
    while True:
        yield part


def test_silent_connection_is_closed(listener: Listener) -> None:
    """The TLS handshake is a part of the time: until it is done, nothing arrives here."""
    connection = listener.connect()
    listener.clock.advance(PATIENCE)
    assert connection.closed


@pytest.mark.parametrize(
    ("beginning", "part"),
    [
        (b"", b"G"),
        (b"GET /s/locations HTTP/1.1\r\n", b"X"),
        (b"GET /s/locations HTTP/1.1\r\n", b"X: y\r\n"),
        (request("POST", length=100_000), b"x"),
        (b"POST /s/locations HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (request(), b"G"),
    ],
    ids=["request line", "header", "headers", "body", "chunks", "second request"],
)
def test_trickling_request_is_closed(listener: Listener, beginning: bytes, part: bytes) -> None:
    """Bytes that come in time, one by one, do not buy more time."""
    connection = listener.connect()
    connection.send(beginning)
    connection.trickle(repeated(part))
    assert connection.closed


def test_body_that_never_comes_is_closed(listener: Listener) -> None:
    connection = listener.connect()
    connection.send(request("POST", length=5))
    listener.clock.advance(PATIENCE)
    assert connection.closed and connection.statuses == []


def test_kept_connection_is_closed_when_idle(listener: Listener) -> None:
    """It answers one request after the other as long as none keeps it waiting."""
    connection = listener.connect()
    for number in range(1, 8):
        connection.send(request())
        assert connection.statuses == [403] * number
        listener.clock.advance(40)
    assert not connection.closed
    listener.clock.advance(PATIENCE)
    assert connection.closed


def test_slow_body_is_answered(listener: Listener) -> None:
    connection = listener.connect()
    connection.send(request("POST", length=20))
    for dummy in range(20):
        listener.clock.advance(2)
        connection.send(b"x")
    assert connection.statuses == [403]


def test_unread_answer_ends_the_connection(listener: Listener) -> None:
    """The transport says that its buffer is full, and never again that it is not."""
    connection = listener.connect()
    connection.send(request())
    connection.protocol.pauseProducing()
    listener.clock.advance(PATIENCE)
    assert connection.closed


def test_last_answer_unread_ends_the_connection(listener: Listener) -> None:
    """The client asked for the end of the connection, which waits until the answer is read."""
    connection = listener.connect()
    connection.transport.loseConnection = lambda: None  # type: ignore[method-assign]  # as if data were not yet sent
    connection.send(request().replace(b"Host", b"Connection: close\r\nHost"))
    assert connection.statuses == [403] and not connection.closed
    listener.clock.advance(PATIENCE)
    assert connection.closed


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxxx",
        b"GET / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n",
        b"GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"100000\r\n" + b"x" * 0x100000 + b"\r\n" * 1,
        b"\x16\x03\x01 nonsense\r\n\r\n",
        b"\r\n" * 10,
    ],
    ids=[
        "long header",
        "long address",
        "many headers",
        "negative length",
        "two lengths",
        "length and chunks",
        "wrong chunk",
        "unknown coding",
        "endless length",
        "endless chunks",
        "nonsense",
        "nothing",
    ],
)
def test_broken_request_is_answered_or_closed(listener: Listener, data: bytes) -> None:
    connection = listener.connect()
    for place in range(0, len(data), 16384):
        connection.send(data[place : place + 16384])
    listener.clock.advance(PATIENCE)
    assert connection.closed
    assert all(status in (400, 403, 413) for status in connection.statuses)
    other = listener.connect()
    other.send(request())
    assert other.statuses == [403]


def test_declared_body_too_large_is_refused(listener: Listener) -> None:
    """The client need not send it first."""
    connection = listener.connect()
    connection.send(request("POST", length=server.MAX_BODY + 1))
    assert (connection.statuses, connection.closed) == ([413], True)


def test_pipelined_requests_let_others_in(listener: Listener) -> None:
    """All are answered in time, though not one after the other while everybody else waits."""
    connection, other = listener.connect(), listener.connect()
    connection.receive(request() * 200)
    assert len(connection.statuses) < 200
    other.send(request())
    assert other.statuses == [403]
    assert connection.statuses == [403] * 200


def test_closed_connection_is_answered_no_more(listener: Listener) -> None:
    """Requests that were sent before it was lost are not carried out."""
    connection = listener.connect()
    connection.receive(request() * 3)
    connection.transport.abortConnection()
    answered = len(connection.statuses)
    listener.clock.advance(1)
    assert len(connection.statuses) == answered


def test_oldest_silent_connection_makes_room(listener: Listener) -> None:
    listener.site.max_connections = 10
    kept = listener.connect()
    kept.send(request())
    silent = []
    for dummy in range(30):
        listener.clock.advance(0.1)
        silent.append(listener.connect())
    assert [each.closed for each in silent] == [True] * 21 + [False] * 9
    assert not kept.closed, "it was heard of before"
    kept.send(request())
    new = listener.connect()
    new.send(request())
    assert (kept.statuses, new.statuses) == ([403, 403], [403])


def test_oldest_idle_connection_makes_room(listener: Listener) -> None:
    """Where each connection has had an answer, that which waits the longest for another request goes."""
    listener.site.max_connections = 3
    first, second, third = (listener.connect() for dummy in range(3))
    for connection in (first, second, third, first):
        listener.clock.advance(1)
        connection.send(request())
    new = listener.connect()
    new.send(request())
    assert [each.closed for each in (first, second, third, new)] == [False, True, False, False]


def test_connection_in_a_request_is_not_sacrificed(listener: Listener) -> None:
    """Where all are being answered, the new one is turned away."""
    listener.site.max_connections = 2
    cloud = listener.site.resource.dispatcher.cloud
    cloud.faults.add(kind="hang", times=0)
    busy = [listener.connect() for dummy in range(2)]
    for connection in busy:
        connection.send(request())
    new = listener.connect()
    assert [each.closed for each in (*busy, new)] == [False, False, True]
    busy[0].transport.abortConnection()
    cloud.faults.clear()
    later = listener.connect()
    later.send(request())
    assert later.statuses == [403]


@pytest.mark.parametrize(("path", "kind"), [("/s/locations", "xml"), ("/emulator/status", "json")])
def test_bug_is_answered_without_traceback(
    listener: Listener, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, path: str, kind: str
) -> None:
    """The log has the places, and not the text of the exception, which may be secret."""
    password = "-".join(("Not", "A", "Real", "1"))

    def broken(*arguments: object, **named: object) -> None:
        raise ZeroDivisionError(password)

    monkeypatch.setattr(Dispatcher, "handle", broken)
    monkeypatch.setattr(Admin, "handle", broken)
    connection = listener.connect()
    connection.send(request().replace(b"/s/locations", path.encode()))
    answer = connection.transport.value()
    assert connection.statuses == [500] and f"application/{kind}".encode() in answer
    assert b"InternalError" in answer or b'{"error": ' in answer
    for text in (answer.decode(), caplog.text):
        assert password not in text and "<html" not in text
    assert "ZeroDivisionError" in caplog.text and "test_connections.py" in caplog.text
    connection.send(request())
    assert connection.statuses == [500, 500], "the connection goes on"
