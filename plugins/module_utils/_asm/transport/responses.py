# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Responses of the service: accepted requests, refusals, operations.

See docs/protocol/general.md#response-headers, docs/protocol/errors.md#error-body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ReturnValue
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    ConflictError,
    ForbiddenError,
    ForeignResponseError,
    LockedError,
    MalformedResponseError,
    NotFoundError,
    OperationFailedError,
    ServiceError,
    ThrottledError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

SERVICE_ERRORS: dict[int, type[ServiceError]] = {
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    429: ThrottledError,
    500: ThrottledError,
    502: ThrottledError,
    503: ThrottledError,
    504: ThrottledError,
}

# The conflicts that pass by themselves, and the operation that they wait for:
# docs/protocol/operations.md#retryable-conflicts
LOCK = re.compile("requires exclusive access|conflicting operation is underway|is currently underway")
BLOCKER = re.compile("x-ms-requestid ([0-9a-fA-F]{32})")

# docs/protocol/operations.md#request-ids: without dashes in headers, with them in documents
OPERATION_ID = re.compile("[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")
STATUSES = ("InProgress", "Succeeded", "Failed")
MARKUP = re.compile(r"<[^<>]*>|\s+")
EXCERPT = 4096
"""How many bytes of a body that is no error document are looked at for a message."""

SHOWN = 300
"""How many characters of it a message has at most."""


@dataclass(frozen=True)
class Response:
    """The response to an accepted request. It has an operation id also where there is nothing to wait for."""

    status: int
    operation_id: str
    root: Element | None


OPERATION = (
    ReturnValue("operation_id", "ID of the operation, without dashes."),
    ReturnValue("status", "Status of the operation, V(InProgress), V(Succeeded) or V(Failed)."),
    ReturnValue(
        "http_status_code",
        "HTTP status code of the operation, V(200) when it succeeded. Not returned while the operation is in progress.",
        "int",
    ),
    ReturnValue(
        "error",
        "Reason of the failure. Only returned when the operation failed.",
        "dict",
        contains=(
            ReturnValue("code", "Error code of the service."),
            ReturnValue("message", "Error message of the service."),
        ),
    ),
)
"""An operation as results show it."""


@dataclass(frozen=True)
class Operation:
    """The state of an operation (docs/protocol/operations.md#operation-status).

    ``http_status_code`` is set when it has ended, ``error``, a code and a message, when it has failed.
    """

    operation_id: str
    status: str
    http_status_code: int | None = None
    error: tuple[str, str] | None = None

    @classmethod
    def read(cls, root: Element, operation_id: str) -> Operation:
        """Return the operation that a response to GetOperationStatus says.

        Raises MalformedResponseError for a status that no operation has: it must not pass for success.
        """
        text = {path: _text(root, path) for path in ("Status", "HttpStatusCode", "Error/Code", "Error/Message")}
        if text["Status"] not in STATUSES:
            raise MalformedResponseError(
                f"GetOperationStatus: operation {operation_id} has the status {text['Status'][:SHOWN]!r}, but a status "
                f"is one of {', '.join(STATUSES)}"
            )
        code = text["Error/Code"] or text["Error/Message"]
        return cls(
            operation_id,
            text["Status"],
            int(text["HttpStatusCode"]) if re.fullmatch("[1-5][0-9]{2}", text["HttpStatusCode"]) else None,
            (text["Error/Code"], text["Error/Message"]) if code else None,
        )

    @property
    def result(self) -> dict[str, Any]:
        """The values that ``OPERATION`` documents."""
        error = self.error and {"code": self.error[0], "message": self.error[1]}
        return {
            "operation_id": self.operation_id,
            "status": self.status,
            "http_status_code": self.http_status_code,
            "error": error,
        }

    def failure(self, request: str) -> OperationFailedError:
        """Return the exception for an operation that failed; ``request`` is the request that began it."""
        code, message = self.error or ("Unknown", "the service gives no reason")
        return OperationFailedError(request, self.http_status_code or 500, code, message, self.operation_id)


def parse_response(status: int, headers: Mapping[str, str], content: bytes, request: str) -> Response:
    """Return the response to a request that the service accepted.

    Raises the ServiceError of its status, or MalformedResponseError for what is not the service's: every answer of the
    service has x-ms-request-id (docs/protocol/general.md#response-headers), except refusals of a certificate, which
    have its error document (docs/protocol/errors.md#authentication-failed). A portal's page has neither, whatever its
    status is.
    """
    operation_id = headers.get("x-ms-request-id", "").strip()
    if not OPERATION_ID.fullmatch(operation_id):
        operation_id = ""
    if status >= 300:
        raise refusal(status, content, request, operation_id)
    if not operation_id:
        raise _foreign(request, f"HTTP {status} without an x-ms-request-id", content)
    try:
        root = xml.parse(content) if content.strip() else None
    except xml.InvalidDocument as error:
        raise _foreign(request, str(error), b"") from error
    return Response(status, operation_id, root)


def check_root(root: Element | None, tag: str, request: str) -> Element:
    """Return the root element of a response if it has the tag, in the service's namespace.

    Raises MalformedResponseError.
    """
    if root is None:
        raise MalformedResponseError(f"{request}: the endpoint answered without a body")
    if root.tag != xml.qualified(tag):
        raise _foreign(request, f"its root element is {str(root.tag)[:SHOWN]}, and not {xml.qualified(tag)}", b"")
    return root


def refusal(status: int, content: bytes, request: str, operation_id: str) -> AzureError:
    """Return the exception for a response that is no success, whatever its body is.

    See docs/protocol/errors.md#error-body.

    Without an operation id and an error document it is not the service that refuses, and what it says about a resource
    does not count; that something between has failed may pass, though.
    """
    try:
        root = xml.parse(content)
        code, message = _any_text(root, "Code"), _any_text(root, "Message")
        is_error_document = root.tag == xml.qualified("Error")
    except xml.InvalidDocument:
        code, message, is_error_document = "", "", False
    kind = SERVICE_ERRORS.get(status, ServiceError)
    if not operation_id and not is_error_document and kind is not ThrottledError:
        return _foreign(request, f"HTTP {status} without an x-ms-request-id", content)
    if not code:
        code, message = "Unknown", _excerpt(content)
    if kind is ConflictError and LOCK.search(message):
        blocker = BLOCKER.search(message)
        return LockedError(request, status, code, message, operation_id, blocker and blocker.group(1).lower())
    return kind(request, status, code, message, operation_id)


def _foreign(request: str, reason: str, content: bytes) -> ForeignResponseError:
    """Return the exception for an answer that is not the service's."""
    excerpt = _excerpt(content)
    quoted = f", which says: {excerpt}" if excerpt else ""
    return ForeignResponseError(
        f"{request}: the endpoint's answer is not the service's: {reason}{quoted}; a proxy or a portal may be between"
    )


def _excerpt(content: bytes) -> str:
    """Return the beginning of a body for a message, without markup and what cannot be printed."""
    text = MARKUP.sub(" ", content[:EXCERPT].decode("utf-8", "replace"))
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:SHOWN]


def _text(root: Element, path: str) -> str:
    found = xml.find(root, path)
    return "" if found is None else (found.text or "").strip()


def _any_text(root: Element, tag: str) -> str:
    """Return the text of a child in any namespace, empty if there is none."""
    return next(((child.text or "").strip() for child in root if xml.local_name(child) == tag), "")
