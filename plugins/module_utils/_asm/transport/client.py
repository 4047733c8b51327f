# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How we speak to the service: one session with the management certificate, and patience with the service's ways."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Clock, Sessions
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import Credential
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.report import (
    explain_refusal,
    unknown_to_subscription,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AmbiguousWriteError,
    EndpointUnreachableError,
    ForbiddenError,
    LockedError,
    MalformedResponseError,
    NotFoundError,
    OperationFailedError,
    OperationTimeoutError,
    ThrottledError,
    TLSError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.polling import backoff, poll_intervals
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.responses import (
    Operation,
    Response,
    parse_response,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.session import new_session
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    import requests
    from lxml.etree import _Element as Element

REDIRECTS = 5
# Seen, and documented: docs/protocol/errors.md#authentication-failed.
UNAUTHENTICATED = ("ForbiddenError", "AuthenticationFailed")
RETRIES = 4

Seen = TypeVar("Seen")


@dataclass
class RequestLog:
    """What a session did to the service, and how patient it had to be."""

    operation_ids: list[str] = field(default_factory=list)
    lock_waits: list[dict[str, Any]] = field(default_factory=list)
    retries: int = 0


class Client:
    """A subscription at an endpoint, seen through one credential.

    C(timeout) bounds one request, C(wait_timeout) all that is waited for together: locks, operations, states; both in
    seconds.
    C(sessions) holds the sessions of others, who close them; without it the client closes its own.
    """

    def __init__(
        self,
        credential: Credential,
        timeout: float = 60,
        wait_timeout: float = 600,
        clock: Clock = time,
        progress: Callable[[str], None] = lambda sentence: None,
        sessions: Sessions | None = None,
    ) -> None:
        self.credential = credential
        self.timeout = timeout
        self.wait_timeout = wait_timeout
        self.clock = clock
        self.progress = progress
        self.sessions = sessions
        self.request_log = RequestLog()

    @cached_property
    def session(self) -> requests.Session:
        if self.sessions is None:
            return new_session(self.credential)
        kept: requests.Session | None = self.sessions.get(self.credential.key)
        if kept is None:
            kept = new_session(self.credential)
            self.sessions.keep(self.credential.key, kept)
        return kept

    @cached_property
    def waiting_since(self) -> float:
        """The moment of the first need to wait, from which all waiting is counted."""
        return self.clock.monotonic()

    @property
    def deadline(self) -> float:
        """The moment at which all waiting ends."""
        return self.waiting_since + self.wait_timeout

    def get(self, path: str, operation: str) -> Element | None:
        """The root element of what is at a path below the subscription; None where the service says 404."""
        try:
            response = self.send("GET", path, operation)
        except NotFoundError:
            return None
        if response.root is None:
            raise MalformedResponseError(f"{operation}: the endpoint answered without a body")
        return response.root

    def send(
        self,
        method: str,
        path: str,
        operation: str,
        body: Element | None = None,
        version: str = "",
        patient: bool = True,
    ) -> Response:
        """One request below the subscription; a read again while the service is busy, anything again after a lock.

        C(version) is asked for instead of the session's. Raises ServiceError for a refusal, LostAnswer or Busy for a
        write of which only looking tells whether it took effect, Unreachable where nothing can have happened; without
        C(patient) also Locked, at once.
        """
        url = f"{self.credential.endpoint}/{self.credential.subscription_id}/{path}".rstrip("/")
        data = None if body is None else xml.write(body)
        headers = {} if body is None else {"Content-Type": "application/xml"}
        if version:
            headers["x-ms-version"] = version
        locked, busy, attempts = backoff(shortest=1), backoff(shortest=0.5, growth=2), 0
        while True:
            try:
                return self._send_once(method, url, operation, data, headers)
            except LockedError as lock:
                if not patient:
                    raise
                self.wait_for_lock(lock, next(locked))
            except (ThrottledError, EndpointUnreachableError) as failure:
                attempts += 1
                failure.attempts = attempts
                if attempts > RETRIES or (method != "GET" and isinstance(failure, ThrottledError)):
                    raise
                self.request_log.retries += 1
                self.clock.sleep(next(busy) * random.uniform(0.5, 1.5))

    def wait_for_lock(self, lock: LockedError, pause: float) -> None:
        """Wait for the operation that is in the way, or for a while where the service does not name it.

        Raises the lock itself where that would go beyond the deadline.
        """
        began = self.clock.monotonic()
        if self.deadline < began + pause:
            raise lock
        self.clock.sleep(pause)
        if lock.blocker:
            self.progress(f"{lock.request} waits for operation {lock.blocker}")
            with suppress(OperationFailedError, NotFoundError):
                self.wait(lock.blocker, lock.request)
        waited = round(self.clock.monotonic() - began, 1)
        self.request_log.lock_waits.append({"operation_id": lock.blocker, "seconds": waited})

    def _send_once(
        self, method: str, url: str, operation: str, data: bytes | None, headers: dict[str, str]
    ) -> Response:
        for dummy in range(REDIRECTS + 1):
            response = self._exchange(method, url, operation, data, headers)
            if response.status_code != 307:
                break
            url = self._redirected(url, response.headers.get("Location", ""), operation)
        else:
            raise EndpointUnreachableError(
                f"{operation}: the endpoint redirected {REDIRECTS + 1} times, at last to {url}"
            )
        try:
            answer = parse_response(response.status_code, response.headers, response.content, operation)
        except ForbiddenError as error:
            if error.code not in UNAUTHENTICATED or "authenticate" not in error.message:
                raise
            reason = explain_refusal(self.credential) or unknown_to_subscription(self.credential)
            raise error.because(reason) from None
        if method != "GET":
            self.request_log.operation_ids.append(answer.operation_id)
        return answer

    def _redirected(self, url: str, location: str, operation: str) -> str:
        """Where a 307 leads: only below the endpoint, since the certificate goes along
        (docs/protocol/general.md#redirects)."""
        target = urljoin(url, location)
        home, host = urlsplit(self.credential.endpoint).hostname or "", urlsplit(target).hostname or ""
        if urlsplit(target).scheme != "https" or not (host == home or host.endswith(f".{home}")):
            raise TLSError(f"{operation}: {home} redirects to {target}, which is not below {home}, and is not followed")
        return target

    def _exchange(
        self, method: str, url: str, operation: str, data: bytes | None, headers: dict[str, str]
    ) -> requests.Response:
        from requests import exceptions
        from urllib3.exceptions import NewConnectionError

        try:
            return self.session.request(
                method,
                url,
                data=data,
                headers=headers,
                timeout=self.timeout,
                allow_redirects=False,
            )
        except exceptions.SSLError as error:
            raise TLSError(self._tls_sentence(error)) from error
        except exceptions.RequestException as error:
            host = urlsplit(url).netloc
            reason = getattr(error.args[0] if error.args else error, "reason", error)
            never_sent = isinstance(error, exceptions.ConnectTimeout) or isinstance(reason, NewConnectionError)
            if method == "GET" or never_sent:
                raise EndpointUnreachableError(f"{operation}: {host} does not answer: {reason}") from error
            raise AmbiguousWriteError(
                f"{operation}: the connection to {host} was lost before the answer: {reason}"
            ) from error

    def _tls_sentence(self, error: Exception) -> str:
        host, ca = urlsplit(self.credential.endpoint).netloc, self.credential.ca_certificate
        reason = re.sub(r"^.*?(\[SSL[^]]*\]|SSLError\(?)", r"\1", str(error)).strip("()\"' ")
        if "CERTIFICATE_VERIFY_FAILED" in reason or "verify failed" in reason:
            trusted = f"the authority in {ca}" if ca else "any authority that this machine trusts (see ca_certificate)"
            return f"the certificate of {host} was not issued by {trusted}: {reason}"
        return explain_refusal(self.credential) or f"TLS with {host} failed: {reason}"

    def operation(self, operation_id: str) -> Operation:
        """How an operation stands. Raises NotFound if the service does not know the id."""
        response = self.send("GET", f"operations/{operation_id}", "GetOperationStatus")
        if response.root is None:
            raise MalformedResponseError("GetOperationStatus: the endpoint answered without a body")
        return Operation.read(response.root, operation_id)

    def wait(self, operation_id: str, request: str, subject: str | None = None) -> Operation:
        """The operation when it has succeeded. Raises OperationFailed; OperationTimeout at the deadline.

        C(subject) is what the user calls the thing that it happens to.
        """
        what = f"{subject}: {request}" if subject else f"{request}: operation {operation_id}"
        operation = self.until(
            lambda: self.operation(operation_id),
            lambda operation: operation.status != "InProgress",
            lambda operation: f"{what} is {operation.status}",
            operation_id,
        )
        if operation.status == "Failed":
            raise operation.failure(request)
        return operation

    def until(
        self,
        look: Callable[[], Seen],
        done: Callable[[Seen], bool],
        state: Callable[[Seen], str],
        operation_id: str | None = None,
    ) -> Seen:
        """Look until it is done, and return what was seen; say each new state. Raises OperationTimeout.

        What follows from something that was waited for is looked at as seldom as that, at last.
        """
        reported, since = "", self.waiting_since
        for pause in poll_intervals(passed=self.clock.monotonic() - since):
            seen = look()
            if done(seen):
                return seen
            if state(seen) != reported:
                reported = state(seen)
                self.progress(reported)
            left = self.deadline - self.clock.monotonic()
            if left <= 0:
                break
            self.clock.sleep(min(pause, left))
        by_name = f" (operation {operation_id})" if operation_id and operation_id not in reported else ""
        raise OperationTimeoutError(
            f"{reported} after {round(self.wait_timeout)} seconds{by_name}: it goes on by itself, and the same task "
            "run again waits for it",
            operation_id,
        )

    def close(self) -> None:
        """Close the connections, if there are any and nobody else keeps them."""
        if self.sessions is None and "session" in self.__dict__:
            self.session.close()
