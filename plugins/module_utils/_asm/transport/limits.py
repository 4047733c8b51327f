# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits of an exchange: how long it may last, and how many bytes may come back.

They are enforced where bytes are received from a socket, by both kinds of sockets that a session has. So they hold for
whatever the bytes are: header lines, interim answers, the sizes of chunks, a proxy's answer to CONNECT.
"""

from __future__ import annotations

import ssl
import threading
import time
from functools import cache
from socket import socket
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.xml import MAX_BYTES

MIN_UPLOAD_RATE = 4096
"""Bytes per second. The time that a request's body takes at this rate is added to the limit of its exchange: blocks of
blobs have 4 MiB, and four of them share a line."""


class ExchangeTimeout(TimeoutError):
    """The exchange has lasted as long as it may. The text says whether the answer had begun."""


class AnswerTooLong(OSError):
    """More bytes came back than an answer may have."""


class Exchange(threading.local):
    """The exchange that this thread is in, if it is in one. A thread has one after the other.

    The time is that of the machine and not of the task's clock: the timeouts of sockets are real, too.
    """

    timeout = 0.0
    _end = _answer_end = 0.0
    _received = 0
    _sending = _answering = False

    def begin(self, timeout: float, body_size: int) -> None:
        """Start the time of an exchange, in which ``body_size`` bytes are sent besides the headers.

        timeout: in seconds; 0: there is no limit at all.
        """
        self.timeout = timeout
        self._end = time.monotonic() + timeout + body_size / MIN_UPLOAD_RATE
        self._answer_end = self._end
        self._received, self._sending, self._answering = 0, False, False

    def before_sending(self, connection: socket) -> None:
        """Give the socket what is left of the time, at most ``timeout``. Raises ExchangeTimeout if nothing is left."""
        if self.timeout:
            self._sending, self._answering = True, False
            self._limit(connection, self._end)
            self._answer_end = min(self._end, time.monotonic() + self.timeout)

    def before_receiving(self, connection: socket) -> None:
        """Give the socket what is left of the time for the answer. Raises ExchangeTimeout if nothing is left."""
        if self.timeout:
            self._limit(connection, self._answer_end)

    def received(self, count: int) -> None:
        """Count bytes that were received. Raises AnswerTooLong when they are too many."""
        self._answering = self._answering or count > 0
        self._received += count
        if self.timeout and self._received > MAX_BYTES:
            raise AnswerTooLong(f"more than {MAX_BYTES // 2**20} MiB")

    @property
    def has_sent(self) -> bool:
        """Whether something was sent inside TLS, or to a proxy."""
        return self._sending

    @property
    def has_begun_answer(self) -> bool:
        """Whether part of the answer was received."""
        return self._answering

    def _limit(self, connection: socket, end: float) -> None:
        left = end - time.monotonic()
        if left <= 0:
            raise ExchangeTimeout("timed out")
        connection.settimeout(min(left, self.timeout))


EXCHANGE = Exchange()


class _Limited(socket):
    def recv(self, *args: Any, **kwargs: Any) -> bytes:
        EXCHANGE.before_receiving(self)
        data = super().recv(*args, **kwargs)
        EXCHANGE.received(len(data))
        return data

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        EXCHANGE.before_receiving(self)
        count = super().recv_into(*args, **kwargs)
        EXCHANGE.received(count)
        return count

    def send(self, *args: Any, **kwargs: Any) -> int:
        EXCHANGE.before_sending(self)
        return super().send(*args, **kwargs)


class LimitedSocket(_Limited):
    """A TCP connection within the limits of the exchange, as one to a proxy."""

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        EXCHANGE.before_sending(self)
        super().sendall(*args, **kwargs)


class LimitedTLSSocket(_Limited, ssl.SSLSocket):
    """A TLS connection within the limits of the exchange."""


@cache
def limited_pools() -> dict[str, Any]:
    """Return urllib3's pools of connections for each scheme, with connections that use these sockets."""
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    class LimitedHTTPConnection(HTTPConnection):
        def _new_conn(self) -> socket:
            return _limited(super()._new_conn())

    class LimitedHTTPSConnection(HTTPSConnection):
        def _new_conn(self) -> socket:
            return _limited(super()._new_conn())

    class LimitedHTTPConnectionPool(HTTPConnectionPool):
        ConnectionCls = LimitedHTTPConnection

    class LimitedHTTPSConnectionPool(HTTPSConnectionPool):
        ConnectionCls = LimitedHTTPSConnection

    return {"http": LimitedHTTPConnectionPool, "https": LimitedHTTPSConnectionPool}


def _limited(plain: socket) -> LimitedSocket:
    timeout = plain.gettimeout()
    limited = LimitedSocket(plain.family, plain.type, plain.proto, fileno=plain.detach())
    limited.settimeout(timeout)
    return limited
