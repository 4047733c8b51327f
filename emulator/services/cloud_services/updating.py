# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What time does to deployments that are updated (docs/protocol/cloud_services.md#upgrade and
docs/protocol/cloud_services.md#walk-upgrade-domain); updates says what is kept of an update."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services.instances import (
    READY,
    Deployments,
    at_rest,
    describe,
)

Change = Callable[[str, Value, Value, float], None]
"""A function of a subscription, facts, the deployment that it changes, and the moment."""


def progress(kind: str, state: str, domain: int) -> Value:
    """How far a deployment is updated, as answers tell it."""
    return {"upgrade_type": kind, "current_upgrade_domain_state": state, "current_upgrade_domain": domain}


class Updating:
    """The effects of updates."""

    def __init__(self, operations: Operations) -> None:
        self.operations = operations
        self.deployments = Deployments(operations)

    def effect(self, change: Change) -> Callable[[str, Value, float], None]:
        """The effect that makes a change to the deployment that the facts name, if it is still there."""

        def happens(subscription: str, facts: Value, moment: float) -> None:
            deployment = self.deployments.get(subscription, facts["key"])
            if deployment:
                change(subscription, facts, deployment, moment)
                self.deployments.put(subscription, facts["key"], deployment, moment)

        return happens

    def is_updated(self, subscription: str, facts: Value, deployment: Value, moment: float) -> None:
        """At its end the recorded upgrade was told as one that has not begun, until the deployment came to rest."""
        update = deployment["update"]
        deployment.update(facts["target"])
        if update["mode"] == "manual":
            deployment["rollback_allowed"] = not update.get("back")
            deployment["upgrade_status"] = progress("Manual", "Before", 0)
            describe(deployment)
            return
        self.restart(subscription, facts["key"], deployment, moment, range(update["next"], update["end"]))
        deployment["upgrade_status"] = progress("Auto", "Before", 0) if update["roles"] else None
        self._finish(subscription, facts, deployment, moment)

    def is_not_updated(self, subscription: str, facts: Value, deployment: Value, moment: float) -> None:
        """Back to what was before, which may be an update that is walked by hand."""
        earlier = facts["earlier"]
        allowed = earlier is not None
        deployment.update(update=earlier, status=facts["before"], rollback_allowed=allowed, cores=facts["cores"])
        deployment["upgrade_status"] = progress("Manual", "Before", earlier["next"]) if earlier else None

    def reaches_domain(self, subscription: str, facts: Value, deployment: Value, moment: float) -> None:
        operation = self.operations.store.get(subscription, "operation", facts["operation"])
        if operation and operation["status"] == "InProgress":
            deployment["upgrade_status"] = progress("Auto", "During", facts["domain"])
            deployment["update"]["next"] = facts["domain"] + 1
            self.restart(subscription, facts["key"], deployment, moment, range(facts["domain"], facts["domain"] + 1))

    def is_walked(self, subscription: str, facts: Value, deployment: Value, moment: float) -> None:
        update = deployment["update"]
        update["next"] += 1
        deployment["upgrade_status"] = progress("Manual", "Before", update["next"])
        if update["next"] == update["end"]:
            deployment["upgrade_status"] = None
            self._finish(subscription, facts, deployment, moment)

    def is_not_walked(self, subscription: str, facts: Value, deployment: Value, moment: float) -> None:
        deployment["upgrade_status"] = facts["progress"]

    def restart(self, subscription: str, key: str, deployment: Value, moment: float, domains: range) -> None:
        """Restart the upgraded roles in some domains; a suspended deployment has nothing to restart."""
        for instance in deployment["role_instances"]:
            upgraded = instance["role_name"] in deployment["update"]["roles"] and instance["upgrade_domain"] in domains
            if upgraded and at_rest(deployment["status"]) == "Running":
                self.deployments.advance(subscription, key, deployment, instance, "restart", moment)

    def _finish(self, subscription: str, facts: Value, deployment: Value, moment: float) -> None:
        """Instances come and go as the configuration says; the others are unknown for a moment, as recorded."""
        self.deployments.arrange(subscription, facts["key"], deployment, moment)
        for instance in deployment["role_instances"]:
            if instance["status"] == READY and not instance.get("climbing"):
                self.deployments.advance(subscription, facts["key"], deployment, instance, "refresh", moment)
        deployment.update(update=None, rollback_allowed=False)
