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
    ConflictError,
    ForbiddenError,
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
    503: ThrottledError,
}

# The conflicts that pass by themselves, and the operation that they wait for:
# docs/protocol/operations.md#retryable-conflicts
LOCK = re.compile("requires exclusive access|conflicting operation is underway|is currently underway")
BLOCKER = re.compile("x-ms-requestid ([0-9a-fA-F]{32})")


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
        """Return the operation that a response to GetOperationStatus says."""
        text = {path: _text(root, path) for path in ("Status", "HttpStatusCode", "Error/Code", "Error/Message")}
        code = text["Error/Code"] or text["Error/Message"]
        return cls(
            operation_id,
            text["Status"] or "InProgress",
            int(text["HttpStatusCode"]) if text["HttpStatusCode"].isdigit() else None,
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
    """Return the response to a request. Raises the ServiceError of its status, or MalformedResponseError."""
    operation_id = headers.get("x-ms-request-id", "")
    if status >= 300:
        raise refusal(status, content, request, operation_id)
    try:
        root = xml.parse(content) if content.strip() else None
    except xml.InvalidDocument as error:
        raise MalformedResponseError(f"{request}: the endpoint's answer is not the service's: {error}") from error
    return Response(status, operation_id, root)


def refusal(status: int, content: bytes, request: str, operation_id: str) -> ServiceError:
    """Return the exception for a response that is no success, whatever its body is.

    See docs/protocol/errors.md#error-body.
    """
    try:
        root = xml.parse(content)
        code, message = _any_text(root, "Code"), _any_text(root, "Message")
    except xml.InvalidDocument:
        code = message = ""
    if not code:
        code, message = "Unknown", re.sub(r"<[^>]*>|\s+", " ", content.decode("utf-8", "replace")).strip()[:300]
    kind = SERVICE_ERRORS.get(status, ServiceError)
    if kind is ConflictError and LOCK.search(message):
        blocker = BLOCKER.search(message)
        return LockedError(request, status, code, message, operation_id, blocker and blocker.group(1).lower())
    return kind(request, status, code, message, operation_id)


def _text(root: Element, path: str) -> str:
    found = xml.find(root, path)
    return "" if found is None else (found.text or "").strip()


def _any_text(root: Element, tag: str) -> str:
    """Return the text of a child in any namespace, empty if there is none."""
    return next(((child.text or "").strip() for child in root if xml.local_name(child) == tag), "")
