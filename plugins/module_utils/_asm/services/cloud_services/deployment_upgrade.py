# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An update of a deployment that is walked by hand, one upgrade domain after the other, or rolled back
(docs/protocol/cloud_services.md#walk-upgrade-domain and docs/protocol/cloud_services.md#rollback)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Clock
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    MissingReferenceError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT,
    DEPLOYMENT_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Boolean, Integer, OneOf, WriteOnly
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class DeploymentUpgradeSchema(ResourceSchema):
    """The schema of a deployment, of which results show what an update changes."""

    def values(self, element: Element) -> Values:
        """Return all fields of the deployment, also those that results do not show."""
        return DEPLOYMENT_SCHEMA.values(element)


def normalize(want: Values, clock: Clock) -> Values:
    """Return what the task wants. Raises InvalidOptionError for an upgrade domain that cannot be."""
    if want["upgrade_domain"] is not None and want["upgrade_domain"] < 0:
        raise InvalidOptionError("upgrade_domain", want["upgrade_domain"], "upgrade domains are counted from 0")
    return want


class DeploymentUpgradePlanner(FieldPlanner):
    """Walks an update that waits for that, or rolls it back. Where there is none there is nothing to do.

    A rollback ends with the domain that the update had come to, and no response tells which that was. So its domains
    are planned one at a time, each from the state after the one before.
    """

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        raise MissingReferenceError(f"hosted service {want['service_name']} has no deployment {want['name']}")

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        address = {"service_name": want["service_name"], "name": have["name"]}
        if want["state"] == "rolled_back":
            how = {"mode": want["mode"] or "auto", "force": bool(want["force"])}
            return [Step(ROLLBACK, {**address, **how})] if have["rollback_allowed"] else []
        status = have["upgrade_status"] or {}
        if status.get("upgrade_type") != "Manual":
            return []
        next_domain = status["current_upgrade_domain"]
        last = have["upgrade_domain_count"] - 1 if have["rollback_allowed"] else next_domain
        if want["upgrade_domain"] is not None:
            last = min(last, want["upgrade_domain"])
        domains = range(next_domain, last + 1)
        return [Step(WALK, {**address, "upgrade_domain": domain}) for domain in domains]

    def predict(self, step: Step, have: Values | None) -> Values:
        """Return the state after a domain was walked, or after the rollback, which is walked by hand in manual mode.

        A rollback restores also the label, but no response tells what that was, so it is not predicted.
        """
        after, want = dict(have or {}), step.values
        end = after["upgrade_domain_count"]
        if want.get("upgrade_domain") is not None:
            next_domain = want["upgrade_domain"] + 1
        else:
            walked = (after["upgrade_status"] or {}).get("current_upgrade_domain")
            next_domain = 0 if want["mode"] == "manual" and walked else end
            after.update(label=None, rollback_allowed=False)
        if next_domain < end:
            status = {"upgrade_type": "Manual", "current_upgrade_domain_state": "Before"}
            return {**after, "upgrade_status": {**status, "current_upgrade_domain": next_domain}}
        status_at_rest = after["status"].removesuffix("Transitioning")
        return {**after, "status": status_at_rest, "upgrade_status": None, "rollback_allowed": False}


WALK = Action("WalkUpgradeDomain", "POST", "WalkUpgradeDomain", ("upgrade_domain",), suffix="/?comp=walkupgradedomain")
ROLLBACK = Action(
    "RollbackUpdateOrUpgrade", "POST", "RollbackUpdateOrUpgrade", ("mode", "force"), suffix="/?comp=rollback"
)

RETURNED = (
    "name",
    "slot",
    "status",
    "label",
    "upgrade_status",
    "upgrade_domain_count",
    "locked",
    "rollback_allowed",
)
DEPLOYMENT_UPGRADE_SCHEMA = DeploymentUpgradeSchema(
    kind="deployment",
    root="Deployment",
    path=DEPLOYMENT_SCHEMA.path,
    fields=(
        *(DEPLOYMENT_SCHEMA.field[name] for name in RETURNED),
        Field("upgrade_domain", "UpgradeDomain", WriteOnly(Integer())),
        Field("mode", "Mode", WriteOnly(OneOf({"auto": "Auto", "manual": "Manual"}))),
        Field("force", "Force", WriteOnly(Boolean())),
    ),
    changes=(WALK, ROLLBACK),
    diff=("name", "upgrade_status"),
)
DEPLOYMENT_UPGRADE = Resource(
    DEPLOYMENT_UPGRADE_SCHEMA,
    FieldReader(DEPLOYMENT_UPGRADE_SCHEMA),
    DeploymentUpgradePlanner(DEPLOYMENT_UPGRADE_SCHEMA),
    DEPLOYMENT.readiness,
    ModuleOptions(
        states=("walked", "rolled_back"),
        wait_timeout=1800,
        extra={"wait_for": DEPLOYMENT.options.extra["wait_for"]},
        normalize=normalize,
        result="State after the task of what an update changes of the deployment. In check mode, the predicted state. "
        "M(classic.azure.deployment_info) returns the whole deployment.",
    ),
)
