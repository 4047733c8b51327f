# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of the Service Management API: requests with the management certificate, retries, waits."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    Clock,
    Progress,
    Sessions,
    SilentProgress,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import Credential
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.report import (
    explain_refusal,
    unknown_to_subscription,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AmbiguousWriteError,
    AzureError,
    EndpointUnreachableError,
    ForbiddenError,
    ForeignResponseError,
    LockedError,
    MalformedResponseError,
    NotFoundError,
    OperationFailedError,
    OperationTimeoutError,
    ServiceError,
    ThrottledError,
    TLSError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.failures import (
    cause_of,
    certificate_problem,
    reason_of,
    unusable_answer,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.limits import EXCHANGE
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.operation_history import (
    BegunOperation,
    OperationHistory,
    key_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.places import locked_place, place_of
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.polling import (
    backoff,
    poll_intervals,
    retry,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.redirects import redirect_url, shown_location
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.resource_progress import (
    ResourceProgress,
    Wait,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.responses import (
    Operation,
    Response,
    check_root,
    parse_response,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.session import new_session
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.timings import RECORDED_SECONDS_OF_STATES
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.urls import parse_url

if TYPE_CHECKING:
    import requests
    from lxml.etree import _Element as Element

REDIRECTS = 5
SAYS_NOTHING = "A parameter was incorrect"  # docs/protocol/errors.md#error-body
EMULATOR = "classic.azure-emulator"
"""How the Server header of the emulator begins."""
EMULATOR_HINT = "the emulator has written into its journal what it was: see classic-azure-emulator journal, or its page"
UNAUTHENTICATED = ("ForbiddenError", "AuthenticationFailed")  # docs/protocol/errors.md#authentication-failed

State = TypeVar("State")


@dataclass
class RequestLog:
    """The operation ids of the writes that the service accepted, and the waits for locks, as results show both."""

    operation_ids: list[str] = field(default_factory=list)
    lock_waits: list[dict[str, Any]] = field(default_factory=list)


class Client:
    """A client of one subscription, with one credential.

    timeout: the limit of one request with its redirects and the whole answer, in seconds.
    wait_timeout: the limit of all waits together, in seconds: for locks, operations and states.
    progress: where lines about waits are shown. The client's own ``progress`` is that of the resource which it works
        on at the moment, and who works on one sets it.
    sessions: a cache of sessions, whose owner closes them; without one the client closes its own.
    history: what is known of operations, which clients of several threads can share; without one it has its own.
    """

    def __init__(
        self,
        credential: Credential,
        timeout: float = 60,
        wait_timeout: float = 600,
        clock: Clock = time,
        progress: Progress | None = None,
        sessions: Sessions | None = None,
        history: OperationHistory | None = None,
    ) -> None:
        self.credential = credential
        self.timeout = timeout
        self.wait_timeout = wait_timeout
        self.clock = clock
        self.progress = ResourceProgress(SilentProgress() if progress is None else progress, clock)
        self.sessions = sessions
        self.history = OperationHistory() if history is None else history
        self.request_log = RequestLog()
        self.server_date = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of a client like this one, for another thread or for another way to read."""
        return {
            "credential": self.credential,
            "timeout": self.timeout,
            "wait_timeout": self.wait_timeout,
            "clock": self.clock,
            "progress": self.progress.progress,
            "sessions": self.sessions,
            "history": self.history,
        }

    @cached_property
    def session(self) -> requests.Session:
        """The session of the credential, from the cache if there is one."""
        if self.sessions is None:
            return new_session(self.credential)
        kept: requests.Session | None = self.sessions.get(self.credential.key)
        if kept is None:
            kept = new_session(self.credential)
            self.sessions.keep(self.credential.key, kept)
        return kept

    @cached_property
    def waiting_since(self) -> float:
        """The time of the first wait, from which wait_timeout counts."""
        return self.clock.monotonic()

    @property
    def deadline(self) -> float:
        """The time at which waiting ends."""
        return self.waiting_since + self.wait_timeout

    def get(self, path: str, operation: str, root: str) -> Element | None:
        """Return the root element of the response to a GET below the subscription; None after a 404.

        root: the tag that it has to have. Raises MalformedResponseError for any other answer.
        """
        try:
            response = self.send("GET", path, operation)
        except NotFoundError:
            return None
        return check_root(response.root, root, operation)

    def send(
        self,
        method: str,
        path: str,
        operation: str,
        body: Element | None = None,
        version: str = "",
        patient: bool = True,
    ) -> Response:
        """Send a request below the subscription and return the response.

        A read is sent again while the service is throttling or something between answers, any request while it cannot
        have arrived, and, if ``patient``, any request after the operation that locked the resource has ended.

        operation: the service's name of the request, for messages.
        version: the value of x-ms-version instead of the session's.

        Raises ServiceError for a refusal; AmbiguousWriteError or ThrottledError for a write that may have taken
        effect; EndpointUnreachableError if nothing can have happened; LockedError at once if not ``patient``;
        MalformedResponseError for a read whose answer is not the service's.
        """
        url = f"{self.credential.endpoint}/{self.credential.subscription_id}/{path}".rstrip("/")
        data = None if body is None else xml.write(body)
        headers = {} if body is None else {"Content-Type": "application/xml"}
        if version:
            headers["x-ms-version"] = version

        def is_transient(failure: AzureError) -> bool:
            return isinstance(failure, EndpointUnreachableError) or (
                isinstance(failure, (ThrottledError, ForeignResponseError)) and method == "GET"
            )

        for pause in backoff(shortest=1):
            wait = self.progress.wait(subject=self.progress.subject or place_of(path))
            wait.expect(f"sending {operation} again")
            try:
                response = retry(lambda: self._send_once(method, url, operation, data, headers), is_transient, wait)
            except LockedError as lock:
                if not patient:
                    raise
                self.wait_for_lock(lock, pause, path)
                continue
            if method != "GET" and response.status == 202:
                subject = self.progress.subject or place_of(path)
                begun = BegunOperation(operation, subject, path, self.clock.monotonic())
                self.history.add(response.operation_id, begun)
            return response
        raise AssertionError("backoff does not end")

    def wait_for_lock(self, lock: LockedError, pause: float, path: str) -> None:
        """Wait ``pause`` seconds, and then until the operation that holds the lock has ended, if the service names it.

        ``path`` is where the request was sent that has to wait, below the subscription. Raises ``lock`` if that would
        exceed the deadline.
        """
        began = self.clock.monotonic()
        if self.deadline < began + pause:
            raise lock
        wait = self.progress.wait("waits for", self.progress.subject or place_of(path))
        self._show_blocker(wait, lock, path)
        wait.sleep(pause)
        if lock.blocker:
            with suppress(OperationFailedError, NotFoundError):
                self._wait_for_operation(
                    lock.blocker,
                    lock.request,
                    wait,
                    lambda operation: self._show_blocker(wait, lock, path),
                    lambda operation: f"{wait.subject}: {lock.request} waits for {self._blocker(lock, path)}",
                )
        waited = round(self.clock.monotonic() - began, 1)
        self.request_log.lock_waits.append({"operation_id": lock.blocker, "seconds": waited})

    def _show_blocker(self, wait: Wait, lock: LockedError, path: str) -> None:
        """Show what holds a lock, and how long it has taken."""
        blocker = lock.blocker or ""
        known = self.history.find(blocker)
        wait.show(self._blocker(lock, path), self.history.usual(blocker), blocker, known.began if known else None)

    def _blocker(self, lock: LockedError, path: str) -> str:
        """Return what holds a lock: by its request and its resource, if a client of the history has begun it."""
        known = self.history.find(lock.blocker or "")
        return (
            f"{known.request} of {known.subject}"
            if known
            else f"another operation on {locked_place(lock.message, path)}"
        )

    def _send_once(
        self, method: str, url: str, operation: str, data: bytes | None, headers: dict[str, str]
    ) -> Response:
        began = time.monotonic()
        for dummy in range(REDIRECTS + 1):
            response = self._exchange(method, url, operation, data, headers, began + self.timeout - time.monotonic())
            if response.status_code != 307:
                break
            url = redirect_url(self.credential.endpoint, response.headers.get("Location", ""), operation)
        else:
            raise EndpointUnreachableError(
                f"{operation}: the endpoint redirected {REDIRECTS + 1} times, at last to {shown_location(url)}"
            )
        try:
            accepted = parse_response(response.status_code, response.headers, response.content, operation)
        except ForbiddenError as error:
            if error.code not in UNAUTHENTICATED or "authenticate" not in error.message:
                raise
            reason = explain_refusal(self.credential) or unknown_to_subscription(self.credential)
            raise error.because(reason) from None
        except ServiceError as error:
            if error.message == SAYS_NOTHING and response.headers.get("Server", "").startswith(EMULATOR):
                error.advise(EMULATOR_HINT)
            raise
        except MalformedResponseError as error:
            if method == "GET":
                raise
            raise AmbiguousWriteError(str(error)) from error
        self.server_date = response.headers.get("Date", "")
        self.history.read_headers(response.headers)
        if method != "GET":
            self.request_log.operation_ids.append(accepted.operation_id)
        return accepted

    def _exchange(
        self, method: str, url: str, operation: str, data: bytes | None, headers: dict[str, str], seconds: float
    ) -> requests.Response:
        """Send a request once and return the response to it, which is complete."""
        from requests import exceptions
        from urllib3.exceptions import HTTPError

        try:
            return self.session.request(
                method, url, data=data, headers=headers, timeout=max(seconds, 0.001), allow_redirects=False
            )
        except (exceptions.RequestException, HTTPError, OSError, ValueError) as error:
            raise self._failure(method, url, operation, error) from error

    def _failure(self, method: str, url: str, operation: str, error: Exception) -> AzureError:
        """Return the exception for a request to which no complete answer came."""
        from requests import exceptions
        from urllib3.exceptions import NewConnectionError, ProxyError

        host = parse_url(url).netloc
        if isinstance(error, exceptions.SSLError) and (method == "GET" or _is_refused_handshake(error)):
            return TLSError(self._tls_reason(url, error))
        reason = reason_of(error, self.session.proxies)
        never_sent = isinstance(error, exceptions.ConnectTimeout) or any(
            cause_of(error, kind) for kind in (NewConnectionError, ProxyError)
        )
        unusable = unusable_answer(host, error, self.timeout)
        if method != "GET" and not never_sent:
            lost = f"the connection to {host} was lost before the answer: {reason}"
            return AmbiguousWriteError(f"{operation}: {unusable or lost}")
        if unusable and not never_sent:
            return MalformedResponseError(f"{operation}: {unusable}")
        how = f"the answer of {host} broke off" if EXCHANGE.has_begun_answer else f"{host} does not answer"
        return EndpointUnreachableError(f"{operation}: {how}: {reason}")

    def _tls_reason(self, url: str, error: Exception) -> str:
        host, ca = parse_url(url).netloc, self.credential.ca_certificate
        refused = cause_of(error, ssl.SSLCertVerificationError)
        if refused:
            trusted = f"the authority in {ca}" if ca else "any authority that this machine trusts (see ca_certificate)"
            return certificate_problem(url, refused, trusted, self.timeout, self.session.proxies)
        explained = explain_refusal(self.credential)
        return explained or f"TLS with {host} failed: {reason_of(error, self.session.proxies)}"

    def operation(self, operation_id: str) -> Operation:
        """Return the state of an operation. Raises NotFoundError if the service does not know the id."""
        response = self.send("GET", f"operations/{quote(operation_id, safe='')}", "GetOperationStatus")
        return Operation.read(check_root(response.root, "Operation", "GetOperationStatus"), operation_id)

    def operations_in_progress(self, path: str) -> int | None:
        """Return how many operations on the resource at ``path`` are in progress; None if the service does not tell.

        Those are counted that began in the last day, by the service's clock.
        """
        found = self._list_operations_in_progress({"ObjectIdFilter": f"/{self.credential.subscription_id}/{path}"})
        return None if found is None else len(found)

    def identify(self, operation_id: str) -> BegunOperation | None:
        """Return what the service tells of an operation that is in progress, and add it to the history; None if it does
        not tell."""
        wanted = key_of(operation_id)
        for element in self._list_operations_in_progress({}) or []:
            values = {xml.local_name(child): (child.text or "").strip() for child in element}
            if key_of(values.get("OperationId", "")) != wanted or not values.get("OperationName"):
                continue
            path = values.get("OperationObjectId", "").removeprefix(f"/{self.credential.subscription_id}/")
            began = self.clock.monotonic() - self._seconds_since(values.get("OperationStartedTime", ""))
            found = BegunOperation(values["OperationName"], place_of(path), path, began)
            self.history.add(operation_id, found)
            return found
        return None

    def _list_operations_in_progress(self, filters: dict[str, str]) -> list[Element] | None:
        """Return the elements of the operations in progress that began in the last day, by the service's clock; None
        if the service does not tell (docs/protocol/subscription.md#subscription-operations)."""
        now = self._server_time()
        if now is None:
            return None
        period = {"StartTime": now - timedelta(days=1), "EndTime": now}
        query = {
            **{name: f"{moment:%Y-%m-%dT%H:%M:%SZ}" for name, moment in period.items()},
            **filters,
            "OperationResultFilter": "InProgress",
        }
        request = "ListSubscriptionOperations"
        with suppress(ServiceError, MalformedResponseError):
            found = self.get(f"operations?{urlencode(query)}", request, "SubscriptionOperationCollection")
            operations = None if found is None else xml.find(found, "SubscriptionOperations")
            return None if operations is None else list(operations)
        return None

    def _server_time(self) -> datetime | None:
        """Return the time of the service's last answer, None if there is none."""
        try:
            return parsedate_to_datetime(self.server_date).astimezone(timezone.utc)
        except ValueError:
            return None

    def _seconds_since(self, moment: str) -> float:
        """Return how many seconds ago, by the service's clock, a moment was that the service names; 0 if it is none."""
        now = self._server_time()
        try:
            began = datetime.strptime(moment[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
        except ValueError:
            return 0.0
        return max(0.0, (now - began).total_seconds()) if now else 0.0

    def wait(self, operation_id: str, request: str) -> Operation:
        """Return the operation when it has succeeded. ``request`` is the service's name of the one that began it.

        Raises OperationFailedError; OperationTimeoutError at the deadline.
        """
        known = self.history.find(operation_id)
        wait = self.progress.wait(
            subject=self.progress.subject or (known.subject if known else f"operation {operation_id}")
        )

        def show(operation: Operation) -> None:
            since = known.began if known else None
            wait.show(
                known.request if known else operation.status, self.history.usual(operation_id), operation_id, since
            )

        name = f"{wait.subject}: {request}" if known else wait.subject
        return self._wait_for_operation(
            operation_id, request, wait, show, lambda operation: f"{name} is {operation.status}"
        )

    def _wait_for_operation(
        self,
        operation_id: str,
        request: str,
        wait: Wait,
        show: Callable[[Operation], None],
        describe: Callable[[Operation], str],
    ) -> Operation:
        """Return the operation when it has succeeded; the other arguments are those of ``_poll``."""
        operation = self._poll(
            lambda: self.operation(operation_id),
            lambda operation: operation.status != "InProgress",
            wait,
            show,
            describe,
            operation_id,
        )
        if operation.status == "Failed":
            raise operation.failure(request)
        self.history.end(operation_id, self.clock.monotonic())
        return operation

    def poll_until(
        self, read: Callable[[], State], is_done: Callable[[State], bool], describe: Callable[[State], str]
    ) -> State:
        """Read a state until it is what is waited for, and return it; show it by the words that describe it.

        Raises OperationTimeoutError at the deadline.
        """
        wait = self.progress.wait()

        def show(state: State) -> None:
            words = describe(state)
            wait.show(words, self.history.usual_in_state(RECORDED_SECONDS_OF_STATES.get(words)))

        return self._poll(read, is_done, wait, show, lambda state: f"{wait.subject}: {describe(state)}")

    def _poll(
        self,
        read: Callable[[], State],
        is_done: Callable[[State], bool],
        wait: Wait,
        show: Callable[[State], None],
        describe: Callable[[State], str],
        operation_id: str | None = None,
    ) -> State:
        """Read a state until it is what is waited for, and return it.

        The intervals depend on the time since the first wait of the task, so a wait that follows another one begins
        with intervals as long as that one ended with.

        Raises OperationTimeoutError at the deadline, with what ``describe`` says of the state and ``operation_id``.
        """
        for pause in poll_intervals(passed=self.clock.monotonic() - self.waiting_since):
            state = read()
            if is_done(state):
                return state
            show(state)
            left = self.deadline - self.clock.monotonic()
            if left <= 0:
                break
            wait.sleep(min(pause, left))
        reported = describe(state)
        by_name = f" (operation {operation_id})" if operation_id and operation_id not in reported else ""
        raise OperationTimeoutError(
            f"{reported} after {round(self.wait_timeout)} seconds{by_name}: it goes on by itself, and the same task "
            "run again waits for it",
            operation_id,
        )

    def close(self) -> None:
        """Close the session, unless it belongs to the cache."""
        if self.sessions is None and "session" in self.__dict__:
            self.session.close()


def _is_refused_handshake(error: Exception) -> bool:
    """Return whether TLS has failed before the request was sent, or since the server refuses the certificate.

    Servers of TLS 1.3 refuse it when the handshake is over for the client, by an alert.
    """
    failure = cause_of(error, ssl.SSLError)
    return not EXCHANGE.has_sent or failure is None or "ALERT" in (failure.reason or "")
