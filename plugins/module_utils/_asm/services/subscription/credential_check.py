# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module credential_info: describes a credential, and tries it at the service."""

from __future__ import annotations

from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ReturnValue
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.report import CREDENTIAL, describe
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    CredentialError,
    ForbiddenError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import client_module
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client


def check(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Return the credential with ``accepted`` and ``problem``. Raises CredentialError if none can be read."""
    returned = describe(client.credential)
    accepted: bool | None = None
    problem = returned["problem"]
    if problem is None:
        accepted, problem = _try(client)
    return {"changed": False, "credential": {**returned, "accepted": accepted, "problem": problem}}


def _try(client: Client) -> tuple[bool | None, str | None]:
    try:
        client.get("", "GetSubscription", "Subscription")
    except (ForbiddenError, CredentialError) as error:
        return False, str(error)
    except AzureError as error:
        return None, str(error)
    return True, None


CREDENTIAL_CHECK = client_module(
    check,
    returns=(
        ReturnValue(
            "credential",
            "The credential.",
            "dict",
            contains=(
                *CREDENTIAL,
                ReturnValue(
                    "accepted",
                    "Whether the service accepts the certificate for the subscription. Not returned when the service "
                    "could not be asked.",
                    "bool",
                ),
            ),
        ),
    ),
    argument_spec={},
)
