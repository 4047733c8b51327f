# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers typed by hand: successes, refusals of every shape, operations."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    ConflictError,
    ForbiddenError,
    ForeignResponseError,
    LockedError,
    MalformedResponseError,
    NotFoundError,
    ServiceError,
    ThrottledError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.responses import Operation, parse_response
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.tests.unit.recorded import MISSING, exchanges
from hypothesis import given
from hypothesis import strategies as st

NS = 'xmlns="http://schemas.microsoft.com/windowsazure" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
EXCHANGES = exchanges()
ID = "9c762d54bb95b7efa795515e633d7266"
HEADERS = {"x-ms-request-id": ID}


def error(code: str, message: str) -> bytes:
    return f"<Error {NS}><Code>{code}</Code><Message>{message}</Message></Error>".encode()


BUSY_WITH = f"Windows Azure is currently performing an operation with x-ms-requestid {ID} on this deployment that"


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "message", "blocker"),
    [
        (
            404,
            error("ResourceNotFound", "No deployments were found."),
            NotFoundError,
            "ResourceNotFound",
            "No depl",
            None,
        ),
        (
            409,
            error("ConflictError", "The specified DNS name is already taken."),
            ConflictError,
            "ConflictError",
            "",
            None,
        ),
        (409, error("ConflictError", f"{BUSY_WITH} requires exclusive access."), LockedError, "ConflictError", "", ID),
        (
            409,
            error("ConflictError", "on this hosted service that requires exclusive access."),
            LockedError,
            "",
            "",
            None,
        ),
        (
            409,
            error("ConflictError", "a conflicting operation is underway. Please retry later."),
            LockedError,
            "",
            "",
            None,
        ),
        (
            409,
            error("ConflictError", "configuration is currently underway. Please"),
            LockedError,
            "ConflictError",
            "",
            None,
        ),
        (
            409,
            error("ConflictError", "The specified deployment slot Production is occupied."),
            ConflictError,
            "",
            "",
            None,
        ),
        (403, error("ForbiddenError", "Not yours."), ForbiddenError, "ForbiddenError", "Not yours.", None),
        (503, error("TooManyRequests", "Too many requests received."), ThrottledError, "TooManyRequests", "", None),
        (500, error("InternalError", "An internal error."), ThrottledError, "InternalError", "", None),
        (400, error("BadRequest", "A parameter was incorrect"), ServiceError, "BadRequest", "A parameter", None),
        (400, b"\xef\xbb\xbf" + error("BadRequest", "With a mark"), ServiceError, "BadRequest", "With a mark", None),
        (400, b"<Error><Code>BadRequest</Code><Message>x</Message></Error>", ServiceError, "BadRequest", "x", None),
        (502, b"<html><h1>Bad  Gateway</h1></html>", ThrottledError, "Unknown", "Bad Gateway", None),
        (400, b"", ServiceError, "Unknown", "", None),
        (
            404,
            b'<string xmlns="x">Request to a downlevel service failed.</string>',
            NotFoundError,
            "Unknown",
            "Req",
            None,
        ),
    ],
)
def test_error_responses_are_parsed(
    status: int, body: bytes, kind: type[ServiceError], code: str, message: str, blocker: str | None
) -> None:
    with pytest.raises(kind) as raised:
        parse_response(status, HEADERS, body, "CreateDeployment")
    assert raised.type is kind
    assert raised.value.code.startswith(code) and message in raised.value.message
    assert raised.value.blocker == blocker
    assert raised.value.details["error"]["status"] == status
    assert raised.value.details["operation_id"] == ID
    assert str(raised.value).startswith("CreateDeployment: ") and str(raised.value).endswith(f"operation {ID})")


@pytest.mark.parametrize("body", [b"<html><p>", b"hello", b"<!DOCTYPE x><x/>"])
def test_success_without_xml_is_malformed(body: bytes) -> None:
    with pytest.raises(
        MalformedResponseError, match="^ListLocations: the endpoint's answer is not the service's: the document"
    ):
        parse_response(200, HEADERS, body, "ListLocations")


def test_success_without_body() -> None:
    assert parse_response(202, HEADERS, b"", "X").root is None


@pytest.mark.parametrize(
    ("body", "status", "code", "reason"),
    [
        ("<Status>InProgress</Status>", "InProgress", None, None),
        ("<Status>Succeeded</Status><HttpStatusCode>200</HttpStatusCode>", "Succeeded", 200, None),
        ("<Status>Succeeded</Status>", "Succeeded", None, None),
        (
            "<Status>Failed</Status><HttpStatusCode>400</HttpStatusCode>"
            "<Error><Code>BadRequest</Code><Message>Port 22 is already in use</Message></Error>",
            "Failed",
            400,
            ("BadRequest", "Port 22 is already in use"),
        ),
        ("<Status>Failed</Status>", "Failed", None, None),
    ],
)
def test_operation_is_parsed(body: str, status: str, code: int | None, reason: tuple[str, str] | None) -> None:
    root = xml.parse(f"<Operation {NS}><ID>x</ID>{body}</Operation>".encode())
    operation = Operation.read(root, ID)
    assert (operation.status, operation.http_status_code, operation.error) == (status, code, reason)
    failure = operation.failure("CreateDeployment")
    assert failure.operation_id == ID
    assert failure.message == (reason[1] if reason else "the service gives no reason")


@pytest.mark.skipif(not EXCHANGES, reason=MISSING)
def test_recorded_answers_are_the_service(record_property: Callable[[str, object], None]) -> None:
    """Issue 11, pages of proxies: the check takes no recorded answer for a foreign one."""
    for exchange in EXCHANGES:
        with suppress(ServiceError):
            parse_response(exchange.status, exchange.headers, exchange.response, exchange.operation)
        record_property("recorded", "answers that are recognised as the service's")


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (200, HEADERS, f"<X {NS}/>".encode(), None),
        (200, {"x-ms-request-id": ID.upper()}, b"", None),
        (200, {"x-ms-request-id": f" {ID} "}, b"", None),
        (200, {"x-ms-request-id": "9c762d54-bb95-b7ef-a795-515e633d7266"}, b"", None),
        (200, {"x-ms-request-id": f"{ID}0"}, b"", ForeignResponseError),
        (200, {"x-ms-request-id": f"{ID}, {ID}"}, b"", ForeignResponseError),
        (200, {"x-ms-request-id": f"../{ID}"}, b"", ForeignResponseError),
        (200, {}, b"", ForeignResponseError),
        (202, {}, b"", ForeignResponseError),
        (204, {}, b"", ForeignResponseError),
        (403, {}, error("ForbiddenError", "Not yours."), ForbiddenError),
        (404, {}, error("ResourceNotFound", "Not here."), NotFoundError),
        (404, {}, b"<Error><Code>NoSuchKey</Code><Message>Not here.</Message></Error>", ForeignResponseError),
        (404, HEADERS, b"<html/>", NotFoundError),
        (404, {}, b"", ForeignResponseError),
        (409, {}, b"<html/>", ForeignResponseError),
        (503, {}, b"<html/>", ThrottledError),
    ],
)
def test_service_is_told_from_others(
    status: int, headers: dict[str, str], body: bytes, kind: type[AzureError] | None
) -> None:
    """Issue 11, pages of proxies: by the header with its id, or by the error document in the service's namespace."""
    if kind is None:
        assert parse_response(status, headers, body, "X").status == status
    else:
        with pytest.raises(kind) as raised:
            parse_response(status, headers, body, "X")
        assert raised.type is kind


@given(st.integers(100, 599), st.binary(max_size=300))
def test_arbitrary_responses_never_crash(status: int, body: bytes) -> None:
    try:
        parse_response(status, {}, body, "X")
    except AzureError as error:
        assert str(error).startswith("X: ")
