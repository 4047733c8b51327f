# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The blob service of one account, through Microsoft's azure-storage-blob, with retries and errors of our own.

The library signs, sends and verifies. Retries use the clock of the task; the messages of the library are shortened,
since they hold what was signed, headers and times.
"""

from __future__ import annotations

import re
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    EndpointUnreachableError,
    ForeignResponseError,
    MalformedResponseError,
    TLSError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.account import BlobAccount
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.failures import (
    cause_of,
    certificate_problem,
    reason_of,
    unusable_answer,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.polling import retry
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.proxies import without_proxy_credentials
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.session import session_to
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.urls import parse_url

if TYPE_CHECKING:
    from azure.core.exceptions import AzureError as LibraryError
    from azure.core.exceptions import HttpResponseError
    from azure.storage.blob import BlobServiceClient
    from requests import Session

VERSION = "2021-12-02"
"""The version of the service that is requested, which emulators know too."""

PARALLEL = 4
"""How many requests of an upload run at once."""

TRANSIENT = (408, 429, 500, 502, 503, 504)
CORRUPTED = "Md5Mismatch"
"""The error code for content that was changed on its way."""

CONCURRENT_CHANGE = (
    "it was written to meanwhile, by something else or by a request whose answer was lost: run the task again"
)
CLEARER_MESSAGES = {
    "LeaseIdMissing": "it is leased, so a disk or an image may be registered on it",
    "ConditionNotMet": CONCURRENT_CHANGE,
    "SequenceNumberConditionNotMet": CONCURRENT_CHANGE,
    "InvalidBlockList": CONCURRENT_CHANGE,
    "BlobAlreadyExists": CONCURRENT_CHANGE,
    "InvalidBlobOrBlock": "an upload by something else was begun there, and its blocks are in the way until the blob "
    "is deleted, or the service forgets them after a week",
}

Response = TypeVar("Response")


class LibraryMissing(AzureError):
    """The library azure-storage-blob, which only blobs need, is not installed."""


class BlobRefusal(AzureError):
    """The blob service refused a request: HTTP status, error code and message.

    See docs/protocol/storage.md#blob-errors.
    """

    def __init__(self, request: str, status: int, code: str, message: str) -> None:
        super().__init__(f"{request}: {message} ({code}, HTTP {status})")
        self.status = status
        self.code = code
        self.message = message

    @property
    def details(self) -> dict[str, Any]:
        return {"error": {"code": self.code, "message": self.message, "status": self.status}}


def require_library() -> None:
    """Raise LibraryMissing unless azure-storage-blob can be imported."""
    try:
        import_module("azure.storage.blob")
    except ImportError as error:
        raise LibraryMissing(
            f"blobs need the Python library azure-storage-blob, which {sys.executable} cannot import ({error}): "
            "install what requirements-blob.txt of the collection names"
        ) from None


@contextmanager
def open_blob_service(account: BlobAccount, client: Client) -> Iterator[BlobService]:
    """Yield the blob service of an account, and close it. To a failure it adds the requests that were accepted.

    Raises LibraryMissing.
    """
    with closing(BlobService(account, client)) as service:
        try:
            yield service
        except AzureError as error:
            error.accepted = service.written or None
            raise


class BlobService:
    """The blobs of an account. The clock, the authority and the limit of a request are those of ``client``.

    Raises LibraryMissing.
    """

    def __init__(self, account: BlobAccount, client: Client) -> None:
        require_library()
        self.account = account
        self.client = client
        self._written: dict[str, None] = {}

    @property
    def written(self) -> list[str]:
        """The names of the requests that changed something so far, each once."""
        return list(self._written)

    @cached_property
    def session(self) -> Session:
        """A session with our TLS context and proxies, and the limits of all our exchanges."""
        credential = self.client.credential
        context = credential.anonymous_context()
        return session_to(self.account.endpoint, credential, context, pool_maxsize=PARALLEL, pool_block=True)

    @cached_property
    def library(self) -> BlobServiceClient:
        """The client of the library. It follows no redirects: a blob service sends none, and what it signs is ours."""
        from azure.core.credentials import AzureNamedKeyCredential
        from azure.core.pipeline.transport import RequestsTransport
        from azure.storage.blob import BlobServiceClient

        session, timeout = self.session, self.client.timeout
        return BlobServiceClient(
            self.account.endpoint,
            credential=AzureNamedKeyCredential(self.account.name, self.account.key),
            transport=RequestsTransport(
                session=session,
                connection_timeout=timeout,
                read_timeout=timeout,
                connection_verify=session.verify,
            ),
            api_version=VERSION,
            retry_total=0,
            permit_redirects=False,
            raw_response_hook=self._check_origin,
        )

    def close(self) -> None:
        """Close the connections, if there are any."""
        if "library" in self.__dict__:
            self.library.close()

    def write(self, request: str, send: Callable[[], Response]) -> Response:
        """Return the response to a write that may be sent twice, and note its name. Raises what ``ask`` does."""
        response = self.ask(request, send)
        self._written[request] = None
        return response

    def write_once(self, request: str, send: Callable[[], object], is_done: Callable[[BlobRefusal], bool]) -> None:
        """Send a write that may be refused since there is nothing left to do. Raises what ``ask`` does.

        is_done: whether that is so, for a refusal. The write is noted if an earlier attempt has done it, the response
        to which was lost.
        """
        try:
            self.write(request, send)
        except BlobRefusal as refusal:
            if not is_done(refusal):
                raise
            if refusal.attempts > 1:
                self._written[request] = None

    def ask(self, request: str, send: Callable[[], Response]) -> Response:
        """Return the response to a request.

        It is sent again while the service is throttling or does not respond, or something between answers.

        Raises BlobRefusal, EndpointUnreachableError, MalformedResponseError and TLSError.
        """
        from azure.core.exceptions import AzureError as LibraryError

        def attempt() -> Response:
            try:
                return send()
            except LibraryError as error:
                raise self._translated(request, error) from None

        return retry(attempt, _is_transient, self.client.clock)

    def _translated(self, request: str, error: LibraryError) -> AzureError:
        """Return the error of the library as one of ours."""
        from azure.core.exceptions import HttpResponseError
        from requests.exceptions import SSLError

        host = parse_url(self.account.endpoint).netloc
        if isinstance(error, HttpResponseError) and error.status_code:
            return self._refusal(request, error)
        refused = cause_of(error, ssl.SSLCertVerificationError)
        if refused:
            ca, endpoint = self.client.credential.ca_certificate, self.account.endpoint
            trusted = f"the authority in {ca}" if ca else "any authority that this machine trusts (see ca_certificate)"
            problem = certificate_problem(endpoint, refused, trusted, self.client.timeout, self.session.proxies)
            return TLSError(f"{request}: {problem}")
        if cause_of(error, SSLError):
            return TLSError(f"{request}: TLS with {host} failed: {self._reason(error)}")
        unusable = unusable_answer(host, error, self.client.timeout)
        if unusable:
            return MalformedResponseError(f"{request}: {unusable}")
        return EndpointUnreachableError(f"{request}: {host} does not answer: {self._reason(error)}")

    def _reason(self, error: LibraryError) -> str:
        return reason_of(error.inner_exception or error, self.session.proxies)

    def _check_origin(self, response: Any) -> None:
        """Raise ForeignResponseError for an answer that is not a blob service's: it has no x-ms-request-id.

        What something between has said about a blob does not count; that it failed may pass.
        """
        answer = response.http_response
        if "x-ms-request-id" not in answer.headers and answer.status_code not in TRANSIENT:
            raise ForeignResponseError(
                f"the answer of {parse_url(self.account.endpoint).netloc} is not a blob service's: HTTP "
                f"{answer.status_code} without an x-ms-request-id; a proxy or a portal may be between"
            )

    def _refusal(self, request: str, error: HttpResponseError) -> BlobRefusal:
        """Return a refusal. Emulators have AuthorizationFailure for AuthenticationFailed.

        See docs/protocol/storage.md#blob-emulators.
        """
        status = error.status_code or 0
        code = getattr(error.response, "headers", {}).get("x-ms-error-code")
        code = str(code or error.reason or "Unknown")
        message = CLEARER_MESSAGES.get(code) or without_proxy_credentials(_first_line(error), self.session.proxies)
        if status == 403 and code in ("AuthenticationFailed", "AuthorizationFailure"):
            message = (
                f"the blob service does not take the key {self.account.origin}, or this machine's clock is more than "
                "15 minutes off"
            )
        elif code == "ResourceNotFound":
            message = f"{self.account.endpoint} knows no storage account {self.account.name}"
        return BlobRefusal(request, status, code, message)


def _is_transient(failure: AzureError) -> bool:
    if isinstance(failure, BlobRefusal):
        return failure.status in TRANSIENT or failure.code == CORRUPTED
    return isinstance(failure, (EndpointUnreachableError, ForeignResponseError))


def _first_line(error: LibraryError) -> str:
    """Return the message of an error without the lines that repeat ids, times and what was signed."""
    text = str(error.message).partition("\n")[0].strip()
    quoted = re.fullmatch("Operation returned an invalid status '(.*)'", text)
    return quoted[1] if quoted else text
