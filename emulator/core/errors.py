# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Error responses of the service."""

from __future__ import annotations

import traceback

SERVICE_ERRORS = {
    "locked": (
        409,
        "ConflictError",
        "Windows Azure is currently performing an operation on this hosted service that requires exclusive access.",
    ),
    "internal_error": (500, "InternalError", "The server encountered an internal error. Please retry the request."),
    "not_found": (404, "ResourceNotFound", "The specified resource does not exist."),
    "too_many_requests": (503, "TooManyRequests", "Too many requests received. Retry after some time."),
    "forbidden": (
        403,
        "ForbiddenError",
        "The server failed to authenticate the request. "
        "Verify that the certificate is valid and is associated with this subscription.",
    ),
}
"""Errors that any request may meet: status, code and message by a name of ours
(docs/protocol/errors.md#authentication-failed and docs/protocol/errors.md#common-codes,
docs/protocol/operations.md#exclusive-access, docs/protocol/general.md#throttling)."""


class ErrorResponse(Exception):
    """An error response of the service: HTTP status, error code and message.

    ``reason`` says more than the service did. It goes into the journal, and into the response of a strict emulator.
    """

    def __init__(self, status: int, code: str, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.reason = reason


def bad_request(message: str = "A parameter was incorrect", reason: str = "") -> ErrorResponse:
    """400 BadRequest."""
    return ErrorResponse(400, "BadRequest", message, reason)


def invalid_query() -> ErrorResponse:
    """400 MissingOrInvalidRequiredQueryParameter (docs/protocol/errors.md#unknown-request)."""
    message = "A required query parameter was not specified for this request or was specified incorrectly."
    return ErrorResponse(400, "MissingOrInvalidRequiredQueryParameter", message)


def not_found(message: str = SERVICE_ERRORS["not_found"][2]) -> ErrorResponse:
    """404 ResourceNotFound."""
    return ErrorResponse(404, "ResourceNotFound", message)


def conflict(message: str) -> ErrorResponse:
    """409 ConflictError."""
    return ErrorResponse(409, "ConflictError", message)


def service_error(name: str, message: str = "", reason: str = "") -> ErrorResponse:
    """One of ``SERVICE_ERRORS``, with another message if one is given."""
    status, code, usual_message = SERVICE_ERRORS[name]
    return ErrorResponse(status, code, message or usual_message, reason)


def describe_bug(bug: BaseException) -> str:
    """The type of an unexpected exception, and the places that it passed through, for the log: without its text, which
    may be secret."""
    return f"{type(bug).__name__}\n{''.join(traceback.format_tb(bug.__traceback__))}"
