# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time of a request over a new connection, a resumed TLS session, and a persistent connection."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.classic.azure.tests.bench.distance import delayed_port
from ansible_collections.classic.azure.tests.bench.place import Playground
from ansible_collections.classic.azure.tests.bench.table import Table, interleaved, milliseconds

DISTANCES = (0.0, 0.05)
VERSIONS = {"TLS 1.2": ssl.TLSVersion.TLSv1_2, "TLS 1.3": ssl.TLSVersion.TLSv1_3}


class Caller:
    """Sends the same request to an emulator over connections with one version of TLS."""

    def __init__(self, card: dict[str, Any], port: int, version: ssl.TLSVersion) -> None:
        self.address = ("127.0.0.1", port)
        self.context = ssl.create_default_context(cafile=card["ca_certificate"])
        self.context.load_cert_chain(card["management_certificate"])
        self.context.minimum_version = self.context.maximum_version = version
        path = f"/{card['subscription_id']}/locations"
        self.question = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nx-ms-version: 2014-10-01\r\n\r\n".encode()
        self.kept = self.connect()
        self.ask(self.kept)

    def connect(self, session: ssl.SSLSession | None = None) -> ssl.SSLSocket:
        plain = socket.create_connection(self.address)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.context.wrap_socket(plain, server_hostname="127.0.0.1", session=session)

    def ask(self, connection: ssl.SSLSocket) -> None:
        connection.sendall(self.question)
        response = b""
        while b"</Locations>" not in response:
            response += connection.recv(65536)
        assert response.startswith(b"HTTP/1.1 200")

    def new(self) -> None:
        with self.connect() as connection:
            self.ask(connection)

    def resumed(self) -> None:
        with self.connect(self.kept.session) as connection:
            assert connection.session_reused
            self.ask(connection)

    def again(self) -> None:
        self.ask(self.kept)


def connection(place: Playground) -> Table:
    """Seconds for one request over each kind of connection."""
    port = urlsplit(place.emulator.card["endpoint"]).port or 0
    ways: dict[str, Callable[[], float]] = {}
    with ExitStack() as open_until_then:
        for seconds in DISTANCES:
            away = open_until_then.enter_context(delayed_port(port, seconds))
            for name, version in VERSIONS.items():
                caller = Caller(place.emulator.card, away, version)
                for words, ask in (("new", caller.new), ("resumed", caller.resumed), ("persistent", caller.again)):
                    ways[f"{name}, {words}, {seconds * 1000:.0f}"] = _timed(ask)
        found = interleaved(ways)
    names = [f"{version}, {words}" for version in VERSIONS for words in ("new", "resumed", "persistent")]
    rows = [(name, *(milliseconds(found[f"{name}, {seconds * 1000:.0f}"]) for seconds in DISTANCES)) for name in names]
    return Table(
        "10. A request over a connection",
        ("connection", *(f"ms at {seconds * 1000:.0f} ms round trip" for seconds in DISTANCES)),
        list(rows),
        "A small proxy between client and emulator delays the data; at 0 ms the data passes through it without delay.",
    )


def _timed(ask: Callable[[], None]) -> Callable[[], float]:
    def measure() -> float:
        began = time.monotonic()
        ask()
        return time.monotonic() - began

    return measure
