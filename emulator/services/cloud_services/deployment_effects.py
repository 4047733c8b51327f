# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Effects that change one deployment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from ansible_collections.classic.azure.emulator.core.entities import EffectScope
from ansible_collections.classic.azure.emulator.core.operations import Effect, Operations
from ansible_collections.classic.azure.emulator.core.registry import effect
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEPLOYMENTS,
    Deployment,
    save,
)

Change = Callable[[EffectScope, Deployment, Value], None]
"""A function that changes a deployment by facts. It may raise ErrorResponse: then nothing is changed."""


def deployment_effect(name: str) -> Callable[[Change], Effect]:
    """Make the decorated function an effect on the deployment whose ``key`` is in the facts.

    It is not called if the deployment has been deleted; what it changes is saved.
    """

    def register(change: Change) -> Effect:
        @effect(name)
        @wraps(change)
        def apply(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
            scope = EffectScope(operations, subscription, moment)
            deployment = DEPLOYMENTS.get(scope, facts["key"])
            if deployment:
                change(scope, deployment, facts)
                save(scope, deployment)

        return apply

    return register
