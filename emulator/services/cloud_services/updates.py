# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of configuration and upgrades, walked domain by domain or all at once
(docs/protocol/cloud_services.md#change-configuration, docs/protocol/cloud_services.md#upgrade).

An update that is walked by hand does not lock the deployment between its operations. As long as an operation goes on,
the deployment has the cores that it will have, if those are more (an assumption).
"""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext
from ansible_collections.classic.azure.emulator.core.entities import EffectScope, TimedScope, dump, load
from ansible_collections.classic.azure.emulator.core.errors import bad_request
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services.configurations import (
    check_configuration,
    check_size,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_effects import deployment_effect
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEPLOYMENTS,
    READY,
    TRANSITION,
    Deployment,
    Release,
    Update,
    UpgradeStatus,
    save,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployments import (
    begin_operation,
    get_unlocked_deployment,
    routes_by_name_and_slot,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.lifecycles import start_lifecycle
from ansible_collections.classic.azure.emulator.services.cloud_services.package_roles import (
    apply_configuration,
    package_of,
    scale_instances,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.packages import Package, requested_package
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_requests import (
    CONFIGURE,
    UPGRADE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_upgrade import (
    DEPLOYMENT_UPGRADE_SCHEMA,
    ROLLBACK,
    WALK,
)

ROLLBACK_SINCE = "2011-10-01"


def change_configuration(context: RequestContext) -> Reply:
    service, deployment = get_unlocked_deployment(context)
    common.check(context, DEPLOYMENT_SCHEMA.body(CONFIGURE), required=("configuration",))
    check_size(context.values["configuration"])
    package = package_of(deployment)
    check_configuration(context, service, package, deployment.cores)
    if context.values["upgrade_mode"] == "simultaneous":
        raise bad_request(reason="Mode of a configuration is Auto or Manual")
    _start_update(context, deployment, package, roles=[])
    return Reply(202)


def upgrade(context: RequestContext) -> Reply:
    service, deployment = get_unlocked_deployment(context)
    required = ("upgrade_mode", "package_url", "configuration", "label")
    common.check(context, DEPLOYMENT_SCHEMA.body(UPGRADE), required=required)
    check_size(context.values["configuration"])
    package = requested_package(context)
    check_configuration(context, service, package, deployment.cores)
    _refuse_data_loss(context, package_of(deployment), package)
    _start_update(context, deployment, package, _roles_to_upgrade(context, package))
    return Reply(202)


def _refuse_data_loss(context: RequestContext, old: Package, new: Package) -> None:
    """Refuse an upgrade that removes or resizes a role, unless it is forced.

    The words are known for a role that is removed; that another size is refused in like words is an assumption.
    """
    sizes = {role.name: role.size for role in new.roles}
    for role in old.roles:
        if not context.values["force"] and sizes.get(role.name) != role.size:
            doing = "Resizing" if role.name in sizes else "Removing"
            raise bad_request(
                f"{doing} role {role.name} will cause loss of data stored locally on instances of the role. "
                "Repeat this operation and specify 'Force'."
            )


def _roles_to_upgrade(context: RequestContext, package: Package) -> list[str]:
    names, only = [role.name for role in package.roles], context.values["role_to_upgrade"]
    if only and only not in names:
        raise bad_request(reason=f"RoleToUpgrade: the package has no such role, but {', '.join(names)}")
    return [only] if only else names


def _start_update(context: RequestContext, deployment: Deployment, package: Package, roles: list[str]) -> None:
    """Start an update that restarts the instances of ``roles``.

    It may supersede one that is walked by hand; a rollback restores what was deployed before that one.
    """
    mode, domains = (context.values["upgrade_mode"] or "auto"), deployment.upgrade_domain_count or 1
    superseded, cores = deployment.update, deployment.cores
    target = _requested_release(context, deployment, package)
    before = superseded.before if superseded else deployment.release()
    is_walked = bool(roles) and mode == "auto"
    begin_operation(
        context,
        deployment,
        deployment_updated,
        _update_facts(target, superseded, cores),
        on_failure=deployment_update_failed,
        factor=domains if is_walked else 1,
    )
    deployment.status = f"{deployment.stable_status}{TRANSITION}"
    deployment.update = Update(mode, roles, before, next_domain=0, end_domain=domains)
    deployment.rollback_allowed = False
    deployment.cores = max(cores, target.cores)
    if is_walked:
        deployment.upgrade_status = UpgradeStatus("Auto", "During", 0)
    save(context, deployment)
    if is_walked:
        _set_domain_timers(context, deployment, domains)


def _requested_release(context: RequestContext, deployment: Deployment, package: Package) -> Release:
    """What an update is to deploy. Raises ErrorResponse for too many extended properties."""
    values = context.values
    properties = {**deployment.extended_properties, **(values["extended_properties"] or {})}
    limit = common.pairs(DEPLOYMENT_SCHEMA).limit
    if len(properties) > limit:
        raise bad_request(reason=f"ExtendedProperties: there would be more than {limit}")
    configuration = values["configuration"].replace("\r\n", "\n")
    return Release(
        configuration=configuration,
        label=deployment.label if values.get("label") is None else values["label"],
        package=package,
        cores=package.cores_of(configuration),
        extended_properties=properties,
        sdk_version=package.sdk_version,
    )


def _update_facts(target: Release, previous_update: Update | None, previous_cores: int) -> Value:
    """What the effects of an update need: what it deploys, and what to restore if it fails."""
    return {
        "target": dump(target),
        "previous_update": previous_update and dump(previous_update),
        "previous_cores": previous_cores,
    }


def _set_domain_timers(context: RequestContext, deployment: Deployment, domains: int) -> None:
    """Have an automatic upgrade reach one domain after the other, in the time that its operation takes."""
    profile = context.operations.profile
    if profile.polls is None:
        for domain in range(domains):
            due = context.now + profile.duration(context.operation, domains) * domain / domains
            facts = {"key": deployment.key, "domain": domain, "operation": context.request_id}
            context.operations.schedule_at(due, context.subscription, upgrade_domain_reached, facts)


def walk_upgrade_domain(context: RequestContext) -> Reply:
    """Update one domain (docs/protocol/cloud_services.md#walk-upgrade-domain).

    That another than the next one is refused is documented, in which words is not known. A deployment with an
    automatic update is locked, so the update of one that is not locked is walked by hand.
    """
    dummy, deployment = get_unlocked_deployment(context)
    update, domain = deployment.update, context.values["upgrade_domain"]
    if not update:
        raise bad_request(reason="no update of this deployment is walked by hand")
    if domain != update.next_domain:
        raise bad_request(reason=f"UpgradeDomain must be {update.next_domain}, which is the next to be walked")
    progress = deployment.upgrade_status
    facts = {"previous_progress": progress and dump(progress)}
    begin_operation(context, deployment, upgrade_domain_walked, facts, on_failure=upgrade_domain_walk_failed)
    deployment.upgrade_status = UpgradeStatus("Manual", "During", domain)
    _restart_instances(context, deployment, update, range(domain, domain + 1))
    save(context, deployment)
    return Reply(202)


def rollback(context: RequestContext) -> Reply:
    """Undo an update that is walked by hand: the domains that were walked are walked back, by hand if the mode says so
    (docs/protocol/cloud_services.md#rollback).

    The reference prints 200 as its status, as it does for others that were recorded as 202.
    """
    dummy, deployment = get_unlocked_deployment(context)
    update = deployment.update
    if context.values["mode"] is None:
        raise bad_request(reason="Mode is missing")
    if not deployment.rollback_allowed or update is None:
        raise bad_request(reason="RollbackAllowed of this deployment is false")
    is_manual = context.values["mode"] == "manual" and update.next_domain > 0
    begin_operation(
        context,
        deployment,
        deployment_updated,
        _update_facts(update.before, update, deployment.cores),
        on_failure=deployment_update_failed,
        factor=1 if is_manual else max(1, update.next_domain),
    )
    deployment.update = replace(
        update,
        mode="manual" if is_manual else "auto",
        next_domain=0,
        end_domain=update.next_domain,
        is_rollback=True,
    )
    deployment.rollback_allowed = False
    deployment.cores = max(deployment.cores, update.before.cores)
    save(context, deployment)
    return Reply(202)


def _restart_instances(scope: TimedScope, deployment: Deployment, update: Update, domains: range) -> None:
    """Restart the updated roles in some domains; a suspended deployment has nothing to restart."""
    for instance in deployment.role_instances:
        is_updated = instance.role_name in update.roles and instance.upgrade_domain in domains
        if is_updated and deployment.stable_status == "Running":
            start_lifecycle(scope, deployment, instance, "restart")


def _finish_update(scope: TimedScope, deployment: Deployment) -> None:
    """End an update: instances are added and removed as the configuration says, and the others are in an unknown state
    for a moment, as recorded."""
    scale_instances(scope, deployment)
    for instance in deployment.role_instances:
        if instance.status == READY and not instance.position:
            start_lifecycle(scope, deployment, instance, "refresh")
    deployment.update, deployment.rollback_allowed = None, False


def _current_update(deployment: Deployment) -> Update:
    """The update of a deployment. Raises LookupError if there is none."""
    if deployment.update is None:
        raise LookupError(f"deployment {deployment.key} is not being updated")
    return deployment.update


@deployment_effect("deployment_updated")
def deployment_updated(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    """Deploy the target of an update. When it ended, the recorded upgrade was shown as one that has not begun, until
    the deployment came to rest."""
    update = _current_update(deployment)
    deployment.apply_release(load(Release, facts["target"]))
    if update.mode == "manual":
        deployment.rollback_allowed = not update.is_rollback
        deployment.upgrade_status = UpgradeStatus("Manual", "Before", 0)
        apply_configuration(deployment)
    else:
        _restart_instances(scope, deployment, update, range(update.next_domain, update.end_domain))
        deployment.upgrade_status = UpgradeStatus("Auto", "Before", 0) if update.roles else None
        _finish_update(scope, deployment)


@deployment_effect("deployment_update_failed")
def deployment_update_failed(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    """Restore what was before an update: perhaps another one, which is walked by hand."""
    previous = load(Update, facts["previous_update"]) if facts["previous_update"] else None
    deployment.update, deployment.rollback_allowed = previous, previous is not None
    deployment.status, deployment.cores = facts["previous_status"], facts["previous_cores"]
    deployment.upgrade_status = UpgradeStatus("Manual", "Before", previous.next_domain) if previous else None


@effect("upgrade_domain_reached")
def upgrade_domain_reached(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    """Have an automatic upgrade go on with a domain, if its operation still goes on."""
    scope = EffectScope(operations, subscription, moment)
    deployment = DEPLOYMENTS.get(scope, facts["key"])
    operation = operations.get(subscription, facts["operation"])
    if deployment and deployment.update and operation and operation.in_progress:
        domain = facts["domain"]
        deployment.upgrade_status = UpgradeStatus("Auto", "During", domain)
        deployment.update.next_domain = domain + 1
        _restart_instances(scope, deployment, deployment.update, range(domain, domain + 1))
        save(scope, deployment)


@deployment_effect("upgrade_domain_walked")
def upgrade_domain_walked(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    update = _current_update(deployment)
    update.next_domain += 1
    deployment.upgrade_status = UpgradeStatus("Manual", "Before", update.next_domain)
    if update.next_domain == update.end_domain:
        deployment.upgrade_status = None
        _finish_update(scope, deployment)


@deployment_effect("upgrade_domain_walk_failed")
def upgrade_domain_walk_failed(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    progress = facts["previous_progress"]
    deployment.upgrade_status = load(UpgradeStatus, progress) if progress else None


register_routes(
    *routes_by_name_and_slot(common.route(DEPLOYMENT_SCHEMA, CONFIGURE, change_configuration)),
    *routes_by_name_and_slot(common.route(DEPLOYMENT_SCHEMA, UPGRADE, upgrade)),
    *routes_by_name_and_slot(common.route(DEPLOYMENT_UPGRADE_SCHEMA, WALK, walk_upgrade_domain)),
    *routes_by_name_and_slot(common.route(DEPLOYMENT_UPGRADE_SCHEMA, ROLLBACK, rollback, since=ROLLBACK_SINCE)),
)
