# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``environment``: its options and what it returns."""

from __future__ import annotations

from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    Context,
    ReturnValue,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.environment import SUMMARY, Environment
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.kinds import TREE
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.tree import tree_options
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import client_module
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.return_values import (
    FAILURE,
    OPERATION_IDS,
    request_names,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client


def _work(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
    return Environment(client, params, context).run()


RESOURCE = ReturnValue(
    "resource",
    "Kind and name of the resource, and of the hosted service that it belongs to.",
    sample="virtual machine web1 of hosted service classic-shop",
)
FAILED_RESOURCES = ReturnValue(
    "failed_resources",
    "Resources that cannot be what the task says, in which case nothing is changed, or that failed to become that.",
    "list",
    "dict",
    contains=(
        RESOURCE,
        ReturnValue("msg", "What is wrong."),
        ReturnValue(
            "error",
            "Error response of the service. V(null) when the service did not refuse a request.",
            "dict",
            contains=FAILURE[0].contains,
        ),
        ReturnValue(
            "operation_id",
            "ID of the request that was refused, or of the operation that failed or timed out. V(null) when there is "
            "none.",
        ),
    ),
    returned="always",
)
LATER = "always, unless the task is refused before its first request"
RETURNS = (
    ReturnValue(
        "plan",
        "What is done, or in check mode would be done, in an order that respects what each resource needs. Resources "
        "that are what the task says are not in it.",
        "list",
        "dict",
        contains=(
            RESOURCE,
            ReturnValue("action", "What is done with it, V(create), V(change) or V(delete).", sample="create"),
            ReturnValue(
                "requests",
                "Requests that it takes, by the names of the operations, in order.",
                "list",
                "str",
                sample=["CreateVMDeployment"],
            ),
        ),
        returned=LATER,
    ),
    ReturnValue(
        "summary",
        "Numbers of resources that were created, changed and deleted, and of those that were what the task says. In "
        "check mode, numbers of those that would be.",
        "dict",
        contains=tuple(
            ReturnValue(word, f"Number of resources that {'were' if word == 'unchanged' else 'are'} {word}.", "int")
            for word in SUMMARY.values()
        ),
        returned=LATER,
    ),
    request_names("CreateAffinityGroup", "CreateHostedService"),
    OPERATION_IDS,
    ReturnValue(
        "resources",
        "State of the resources after the task, each with the values that the module of its kind "
        "returns, in lists as O(resources) has them. In check mode, the predicted state.",
        "dict",
        returned=LATER,
    ),
    FAILED_RESOURCES,
    ReturnValue(
        "not_begun",
        "Resources that were not begun, since others that they need failed.",
        "list",
        "str",
        returned=LATER,
    ),
    ReturnValue(
        "unmanaged",
        "What lies in the hosted services of O(resources) and is not in it.",
        "list",
        "str",
        returned="when O(unmanaged) is V(report) or V(delete)",
    ),
    *FAILURE,
)
ENVIRONMENT = client_module(
    _work,
    argument_spec={
        "resources": {"type": "dict", "required": True, "options": tree_options(TREE)},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "parallel": {"type": "int", "default": 8},
        "unmanaged": {"type": "str", "choices": ["keep", "report", "delete"], "default": "keep"},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 1800},
    },
    returns=RETURNS,
)
