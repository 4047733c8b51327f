# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public ports: what is forwarded, to whom, and what is reset."""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.live.balancer import Balancer, is_admitted
from ansible_collections.classic.azure.emulator.live.listeners import Listeners
from ansible_collections.classic.azure.emulator.live.web import WebAnswer
from ansible_collections.classic.azure.emulator.live.world import AccessRule, Listener, Probe, RuntimeFailure, Target
from ansible_collections.classic.azure.tests.unit.emulator.live.running import (
    UNREACHABLE,
    FakeRuntime,
    TcpServer,
    ask,
    eventually,
    http_server,
    receive_all,
    state_of,
)
from twisted.internet.defer import Deferred, fail
from twisted.internet.threads import blockingCallFromThread

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/ns"), reason="only Linux has all of 127.0.0.0/8")


class Backends:
    """Machines of a fake runtime, all of which run unless they are stopped."""

    def __init__(self) -> None:
        self.runtime = FakeRuntime()
        self.stopped: set[str] = set()
        self.starting: set[str] = set()

    def web(self, key: str) -> WebAnswer | None:
        return None

    def is_up(self, key: str) -> bool:
        return key not in self.stopped | self.starting

    def is_starting(self, key: str) -> bool:
        return key in self.starting

    def connect(self, target: Target) -> Deferred[Any]:
        if target.key == "s/unreachable":
            return fail(RuntimeFailure("it cannot be reached"))
        return self.runtime.connect(target.key, target.port)


class Ports:
    """Listeners in the event loop."""

    def __init__(self, address: str, low_ports: int = 0) -> None:
        self.address = address
        self.backends = Backends()
        self.servers: list[TcpServer] = []
        self.listeners = Listeners(server.reactor, self.backends, lambda seconds: 0.0, low_ports)

    def do(self, work: Callable[..., Any], *args: Any) -> Any:
        return blockingCallFromThread(server.reactor, work, *args)

    def serve(self, machine: str, started: TcpServer) -> Target:
        self.servers.append(started)
        self.backends.runtime.serve(machine, 80, started)
        return Target(f"s/{machine}", 80)

    def listen(self, *targets: Target, port: int = 8000, **options: Any) -> tuple[str, int]:
        self.do(self.listeners.apply, [Listener(self.address, port, "tcp", targets, **options)])
        return self.address, self.listeners.port_here(port)

    def close(self) -> None:
        self.do(self.listeners.close)
        for each in self.servers:
            each.close()


@pytest.fixture
def make_ports(event_loop_thread: threading.Thread) -> Iterator[Callable[..., Ports]]:
    """Listeners at an address that no other test has at the same time."""
    made: list[Ports] = []

    def make(**options: Any) -> Ports:
        number = os.getpid() * 8 + len(made)
        made.append(Ports(f"127.{32 + number // 65025 % 32}.{number // 255 % 255}.{number % 255 or 1}", **options))
        return made[-1]

    yield make
    for ports in made:
        ports.close()


@pytest.fixture
def ports(make_ports: Callable[..., Ports]) -> Ports:
    return make_ports()


def names(place: tuple[str, int], tries: int = 12) -> Counter[str]:
    """Which machines answer so many requests."""
    return Counter(ask(*place)[1]["name"] for _try in range(tries))


def test_connections_go_to_machines_in_turn(ports: Ports) -> None:
    place = ports.listen(*(ports.serve(name, http_server(name)) for name in ("one", "two", "three")))
    assert names(place) == {"one": 4, "two": 4, "three": 4}


def test_port_without_machine_resets(ports: Ports) -> None:
    place = ports.listen()
    assert state_of(*place) == "resets"
    target = ports.serve("one", http_server("one"))
    ports.listen(target)
    assert state_of(*place) == "answers"
    ports.backends.stopped.add("s/one")
    assert state_of(*place) == "resets"
    ports.do(ports.listeners.apply, [])
    eventually(lambda: state_of(*place) == "closed")


def test_machine_that_is_being_started_is_waited_for(ports: Ports) -> None:
    target = ports.serve("one", http_server("one"))
    ports.backends.starting.add("s/one")
    place = ports.listen(target)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(names, place, 1)
        with pytest.raises(TimeoutError):
            asked.result(0.2)
        ports.backends.starting.clear()
        ports.listen(target)
        assert asked.result(10) == {"one": 1}


def test_machine_that_does_not_start_is_not_waited_for(ports: Ports) -> None:
    target = ports.serve("one", http_server("one"))
    ports.backends.starting.add("s/one")
    place = ports.listen(target)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(state_of, *place)
        with pytest.raises(TimeoutError):
            asked.result(0.2)
        ports.backends.starting.clear()
        ports.backends.stopped.add("s/one")
        ports.listen(target)
        assert asked.result(10) == "resets"


def test_machine_that_refuses_is_passed_over(ports: Ports) -> None:
    good = ports.serve("one", http_server("one"))
    place = ports.listen(Target("s/nobody", 80), Target("s/unreachable", 80), good)
    assert names(place) == {"one": 12}
    place = ports.listen(Target("s/nobody", 80))
    assert state_of(*place) == "resets"


@pytest.mark.parametrize(
    ("rules", "address", "is_in"),
    [
        ([], "127.0.0.1", True),
        ([(1, True, "127.0.0.0/8")], "127.0.0.1", True),
        ([(1, True, "10.0.0.0/8")], "127.0.0.1", False),
        ([(1, False, "10.0.0.0/8")], "127.0.0.1", True),
        ([(1, False, "127.0.0.0/8")], "127.0.0.1", False),
        ([(1, True, "127.0.0.1/32"), (2, False, "127.0.0.0/8")], "127.0.0.1", True),
        ([(1, True, "127.0.0.1/32"), (2, False, "127.0.0.0/8")], "127.0.0.2", False),
        ([(1, False, "127.0.0.0/8"), (2, True, "127.0.0.1/32")], "127.0.0.1", False),
        ([(1, True, "127.0.0.77/24")], "127.0.0.1", True),
        ([(1, True, "127.0.0.1")], "127.0.0.1", True),
        ([(1, False, "no subnet")], "127.0.0.1", True),
        ([(1, True, "no subnet")], "127.0.0.1", False),
    ],
)
def test_first_rule_that_applies_decides(rules: list[tuple[int, bool, str]], address: str, is_in: bool) -> None:
    assert is_admitted([AccessRule(*rule) for rule in rules], address) is is_in


def test_access_list_keeps_out(ports: Ports) -> None:
    target = ports.serve("one", http_server("one"))
    rules = (AccessRule(1, True, "127.0.0.9/32"),)
    place = ports.listen(target, access_rules=rules)
    with pytest.raises(UNREACHABLE):
        ask(*place)
    with socket.create_connection(place, source_address=("127.0.0.9", 0)) as client:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
    ports.listen(target)
    assert names(place, 1) == {"one": 1}


def echo(connection: socket.socket) -> None:
    """Send back all that comes, in capitals, and only when it has ended."""
    received = b""
    while data := connection.recv(65536):
        received += data
    connection.sendall(received.upper())


def send(client: socket.socket, data: bytes) -> None:
    client.sendall(data)
    client.shutdown(socket.SHUT_WR)


def test_half_close_is_kept(ports: Ports) -> None:
    place = ports.listen(ports.serve("one", TcpServer(echo)))
    with socket.create_connection(place) as client:
        client.sendall(b"hello")
        client.shutdown(socket.SHUT_WR)
        assert receive_all(client) == b"HELLO"


def test_machine_may_end_first(ports: Ports) -> None:
    received: list[bytes] = []

    def greet(connection: socket.socket) -> None:
        connection.sendall(b"welcome")
        connection.shutdown(socket.SHUT_WR)
        received.append(receive_all(connection))

    place = ports.listen(ports.serve("one", TcpServer(greet)))
    with socket.create_connection(place) as client:
        assert receive_all(client) == b"welcome"
        client.sendall(b"thanks")
    eventually(lambda: received == [b"thanks"])


def test_reset_is_kept(ports: Ports) -> None:
    def cut(connection: socket.socket) -> None:
        connection.recv(1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    place = ports.listen(ports.serve("one", TcpServer(cut)))
    with socket.create_connection(place) as client:
        client.sendall(b"x")
        with pytest.raises(ConnectionResetError):
            client.recv(1)


def test_megabytes_go_through_whole(ports: Ports) -> None:
    place = ports.listen(ports.serve("one", TcpServer(echo)))
    sent = os.urandom(1 << 20).hex().encode() * 8
    with socket.create_connection(place) as client:
        threading.Thread(target=send, args=(client, sent)).start()
        assert receive_all(client) == sent.upper()


def test_client_that_does_not_read_holds_up_its_machine(ports: Ports) -> None:
    """The emulator does not keep what nobody reads."""
    sent = [0]
    block = b"x" * 65536

    def flood(connection: socket.socket) -> None:
        connection.settimeout(1)
        while sent[0] < 2000:
            connection.sendall(block)
            sent[0] += 1

    place = ports.listen(ports.serve("one", TcpServer(flood)))
    with socket.create_connection(place) as client:
        before = -1
        while sent[0] != before:
            before = sent[0]
            time.sleep(0.3)
        assert sent[0] < 1000
        assert len(client.recv(10)) == 10


def test_two_hundred_connections_at_once(ports: Ports) -> None:
    gate = threading.Barrier(200, timeout=20)

    def wait_for_all(connection: socket.socket) -> None:
        gate.wait()
        echo(connection)

    place = ports.listen(*(ports.serve(name, TcpServer(wait_for_all)) for name in ("one", "two")))

    def talk(number: int) -> bool:
        with socket.create_connection(place, timeout=20) as client:
            client.sendall(b"c%d" % number)
            client.shutdown(socket.SHUT_WR)
            return receive_all(client) == b"C%d" % number

    with ThreadPoolExecutor(200) as pool:
        assert all(pool.map(talk, range(200)))


def test_idle_connection_is_cut(ports: Ports) -> None:
    place = ports.listen(ports.serve("one", TcpServer(echo)), idle_timeout=0.2)
    with socket.create_connection(place) as client:
        time.sleep(0.3)
        ports.do(ports.listeners.sweep)
        with pytest.raises(ConnectionResetError):
            client.recv(1)


def test_connections_to_stopped_machine_are_cut(ports: Ports) -> None:
    one, two = (ports.serve(name, TcpServer(echo)) for name in ("one", "two"))
    place = ports.listen(one, two)
    clients = [socket.create_connection(place) for _each in range(2)]
    eventually(lambda: sum(1 for port in ports.listeners._ports.values() for link in port.links if link.other) == 2)
    ports.do(ports.listeners.cut, "s/one")
    ended = []
    for client in clients:
        with client:
            try:
                client.sendall(b"hello")
                client.shutdown(socket.SHUT_WR)
                ended.append(receive_all(client))
            except OSError:
                ended.append(b"cut")
    assert sorted(ended) == [b"HELLO", b"cut"]


@pytest.mark.parametrize("distribution", ["sourceIP", "sourceIPProtocol"])
def test_client_stays_with_its_machine(ports: Ports, distribution: str) -> None:
    targets = [ports.serve(name, http_server(name)) for name in ("one", "two", "three")]
    place = ports.listen(*targets, distribution=distribution)

    def found(source: str) -> str:
        with socket.create_connection(place, source_address=(source, 0)) as client:
            client.sendall(b"GET / HTTP/1.1\r\n\r\n")
            return client.recv(4096).decode().partition('"name": "')[2].partition('"')[0]

    sources = [f"127.0.1.{number}" for number in range(1, 13)]
    first = {source: found(source) for source in sources}
    assert {source: found(source) for source in sources} == first
    assert len(set(first.values())) > 1
    gone = first[sources[0]]
    ports.backends.stopped.add(f"s/{gone}")
    after = {source: found(source) for source in sources}
    assert {source for source in sources if after[source] != first[source]} == {
        source for source in sources if first[source] == gone
    }


HTTP_PROBE = Probe("http", 80, "/health", interval=15, timeout=31)


def test_machine_whose_probe_fails_is_left_out(ports: Ports) -> None:
    """With no time between probes by the latency profile they come at the shortest interval."""
    status = {"one": 200, "two": 200}
    targets = [ports.serve(name, http_server(name, partial(status.__getitem__, name))) for name in status]
    place = ports.listen(*targets, probe=HTTP_PROBE)
    eventually(lambda: len(found(place, 6)) == 2)
    status["two"] = 503
    eventually(lambda: found(place, 6) == {"one"})
    status["one"] = 500
    eventually(lambda: state_of(*place) == "resets")
    status["two"] = 200
    eventually(lambda: found(place, 3) == {"two"})


def test_machine_that_is_slow_stays(ports: Ports) -> None:
    """It has not refused, as one that is drained does."""
    delays = {"one": 0.0}

    def slow() -> int:
        time.sleep(delays["one"])
        return 200

    place = ports.listen(ports.serve("one", http_server("one", slow)), probe=HTTP_PROBE)
    eventually(lambda: found(place, 1) == {"one"})
    delays["one"] = 1.5
    until = time.monotonic() + 3
    while time.monotonic() < until:
        assert state_of(*place) != "resets"


def found(place: tuple[str, int], tries: int) -> set[str]:
    try:
        return set(names(place, tries))
    except UNREACHABLE:
        return set()


def test_tcp_probe_wants_a_connection_only(ports: Ports) -> None:
    targets = [ports.serve("one", http_server("one", lambda: 503)), Target("s/nobody", 80)]
    place = ports.listen(*targets, probe=Probe("tcp", 80, None, 15, 31))
    eventually(lambda: found(place, 4) == {"one"})


def test_probe_interval_follows_the_profile(event_loop_thread: threading.Thread) -> None:
    backends = Backends()
    balancer = Balancer(server.reactor, backends, lambda seconds: seconds / 10)
    target = Target("s/one", 80)
    blockingCallFromThread(server.reactor, balancer.update, (target,), HTTP_PROBE, None)
    prober = balancer._probers[target]
    assert (prober._interval, prober._timeout) == (1.5, 5.0)
    blockingCallFromThread(server.reactor, balancer.close)


def test_taken_port_is_reported_and_tried_again(ports: Ports) -> None:
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.bind((ports.address, 8000))
    taken.listen()
    place = ports.listen(ports.serve("one", http_server("one")))
    (sentence,) = ports.do(lambda: ports.listeners.retries.sentences)
    assert sentence.startswith(f"{ports.address}:8000 does not listen, because another program has that port")
    assert ports.listeners.places == []
    taken.close()

    def opened() -> bool:
        ports.listen(Target("s/one", 80))
        return state_of(*place) == "answers"

    eventually(opened)
    assert ports.do(lambda: ports.listeners.retries.sentences) == []


def test_low_ports_are_moved(make_ports: Callable[..., Ports]) -> None:
    ports = make_ports(low_ports=8000)
    place = ports.listen(ports.serve("one", http_server("one")), port=80)
    assert place == (ports.address, 8080)
    assert names(place, 1) == {"one": 1}
    assert ports.listeners.port_here(1024) == 1024


@pytest.mark.parametrize("address", ["0.0.0.0", "198.18.3.4", "10.0.0.1", "nonsense", "::1"])
def test_no_port_listens_at_an_address_of_others(ports: Ports, address: str) -> None:
    ports.do(ports.listeners.apply, [Listener(address, 8000)])
    (sentence,) = ports.do(lambda: ports.listeners.retries.sentences)
    assert sentence.startswith(f"{address}:8000 does not listen, because the address is not this machine's own")
    assert ports.listeners.places == []
    assert ports.do(server.reactor.getReaders)
