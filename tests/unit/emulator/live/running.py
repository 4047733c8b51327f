# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator in a thread that runs what is in it, and what asks it over sockets."""

from __future__ import annotations

import http.client
import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ansible_collections.classic.azure.emulator.live.hosting import LiveHosting
from ansible_collections.classic.azure.emulator.live.world import Machine, RuntimeFailure
from ansible_collections.classic.azure.tests.emulated import Emulator, Service
from twisted.internet.defer import Deferred, fail, succeed

PATIENCE = 20.0
"""Seconds after which something that has not happened will not."""
UNREACHABLE = (ConnectionRefusedError, ConnectionResetError, http.client.RemoteDisconnected)

Found = TypeVar("Found")


def eventually(look: Callable[[], Found]) -> Found:
    """What a function returns as soon as that is true. Raises AssertionError if it never is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"never: {look}")


def ask(address: str, port: int, path: str = "/", **headers: str) -> tuple[int, Any]:
    """The status and the JSON of an answer. Raises one of UNREACHABLE."""
    connection = http.client.HTTPConnection(address, port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def state_of(address: str, port: int) -> str:
    """Whether a port is closed, resets what connects, or answers HTTP."""
    try:
        ask(address, port)
    except ConnectionRefusedError:
        return "closed"
    except (ConnectionResetError, http.client.RemoteDisconnected):
        return "resets"
    return "answers"


def receive_all(client: socket.socket) -> bytes:
    """All that comes until the other side ends. Raises ConnectionResetError if it is cut instead."""
    received = b""
    while data := client.recv(65536):
        received += data
    return received


class TcpServer:
    """A server on a free port of this machine, whose connections a function serves."""

    def __init__(self, serve: Callable[[socket.socket], None]) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            request_queue_size = 512

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def http_server(name: str, status: Callable[[], int] = lambda: 200) -> TcpServer:
    """A server that answers each request with its name, in JSON."""

    def serve(connection: socket.socket) -> None:
        received = b""
        while b"\r\n\r\n" not in received:
            data = connection.recv(4096)
            if not data:
                return
            received += data
        body = json.dumps({"name": name, "request": received.decode().splitlines()[0]}).encode()
        connection.sendall(f"HTTP/1.1 {status()} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    return TcpServer(serve)


class FakeRuntime:
    """A runtime whose machines are servers of the test on this machine, by their ports."""

    def __init__(self) -> None:
        self.servers: dict[tuple[str, int], TcpServer] = {}
        self.machines: dict[str, Machine] = {}
        self.log: list[str] = []
        self.broken: set[str] = set()

    def serve(self, machine: str, port: int, server: TcpServer) -> None:
        self.servers[machine, port] = server

    def start(self, machine: Machine) -> Deferred[None]:
        name = machine.key.rpartition("/")[2]
        if name in self.broken:
            return fail(RuntimeFailure("it is broken"))
        self.log.append(f"start {name}")
        self.machines[name] = machine
        return succeed(None)

    def stop(self, key: str) -> Deferred[None]:
        name = key.rpartition("/")[2]
        self.log.append(f"stop {name}")
        self.machines.pop(name, None)
        return succeed(None)

    def delete_disk(self, media_link: str) -> Deferred[None]:
        self.log.append(f"delete {media_link.rpartition('/')[2]}")
        return succeed(None)

    def connect(self, key: str, port: int) -> Deferred[socket.socket]:
        server = self.servers.get((key.rpartition("/")[2], port))
        connecting = socket.socket()
        connecting.setblocking(False)
        connecting.connect_ex(("127.0.0.1", server.port if server else 1))
        return succeed(connecting)

    def close(self) -> Deferred[None]:
        self.log.append("close")
        return succeed(None)


@dataclass
class LiveEmulator:
    """An emulator with a hosting, and a subscription in it."""

    emulator: Emulator
    hosting: LiveHosting
    runtime: FakeRuntime
    service: Service = field(init=False)

    def __post_init__(self) -> None:
        self.service = self.emulator.new_service()

    def status(self) -> dict[str, Any]:
        return dict(self.emulator.do(self.hosting.status))

    def settle(self) -> None:
        """Have what runs be what should."""
        self.emulator.do(self.hosting.reconciler._reconcile)

    def wait_for_state(self, address: str, port: int, state: str) -> None:
        eventually(lambda: state_of(address, port) == state)
