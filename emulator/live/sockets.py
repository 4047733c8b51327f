# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sockets that a runtime hands over, as connections of the event loop."""

from __future__ import annotations

import os
import socket
from typing import Any

from twisted.internet.abstract import FileDescriptor
from twisted.internet.defer import Deferred, TimeoutError
from twisted.internet.protocol import Factory, Protocol


class _Connecting(FileDescriptor):
    """Waits until a socket is connected."""

    reactor: Any

    def __init__(self, reactor: Any, waiting: socket.socket) -> None:
        super().__init__(reactor)
        self._socket = waiting
        self.done: Deferred[None] = Deferred(lambda dummy: self._stop())
        self.startWriting()

    def fileno(self) -> int:
        return self._socket.fileno()

    def doWrite(self) -> None:
        self._stop()
        code = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            self.done.errback(OSError(code, os.strerror(code)))
        else:
            self.done.callback(None)

    def connectionLost(self, reason: Any) -> None:
        if not self.done.called:
            self.doWrite()

    def _stop(self) -> None:
        self.reactor.removeWriter(self)


def until_connected(reactor: Any, connecting: socket.socket, timeout: float) -> Deferred[None]:
    """Wait for a socket to be connected; an errback with one of CONNECTING_ERRORS if it is not in so many seconds."""
    return _Connecting(reactor, connecting).done.addTimeout(timeout, reactor)


def adopt(reactor: Any, handed_over: socket.socket, protocol: Protocol, timeout: float) -> Deferred[None]:
    """Have a protocol talk over a socket, which is connected or connecting, and which belongs to the protocol then.

    It is an errback with OSError or TimeoutError if it does not become connected in so many seconds.
    """

    def connected(dummy: None) -> None:
        factory = Factory.forProtocol(lambda: protocol)
        factory.noisy = False
        reactor.adoptStreamConnection(handed_over.fileno(), socket.AF_INET, factory)

    def close(result: Any) -> Any:
        handed_over.close()
        return result

    return until_connected(reactor, handed_over, timeout).addCallback(connected).addBoth(close)


CONNECTING_ERRORS = (OSError, TimeoutError)
