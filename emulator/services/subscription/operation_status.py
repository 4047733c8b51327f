# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status of operations (docs/protocol/operations.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.errors import not_found
from ansible_collections.classic.azure.emulator.core.operations import Operation
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def get(context: RequestContext) -> Reply:
    """Answer 200, also for an operation that failed: its error is in the body."""
    operation = context.operations.poll(context.subscription, context.names["operation_id"])
    if operation is None:
        raise not_found()
    return Reply(200, operation_document(operation))


def operation_document(operation: Operation) -> Element:
    """An operation as the service spells it."""
    digits, root = operation.id, xml.create("Operation")
    xml.add(root, "ID", "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])))
    xml.add(root, "Status", operation.status)
    if operation.status == "Succeeded":
        xml.add(root, "HttpStatusCode", "200")
    if operation.error:
        xml.add(root, "HttpStatusCode", str(operation.error.status))
        error = xml.add(root, "Error")
        xml.add(error, "Code", operation.error.code)
        xml.add(error, "Message", operation.error.message)
    return root


register_routes(Route("GetOperationStatus", "GET", "operations/{operation_id}", get))
