# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status of operations (docs/protocol/operations.md), and the list of them
(docs/protocol/subscription.md#subscription-operations)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.errors import invalid_query, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operation
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LIST_SINCE = "2011-02-25"
OLDEST_SECONDS = 90 * 24 * 3600
RESULTS = ("", "inprogress", "succeeded", "failed")
MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,7})?Z)?")
PARAMETER_NAMESPACE = "http://schemas.datacontract.org/2004/07/Microsoft.WindowsAzure.ServiceManagement"
PAGE = 500
"""Operations in one answer: an assumption."""


def get(context: RequestContext) -> Reply:
    """Answer 200, also for an operation that failed: its error is in the body."""
    operation = context.operations.poll(context.subscription, context.names["operation_id"])
    if operation is None:
        raise not_found()
    return Reply(200, operation_document(operation))


def get_all(context: RequestContext) -> Reply:
    """Changes of a period, some of them with filters (docs/protocol/subscription.md#subscription-operations)."""
    begin, end = _moment(context, "starttime"), _moment(context, "endtime")
    result, token = context.query.get("operationresultfilter", "").lower(), context.query.get("continuationtoken", "0")
    if (
        not context.now - OLDEST_SECONDS <= begin <= end
        or result not in RESULTS
        or not re.fullmatch("[0-9]{0,9}", token)
    ):
        raise invalid_query()
    path = context.query.get("objectidfilter", "").rstrip("/").lower()
    found = [
        operation
        for operation in context.operations.changes(context.subscription)
        if begin <= operation.started <= end
        and result in ("", operation.status.lower())
        and f"{_object_id(context, operation)}/".lower().startswith(f"{path}/" if path else "")
    ]
    first = int(token or 0)
    root = xml.create("SubscriptionOperationCollection")
    rows = xml.add(root, "SubscriptionOperations")
    for operation in found[first : first + PAGE]:
        _add_row(rows, context, operation)
    if len(found) > first + PAGE:
        xml.add(root, "ContinuationToken", str(first + PAGE))
    return Reply(200, root)


def _moment(context: RequestContext, name: str) -> float:
    """The moment of a query parameter, in seconds since 1970. Raises ErrorResponse."""
    text = context.query.get(name, "")
    match = MOMENT.fullmatch(text)
    try:
        day = datetime.fromisoformat(f"{match[1]}T{match[2] or '00:00:00'}+00:00") if match else None
    except ValueError:
        day = None
    if day is None or match is None:
        raise invalid_query()
    return day.timestamp() + float(f"0{match[3] or ''}")


def _object_id(context: RequestContext, operation: Operation) -> str:
    return f"/{context.subscription}/{operation.target}"


def _add_row(rows: Element, context: RequestContext, operation: Operation) -> None:
    row = xml.add(rows, "SubscriptionOperation")
    xml.add(row, "OperationId", _with_dashes(operation.id))
    xml.add(row, "OperationObjectId", _object_id(context, operation))
    xml.add(row, "OperationName", operation.name.partition("+")[0])
    parameter = xml.add(xml.add(row, "OperationParameters"), "OperationParameter")
    for tag, text in (("Name", "subscriptionID"), ("Value", context.subscription)):
        child = parameter.makeelement(f"{{{PARAMETER_NAMESPACE}}}{tag}", {}, {"a": PARAMETER_NAMESPACE})
        child.text = text
        parameter.append(child)
    caller = xml.add(row, "OperationCaller")
    xml.add(caller, "UsedServiceManagementApi", "true")
    xml.add(caller, "SubscriptionCertificateThumbprint", operation.caller)
    _add_status(xml.add(row, "OperationStatus"), operation)
    xml.add(row, "OperationStartedTime", stamp(operation.started))
    if operation.ended is not None:
        xml.add(row, "OperationCompletedTime", stamp(operation.ended))


def operation_document(operation: Operation) -> Element:
    """An operation as the service spells it."""
    root = xml.create("Operation")
    _add_status(root, operation)
    return root


def _add_status(parent: Element, operation: Operation) -> None:
    xml.add(parent, "ID", _with_dashes(operation.id))
    xml.add(parent, "Status", operation.status)
    if operation.status == "Succeeded":
        xml.add(parent, "HttpStatusCode", "200")
    if operation.error:
        xml.add(parent, "HttpStatusCode", str(operation.error.status))
        error = xml.add(parent, "Error")
        xml.add(error, "Code", operation.error.code)
        xml.add(error, "Message", operation.error.message)


def _with_dashes(digits: str) -> str:
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


register_routes(
    Route("GetOperationStatus", "GET", "operations/{operation_id}", get),
    Route("ListSubscriptionOperations", "GET", "operations", get_all, since=LIST_SINCE),
)
