# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The public ports: each listens at the address of its deployment, and forwards to machines and instances.

What cannot be forwarded is reset: where nothing runs, and who is not on the access list. A machine that refuses a
connection is passed over for the next one of its set. UDP is not forwarded.
"""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Callable, Iterable
from typing import Any

from ansible_collections.classic.azure.emulator.live.addresses import is_loopback
from ansible_collections.classic.azure.emulator.live.balancer import Backends, Balancer, is_admitted
from ansible_collections.classic.azure.emulator.live.retries import Retries
from ansible_collections.classic.azure.emulator.live.sockets import CONNECTING_ERRORS, adopt
from ansible_collections.classic.azure.emulator.live.world import Listener, RuntimeFailure, Target
from twisted.internet.defer import inlineCallbacks
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.task import deferLater
from twisted.python.failure import Failure
from zope.interface import implementer

BACKLOG = 512
FIRST_UNPRIVILEGED = 1024
CONNECT_SECONDS = 10.0
"""For a machine to take a connection."""

DRAIN_SECONDS, DRAIN_PAUSE = 2.0, 0.02
"""How long a machine that is to be stopped may answer, and how long it is silent when it has answered."""

Place = tuple[str, int]

log = logging.getLogger(__name__)


class Listeners:
    """The public ports that listen. ``low_ports`` is added to those below 1024.

    ``shortened`` says how long something takes under the latency profile that takes so many seconds for the service.
    """

    def __init__(
        self, reactor: Any, backends: Backends, shortened: Callable[[float], float], low_ports: int = 0
    ) -> None:
        self._reactor = reactor
        self._backends = backends
        self._shortened = shortened
        self._low_ports = low_ports
        self._ports: dict[Place, _Port] = {}
        self.retries: Retries[Place] = Retries(reactor.seconds)

    @property
    def places(self) -> list[Place]:
        """The addresses and ports that listen, as they are on this machine."""
        return sorted((address, self.port_here(port)) for address, port in self._ports)

    def port_here(self, port: int) -> int:
        """The port of this machine that stands for a public port."""
        return port + self._low_ports if port < FIRST_UNPRIVILEGED else port

    def apply(self, listeners: Iterable[Listener]) -> None:
        """Have these ports listen, and no others."""
        wanted = {(each.address, each.port): each for each in listeners if each.protocol == "tcp"}
        for place in [place for place in self._ports if place not in wanted]:
            self._ports.pop(place).close()
        self.retries.keep(wanted)
        for place, listener in wanted.items():
            if place in self._ports:
                self._ports[place].update(listener)
            elif self.retries.may_try(place):
                self._open(place, listener)

    def _open(self, place: Place, listener: Listener) -> None:
        port = _Port(self._reactor, self._backends, self._shortened)
        try:
            port.open(listener, self.port_here(listener.port))
        except OSError as error:
            self.retries.failed(place, self._reason(listener, error))
            return
        port.update(listener)
        self._ports[place] = port
        if self.retries.succeeded(place):
            log.warning("%s:%s listens now", listener.address, self.port_here(listener.port))

    def _reason(self, listener: Listener, error: OSError) -> str:
        """Why a port cannot listen, and what helps, in one sentence."""
        here = self.port_here(listener.port)
        where = f"{listener.address}:{here}"
        if not is_loopback(listener.address):
            return (
                f"{where} does not listen, because the address is not this machine's own: it was given without --live, "
                "and a deployment that is made anew, or whose machines were all deallocated, gets another one"
            )
        if error.errno == errno.EACCES:
            return (
                f"{where} does not listen, because ports below {FIRST_UNPRIVILEGED} are not for ordinary users: start "
                f"the emulator with --low-ports 8000, and it is port {listener.port + 8000}, or have the system allow "
                f"it: sysctl net.ipv4.ip_unprivileged_port_start={here}"
            )
        if error.errno == errno.EADDRINUSE:
            return (
                f"{where} does not listen, because another program has that port: ss -ltnp 'sport = :{here}' says "
                "which; when it is free, the port listens"
            )
        return f"{where} does not listen: {error.strerror or error}"

    def sweep(self) -> None:
        """Cut connections on which nothing has moved for too long."""
        for port in self._ports.values():
            port.sweep()

    @inlineCallbacks
    def drain(self, key: str) -> Any:
        """Let what is asked of a machine be answered, for some seconds at most, and cut all connections to it."""
        end = self._reactor.seconds() + DRAIN_SECONDS
        while any(port.is_busy(key) for port in self._ports.values()) and self._reactor.seconds() < end:
            yield deferLater(self._reactor, DRAIN_PAUSE)
        self.cut(key)

    def cut(self, key: str) -> None:
        """Cut all connections to a machine."""
        for port in self._ports.values():
            port.cut(key)

    def close(self) -> None:
        self.apply(())


class _Port(Factory):
    """One public port: the factory of its connections."""

    noisy = False

    def __init__(self, reactor: Any, backends: Backends, shortened: Callable[[float], float]) -> None:
        self.reactor = reactor
        self.backends = backends
        self.balancer = Balancer(reactor, backends, shortened)
        self.links: set[_Client] = set()
        self.listener: Listener | None = None
        self._port: Any = None

    def open(self, listener: Listener, port: int) -> None:
        """Raises OSError, also for an address that others could reach."""
        if not is_loopback(listener.address):
            raise OSError(errno.EADDRNOTAVAIL, "not a loopback address")
        with socket.socket() as listening:
            listening.setblocking(False)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((listener.address, port))
            listening.listen(BACKLOG)
            self._port = self.reactor.adoptStreamPort(listening.fileno(), socket.AF_INET, self)

    def update(self, listener: Listener) -> None:
        if listener != self.listener:
            self.listener = listener
            self.balancer.update(listener.targets, listener.probe, listener.distribution)

    def buildProtocol(self, addr: Any) -> Protocol:
        return _Client(self)

    def sweep(self) -> None:
        assert self.listener
        oldest = self.reactor.seconds() - self.listener.idle_timeout
        for link in [each for each in self.links if each.moved < oldest]:
            link.abort()

    def _links_to(self, key: str) -> list[_Client]:
        return [link for link in self.links if link.target and link.target.key == key]

    def is_busy(self, key: str) -> bool:
        """Whether a connection to a machine is being made or used, or waits for an answer."""
        recently = self.reactor.seconds() - DRAIN_PAUSE
        return any(link.moved > recently or link.is_asking for link in self._links_to(key))

    def cut(self, key: str) -> None:
        for link in self._links_to(key):
            link.abort()

    def close(self) -> None:
        self._port.stopListening()
        self.balancer.close()
        for link in list(self.links):
            link.abort()


@implementer(IHalfCloseableProtocol)
class _Side(Protocol):
    """One side of a connection that is forwarded: what it gets, the other one sends.

    An end of what is sent is handed on as such, and as a reset what was cut. Who does not read, holds up the other.
    """

    transport: Any
    other: _Side | None = None
    client: _Client
    _is_read = _is_written = False

    def dataReceived(self, data: bytes) -> None:
        self.client.moved = self.client.port.reactor.seconds()
        self.client.is_asking = self is self.client
        if self.other:
            self.other.transport.write(data)

    def readConnectionLost(self) -> None:
        self._is_read = True
        if self.other:
            self.other.end()
        self._close_when_done()

    def end(self) -> None:
        """Tell the peer that no more will come."""
        self.transport.unregisterProducer()
        self.transport.loseWriteConnection()

    def writeConnectionLost(self) -> None:
        self._is_written = True
        self._close_when_done()

    def _close_when_done(self) -> None:
        if self._is_read and self._is_written:
            self.transport.loseConnection()

    def connectionLost(self, reason: Any = None) -> None:
        other, self.other = self.other, None
        if other is None:
            return
        other.other = None
        other.transport.unregisterProducer()
        if reason is None or reason.check(ConnectionDone):
            other.transport.loseConnection()
        else:
            other.transport.abortConnection()


class _Machine(_Side):
    """The side of the machine."""

    def __init__(self, client: _Client) -> None:
        self.client = client

    def connectionMade(self) -> None:
        self.transport.setTcpNoDelay(True)
        self.client.join(self)


class _Client(_Side):
    """The side of who connects to the public port."""

    def __init__(self, port: _Port) -> None:
        self.client = self
        self.port = port
        self.target: Target | None = None
        self.moved = port.reactor.seconds()
        self.is_asking = False
        self._candidates: list[Target] = []
        self._is_lost = False

    def connectionMade(self) -> None:
        self.transport.setTcpNoDelay(True)
        listener, address = self.port.listener, self.transport.getPeer()
        if listener is None or not is_admitted(listener.access_rules, address.host):
            self.abort()
            return
        self.port.links.add(self)
        self._candidates = self.port.balancer.candidates(address.host)
        self.transport.pauseProducing()
        self._try_next()

    def _try_next(self) -> None:
        if self._is_lost:
            return
        if not self._candidates:
            self.abort()
            return
        target = self.target = self._candidates.pop(0)
        web = self.port.backends.web(target.key)
        if web:
            self._hand_over(web.buildProtocol(self.transport.getPeer()))
            return
        connecting = self.port.backends.connect(target)
        connecting.addCallback(lambda found: adopt(self.port.reactor, found, _Machine(self), CONNECT_SECONDS))
        connecting.addErrback(self._refused)

    def _hand_over(self, protocol: Any) -> None:
        """Have another protocol talk to the client from the start."""
        self.port.links.discard(self)
        self.transport.protocol = protocol
        self.transport.resumeProducing()
        protocol.makeConnection(self.transport)

    def _refused(self, failure: Failure) -> None:
        failure.trap(RuntimeFailure, *CONNECTING_ERRORS)
        self._try_next()

    def join(self, machine: _Machine) -> None:
        """Connect both sides."""
        if self._is_lost:
            machine.transport.abortConnection()
            return
        self.moved = self.port.reactor.seconds()
        self.other, machine.other = machine, self
        self.transport.registerProducer(machine.transport, True)
        machine.transport.registerProducer(self.transport, True)
        self.transport.resumeProducing()

    def abort(self) -> None:
        """Reset the connection, and that to the machine."""
        self.transport.abortConnection()

    def connectionLost(self, reason: Any = None) -> None:
        self._is_lost = True
        self.port.links.discard(self)
        super().connectionLost(reason)
