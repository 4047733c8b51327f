# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exceptions with data, raised anywhere and caught once, where a module is run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class AzureError(Exception):
    """The base of all failures that are reported to the user, as one sentence and as fields of the result.

    attempts: how often the request was sent, for the sentence.
    accepted: the requests that the service accepted before the task failed, by the names of their operations; None
        where a failure is not that of a task that changes something.
    operation_ids: their ids, where the service gives them any.
    """

    attempts = 1
    accepted: list[str] | None = None
    operation_ids: list[str] | None = None

    def __str__(self) -> str:
        return super().__str__() if self.attempts == 1 else f"{super().__str__()} (tried {self.attempts} times)"

    @property
    def details(self) -> dict[str, Any]:
        """What is known of the failure, as fields of the failed result besides ``msg``."""
        return {}

    @property
    def result(self) -> dict[str, Any]:
        """The fields of the failed result besides ``msg``."""
        if self.accepted is None:
            return self.details
        ids = {} if self.operation_ids is None else {"operation_ids": self.operation_ids}
        return {**self.details, "changed": bool(self.accepted), "requests": self.accepted, **ids}


class InvalidOptionError(AzureError):
    """An option has an invalid value; nothing has been changed."""

    def __init__(self, option: str, value: object, rule: str) -> None:
        super().__init__(f"{option} is {value!r}, but {rule}")
        self.option = option


class CredentialError(AzureError):
    """The management certificate, its key or the publishsettings file cannot be used."""


class PreconditionError(AzureError):
    """The task asks for what the service cannot do, or for what needs an option that allows it."""


class MissingReferenceError(PreconditionError):
    """What a task refers to does not exist. In check mode that is a warning: an earlier task may be about to create it.

    missing: what does not exist, each by its kind and name, as "storage account classicshop"; empty: what the sentence
        says.
    want: what the task wants, completed as if all that existed; None: as it is.
    steps: the steps that the task would take then, where they are planned from what is missing.
    """

    def __init__(
        self,
        sentence: str,
        missing: Sequence[str] = (),
        want: dict[str, Any] | None = None,
        steps: Sequence[Any] = (),
    ) -> None:
        super().__init__(sentence)
        self.missing = tuple(missing)
        self.want = want
        self.steps = list(steps)

    @property
    def sentences(self) -> list[str]:
        """What is missing, as check mode reports it."""
        return [f"there is no {each}" for each in self.missing] or [super().__str__()]


class EndpointUnreachableError(AzureError):
    """The endpoint did not respond, and no request took effect."""


class TLSError(AzureError):
    """The TLS handshake with the endpoint failed."""


class AmbiguousWriteError(AzureError):
    """A write was sent and its response was lost: only reading tells whether it took effect."""


class NotAppliedError(AzureError):
    """The service accepted a request, but its state does not show that it was carried out."""


class MalformedResponseError(AzureError):
    """The response is not the service's XML."""


class ForeignResponseError(MalformedResponseError):
    """The response comes from something between, as a proxy or a portal; another one may come from the service."""


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

    def advise(self, hint: str) -> None:
        """Add what helps to the sentence."""
        self.args = (f"{self.args[0]}; {hint}",)

    def because(self, reason: str) -> ServiceError:
        """Return the same error with a reason in front of the message."""
        explained = type(self)(self.request, self.status, self.code, self.message, self.operation_id, self.blocker)
        explained.args = (f"{reason}: {self.args[0]}",)
        return explained


class NotFoundError(ServiceError):
    """HTTP 404."""


class ForbiddenError(ServiceError):
    """HTTP 403: the certificate is not one of the subscription's, or may not do this."""


class ThrottledError(ServiceError):
    """HTTP 429, 500, 502, 503 or 504: it may succeed later; only reading tells whether a write took effect."""


class ConflictError(ServiceError):
    """HTTP 409 that waiting does not resolve: the name is taken, the slot is occupied."""


class LockedError(ServiceError):
    """HTTP 409 because another operation has exclusive access; ``blocker`` is its id if the service names it."""


class OperationFailedError(ServiceError):
    """An accepted operation ended as Failed (docs/protocol/operations.md#failed-operations)."""


class ProvisioningError(AzureError):
    """An instance is in a state from which it will not become ready."""


class StalledError(AzureError):
    """The resource is in a state that only an operation of the service ends, and none works on it."""


class OperationTimeoutError(AzureError):
    """What was waited for did not happen within wait_timeout; it may still happen."""

    def __init__(self, sentence: str, operation_id: str | None = None) -> None:
        super().__init__(sentence)
        self.operation_id = operation_id

    @property
    def details(self) -> dict[str, Any]:
        return {"operation_id": self.operation_id}
