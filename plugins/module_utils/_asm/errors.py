# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that can go wrong, as exceptions with data: raised anywhere, caught once by the shell that runs a module."""

from __future__ import annotations

from typing import Any


class AzureError(Exception):
    """A failure that the user is told in one sentence: C(str(error)), and in the result fields of C(details)."""

    attempts = 1

    def __str__(self) -> str:
        return super().__str__() if self.attempts == 1 else f"{super().__str__()} (tried {self.attempts} times)"

    @property
    def details(self) -> dict[str, Any]:
        """The fields that stand beside C(msg) in the result of the failed task."""
        return {}


class InvalidOptionError(AzureError):
    """An option has a value that cannot be right, found out before anything was written."""

    def __init__(self, option: str, value: object, rule: str) -> None:
        super().__init__(f"{option} is {value!r}, but {rule}")
        self.option = option


class CredentialError(AzureError):
    """The management certificate, its key or the publishsettings file cannot be used."""


class PreconditionError(AzureError):
    """The task asks for something that we do not do unless told, or that the service has no way to do."""


class EndpointUnreachableError(AzureError):
    """The endpoint did not answer, and no request took effect."""


class TLSError(AzureError):
    """TLS could not be agreed on with the endpoint."""


class AmbiguousWriteError(AzureError):
    """A write was sent and no usable answer came back: only looking tells whether it took effect."""


class MalformedResponseError(AzureError):
    """The endpoint answered something that is not the service's XML."""


class ServiceError(AzureError):
    """The service refused a request: HTTP status, error code and message (docs/protocol/errors.md#error-body)."""

    def __init__(
        self, request: str, status: int, code: str, message: str, operation_id: str = "", blocker: str | None = None
    ) -> None:
        super().__init__(f"{request}: {message} ({code}, HTTP {status}, operation {operation_id or 'unknown'})")
        self.request = request
        self.status = status
        self.code = code
        self.message = message
        self.operation_id = operation_id
        self.blocker = blocker

    @property
    def details(self) -> dict[str, Any]:
        return {
            "error": {"code": self.code, "message": self.message, "status": self.status},
            "operation_id": self.operation_id,
        }

    def because(self, reason: str) -> ServiceError:
        """The same refusal, with what we know of its reason."""
        explained = type(self)(self.request, self.status, self.code, self.message, self.operation_id, self.blocker)
        explained.args = (f"{reason}: {self.args[0]}",)
        return explained


class NotFoundError(ServiceError):
    """HTTP 404."""


class ForbiddenError(ServiceError):
    """HTTP 403: the certificate is not one of the subscription's, or may not do this."""


class ThrottledError(ServiceError):
    """HTTP 429, 500 or 503: the service could not, this time; whether a write took effect has to be looked at."""


class ConflictError(ServiceError):
    """HTTP 409 that waiting does not cure: the name is taken, the slot is occupied."""


class LockedError(ServiceError):
    """HTTP 409 because another operation has exclusive access; C(blocker) is its id where the service names it."""


class OperationFailedError(ServiceError):
    """An accepted operation ended as Failed (docs/protocol/operations.md#failed-operations)."""


class ProvisioningError(AzureError):
    """An instance is in a state that it does not leave for the better by itself."""


class OperationTimeoutError(AzureError):
    """What was waited for did not happen within C(wait_timeout); it may still happen."""

    def __init__(self, sentence: str, operation_id: str | None = None) -> None:
        super().__init__(sentence)
        self.operation_id = operation_id

    @property
    def details(self) -> dict[str, Any]:
        return {"operation_id": self.operation_id}
