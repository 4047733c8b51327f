# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules return, derived from the fields and actions of resources."""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ReturnValue
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Codec, Wrapped
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct

FAILURE = (
    ReturnValue(
        "error",
        "Error response of the service.",
        "dict",
        contains=(
            ReturnValue("code", "Error code of the service.", sample="ConflictError"),
            ReturnValue("message", "Error message of the service."),
            ReturnValue("status", "HTTP status code.", "int"),
        ),
        returned="when the service refused a request",
    ),
    ReturnValue(
        "operation_id",
        "ID of the request that was refused, or of the operation that failed or timed out.",
        returned="on failure, when there is one",
    ),
)
"""What a task returns, besides the message, that failed since the service refused a request or an operation failed."""

AFTER_FIRST_REQUEST = "always, unless the task fails before its first request"

OPERATION_IDS = ReturnValue(
    "operation_ids",
    "IDs of these requests, for M(classic.azure.operation_info). Empty in check mode.",
    "list",
    elements="str",
    sample=["9c762d54bb95b7efa795515e633d7266"],
    returned=AFTER_FIRST_REQUEST,
)
MISSING_REFERENCES = ReturnValue(
    "missing_references",
    "What the task refers to and that does not exist, each as a sentence. The task fails without it.",
    "list",
    elements="str",
    returned="in check mode, when something is missing that an earlier task may create",
    sample=["there is no hosted service classic-shop"],
)
LOCK_WAITS = ReturnValue(
    "lock_waits",
    "Operations with exclusive access to a resource that the task waited for.",
    "list",
    elements="dict",
    contains=(
        ReturnValue("operation_id", "ID of the operation. Not returned when the service does not name it."),
        ReturnValue("seconds", "Time that the task waited, in seconds.", "float"),
    ),
    returned="when the task had to wait",
)


def request_names(*sample: str) -> ReturnValue:
    """Return the declaration of the requests that a task sent; ``sample`` is what it may be."""
    return ReturnValue(
        "requests",
        "Requests that changed something, by the name of the operation, in order. In check mode, those that would be "
        "sent. If the task fails, those that the service accepted before, in which case the task is also changed.",
        "list",
        elements="str",
        sample=list(sample),
        returned=AFTER_FIRST_REQUEST,
    )


def listing(schema: ResourceSchema, returned: str = "success") -> ReturnValue:
    """Return the declaration of the resources of a kind that were found."""
    kind = f"{schema.kind}s"
    description = f"{kind[0].upper()}{kind[1:]} that were found. Empty when there are none."
    return ReturnValue(schema.plural, description, "list", "dict", field_values(schema.returned), returned)


def resource_returns(schema: ResourceSchema, description: str = "") -> tuple[ReturnValue, ...]:
    """Return what the module returns that manages a resource; ``description`` replaces that of its state."""
    predicted = "In check mode, the predicted state, in which values that the service assigns may be null."
    state = ReturnValue(
        schema.name,
        description or f"State of the {schema.kind} after the task. {predicted}",
        "dict",
        contains=field_values(schema.returned),
        returned="when it exists after the task",
    )
    return state, request_names(schema.actions[0].operation), OPERATION_IDS, MISSING_REFERENCES, LOCK_WAITS, *FAILURE


def info_returns(schema: ResourceSchema) -> tuple[ReturnValue, ...]:
    """Return what the module returns that gathers information about the resources of a kind."""
    return listing(schema), *FAILURE


def singleton_returns(schema: ResourceSchema) -> tuple[ReturnValue, ...]:
    """Return what the module returns that gathers information about a resource of which there is one."""
    fields = field_values(schema.returned)
    return ReturnValue(schema.name, f"The {schema.kind}.", "dict", contains=fields), *FAILURE


def field_values(fields: Iterable[Field]) -> tuple[ReturnValue, ...]:
    """Return the declarations of fields."""
    return tuple(_field_value(field.name, field.description, field.codec) for field in fields)


def _field_value(name: str, description: str, codec: Codec) -> ReturnValue:
    while isinstance(codec, Wrapped):
        codec = codec.of
    if isinstance(codec, ListOf):
        item = _field_value(name, description, codec.of)
        return ReturnValue(name, description, "list", item.type, item.contains)
    contains = field_values(codec.fields) if isinstance(codec, Struct) else ()
    return ReturnValue(name, description, codec.kind, contains=contains)
