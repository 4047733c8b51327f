# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may connect to a public port, and which machine or instance gets the connection.

See docs/protocol/networking.md#endpoint-access-lists and docs/protocol/networking.md#load-balancer-probes.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable, Iterable
from typing import Any
from typing import Protocol as Interface

from ansible_collections.classic.azure.emulator.live.sockets import CONNECTING_ERRORS, adopt
from ansible_collections.classic.azure.emulator.live.web import WebAnswer
from ansible_collections.classic.azure.emulator.live.world import AccessRule, Probe, RuntimeFailure, Target
from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

PROBE_SECONDS = 5.0
"""For the answer to a probe."""
MAX_STATUS_LINE = 1024


class Backends(Interface):
    """Where connections go to."""

    def web(self, key: str) -> WebAnswer | None:
        """The web server of an instance of that key, if there is one."""

    def is_up(self, key: str) -> bool:
        """Whether a machine, or an instance, runs."""

    def is_starting(self, key: str) -> bool:
        """Whether a machine will run in a moment."""

    def connect(self, target: Target) -> Deferred[Any]:
        """A socket that is connected, or connecting, to a machine; an errback with RuntimeFailure."""


def is_admitted(rules: Iterable[AccessRule], address: str) -> bool:
    """Whether an access list, in the order of its rules, lets an address in."""
    rules = list(rules)
    for rule in rules:
        if _contains(rule.remote_subnet, address):
            return rule.is_permitted
    return not any(rule.is_permitted for rule in rules)


def _contains(subnet: str, address: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(subnet, strict=False)
    except ValueError:
        return False


class Balancer:
    """The targets of one public port.

    ``shortened`` says how long something takes under the latency profile that takes so many seconds for the service.
    """

    def __init__(self, reactor: Any, backends: Backends, shortened: Callable[[float], float]) -> None:
        self._reactor = reactor
        self._backends = backends
        self._shortened = shortened
        self._targets: tuple[Target, ...] = ()
        self._distribution: str | None = None
        self._probe: Probe | None = None
        self._probers: dict[Target, Prober] = {}
        self._turn = 0

    def update(self, targets: tuple[Target, ...], probe: Probe | None, distribution: str | None) -> None:
        """Have other targets; those that stay keep what their probes have found."""
        is_other_probe = probe != self._probe
        self._targets, self._probe, self._distribution = targets, probe, distribution
        for target in [each for each in self._probers if is_other_probe or each not in targets]:
            self._probers.pop(target).stop()
        for target in targets:
            if probe and target not in self._probers:
                self._probers[target] = Prober(self._reactor, self._backends, target, probe, self._shortened)

    def candidates(self, client: str) -> list[Target]:
        """The targets that are up, in the order in which a connection of a client is to try them."""
        found = [each for each in self._targets if self._backends.is_up(each.key) and self._is_healthy(each)]
        if self._distribution:
            return sorted(found, key=lambda each: _affinity(client, each), reverse=True)
        self._turn += 1
        start = self._turn % len(found) if found else 0
        return found[start:] + found[:start]

    @property
    def is_starting(self) -> bool:
        """Whether a target will be up in a moment."""
        return any(self._backends.is_starting(each.key) for each in self._targets)

    def _is_healthy(self, target: Target) -> bool:
        prober = self._probers.get(target)
        return prober is None or prober.is_healthy

    def close(self) -> None:
        self.update((), None, None)


def _affinity(client: str, target: Target) -> bytes:
    """The target with the highest one gets all connections of a client, as long as it is up; when one goes, those of
    the others stay where they are."""
    return hashlib.sha256(f"{client} {target.key} {target.port}".encode()).digest()


class Prober:
    """Asks a target again and again. It is healthy from the first good answer on, until it refused twice in a row, or
    there was no answer for the timeout: so one that is slow stays, where one that says it is drained goes."""

    def __init__(
        self,
        reactor: Any,
        backends: Backends,
        target: Target,
        probe: Probe,
        shortened: Callable[[float], float],
    ) -> None:
        self._reactor = reactor
        self._backends = backends
        self._target = Target(target.key, probe.port)
        self._probe = probe
        self._interval = max(MIN_INTERVAL, shortened(probe.interval))
        self._timeout = max(MIN_TIMEOUT, shortened(probe.timeout))
        self._answered: float | None = None
        self._refusals = 0
        self._loop = LoopingCall(self._ask)
        self._loop.clock = reactor
        self._loop.start(self._interval)

    @property
    def is_healthy(self) -> bool:
        if self._answered is None:
            return False
        if self._reactor.seconds() - self._answered > self._timeout:
            self._answered = None
        return self._answered is not None

    def _ask(self) -> Deferred[None] | None:
        if self._backends.web(self._target.key):
            self._note(True)
            return None
        if not self._backends.is_up(self._target.key):
            return None
        asking = _HttpProbe(self._probe.path or "/") if self._probe.protocol == "http" else _TcpProbe()
        connecting = self._backends.connect(self._target)
        connecting.addCallback(lambda found: adopt(self._reactor, found, asking, PROBE_SECONDS))
        connecting.addCallback(lambda dummy: asking.answered.addTimeout(PROBE_SECONDS, self._reactor))
        connecting.addCallbacks(self._note, self._failed)
        connecting.addBoth(asking.end)
        return connecting

    def _note(self, is_good: bool) -> None:
        if is_good:
            self._answered, self._refusals = self._reactor.seconds(), 0
            return
        self._refusals += 1
        if self._refusals >= MAX_REFUSALS:
            self._answered = None

    def _failed(self, failure: Failure) -> None:
        failure.trap(RuntimeFailure, *CONNECTING_ERRORS)
        if not failure.check(TimeoutError):
            self._note(False)

    def stop(self) -> None:
        if self._loop.running:
            self._loop.stop()


MIN_INTERVAL = 0.5
"""Seconds between two probes, however short the latency profile makes them."""
MIN_TIMEOUT = 5.0
"""Seconds without an answer, likewise."""
MAX_REFUSALS = 2
"""Other answers than status 200, and connections that are refused, one after the other."""


class _TcpProbe(Protocol):
    """That it can connect is enough."""

    def __init__(self) -> None:
        self.answered: Deferred[bool] = Deferred()

    def connectionMade(self) -> None:
        self._answer(True)

    def _answer(self, is_good: bool) -> None:
        if not self.answered.called:
            self.answered.callback(is_good)

    def connectionLost(self, reason: Any = None) -> None:
        self._answer(False)

    def end(self, result: Any) -> Any:
        transport: Any = self.transport
        if transport:
            transport.abortConnection()
        return result


class _HttpProbe(_TcpProbe):
    """Wants status 200."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path if path.startswith("/") else f"/{path}"
        self._received = b""

    def connectionMade(self) -> None:
        transport: Any = self.transport
        request = f"GET {self._path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        transport.write(request.encode("utf-8"))

    def dataReceived(self, data: bytes) -> None:
        self._received += data[:MAX_STATUS_LINE]
        line, end, dummy = self._received.partition(b"\r\n")
        if end or len(self._received) > MAX_STATUS_LINE:
            self._answer(line.split(b" ")[1:2] == [b"200"])
