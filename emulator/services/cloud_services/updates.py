# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of configuration and upgrades, walked domain by domain or all at once
(docs/protocol/cloud_services.md#change-configuration, docs/protocol/cloud_services.md#upgrade,
docs/protocol/cloud_services.md#walk-upgrade-domain and docs/protocol/cloud_services.md#rollback).

As long as a deployment is updated it has C(update): C(mode), C(roles) that restart (none for a change of configuration,
which restarts nobody), C(before) (what a rollback restores), C(next), the domain to walk next, C(end), the number of
them, and C(back) if it is a rollback. One that is walked by hand is not locked between its operations. As long as an
operation goes on, the deployment has the cores that it will have, if those are more (a guess).
"""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route, bad_request
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services import configurations, packages
from ansible_collections.classic.azure.emulator.services.cloud_services.deployments import (
    begin,
    both,
    get_unlocked,
    keep,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.instances import at_rest
from ansible_collections.classic.azure.emulator.services.cloud_services.updating import Updating, progress
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
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

ROLLBACKS = "2011-10-01"
RESTORED = ("configuration", "label", "package", "cores", "extended_properties", "sdk_version")


def change_configuration(context: RequestContext) -> Reply:
    service, deployment = get_unlocked(context)
    common.check(context, DEPLOYMENT_SCHEMA.body(CONFIGURE), required=("configuration",))
    configurations.check(context, service, deployment["package"], deployment["cores"])
    if context.values["upgrade_mode"] == "simultaneous":
        raise bad_request(reason="Mode of a configuration is Auto or Manual")
    _update(context, service, deployment, deployment["package"], [])
    return Reply(202)


def upgrade(context: RequestContext) -> Reply:
    service, deployment = get_unlocked(context)
    needed = ("upgrade_mode", "package_url", "configuration", "label")
    common.check(context, DEPLOYMENT_SCHEMA.body(UPGRADE), required=needed)
    packages.check_address(context, context.values["package_url"], "PackageUrl")
    package = packages.contents(context, context.values["package_url"], context.values["configuration"])
    configurations.check(context, service, package, deployment["cores"])
    _check_losses(context, deployment["package"], package)
    _update(context, service, deployment, package, _roles_to_upgrade(context, package))
    return Reply(202)


def _check_losses(context: RequestContext, old: Value, new: Value) -> None:
    """The words are known for a role that goes; that another size is refused in like words is a guess."""
    sizes = {role["name"]: role["size"] for role in new["roles"]}
    for role in old["roles"]:
        if not context.values["force"] and sizes.get(role["name"]) != role["size"]:
            doing = "Resizing" if role["name"] in sizes else "Removing"
            raise bad_request(
                f"{doing} role {role['name']} will cause loss of data stored locally on instances of the role. "
                "Repeat this operation and specify 'Force'."
            )


def _roles_to_upgrade(context: RequestContext, package: Value) -> list[str]:
    names, only = [role["name"] for role in package["roles"]], context.values["role_to_upgrade"]
    if only and only not in names:
        raise bad_request(reason=f"RoleToUpgrade: the package has no such role, but {', '.join(names)}")
    return [only] if only else names


def _update(context: RequestContext, service: Value, deployment: Value, package: Value, roles: list[str]) -> None:
    """Begin an update; one that is walked by hand may be superseded, and what was before it stays what was before."""
    mode, domains = (context.values["upgrade_mode"] or "auto"), deployment["upgrade_domain_count"]
    earlier = deployment["update"]
    target = {name: context.values[name] for name in ("configuration", "label") if context.values.get(name) is not None}
    target["configuration"] = target["configuration"].replace("\r\n", "\n")
    target["extended_properties"] = {
        **deployment["extended_properties"],
        **(context.values["extended_properties"] or {}),
    }
    if len(target["extended_properties"]) > common.pairs(DEPLOYMENT_SCHEMA).limit:
        raise bad_request(
            reason=f"ExtendedProperties: there would be more than {common.pairs(DEPLOYMENT_SCHEMA).limit}"
        )
    target.update(package=package, sdk_version=package["sdk_version"])
    target["cores"] = packages.cores(package, cscfg.instances(target["configuration"]))
    before = earlier["before"] if earlier else {name: deployment[name] for name in RESTORED}
    update = {"mode": mode, "roles": roles, "before": before, "next": 0, "end": domains}
    walks = bool(roles) and mode == "auto"
    facts = {"target": target, "earlier": earlier, "cores": deployment["cores"]}
    times = domains if walks else 1
    begin(context, service, deployment, "deployment_is_updated", facts, "deployment_is_not_updated", times=times)
    status = f"{at_rest(deployment['status'])}Transitioning"
    changed = {**deployment, "status": status, "update": update, "rollback_allowed": False}
    changed["cores"] = max(deployment["cores"], target["cores"])
    changed["upgrade_status"] = progress("Auto", "During", 0) if walks else deployment.get("upgrade_status")
    keep(context, service, changed)
    if walks:
        _plan_walk(context, f"{service['name']}/{deployment['name']}", domains)


def _plan_walk(context: RequestContext, key: str, domains: int) -> None:
    """Have an automatic upgrade reach one domain after the other, in the time that its operation takes."""
    profile = context.operations.profile
    if profile.polls is None:
        for domain in range(domains):
            due = context.now + profile.duration(context.operation, domains) * domain / domains
            facts = {"key": key, "domain": domain, "operation": context.request_id}
            context.store.set_timer(due, context.subscription, "upgrade_reaches_domain", facts)


def walk(context: RequestContext) -> Reply:
    """Walk a domain; that another than the next one is refused is documented, in which words is not known.

    A deployment that is updated by itself is locked, so one that is updated here is walked by hand.
    """
    service, deployment = get_unlocked(context)
    update, domain = deployment["update"], context.values["upgrade_domain"]
    if not update:
        raise bad_request(reason="no update of this deployment is walked by hand")
    if domain != update["next"]:
        raise bad_request(reason=f"UpgradeDomain must be {update['next']}, which is the next to be walked")
    facts = {"progress": deployment["upgrade_status"]}
    begin(context, service, deployment, "upgrade_domain_is_walked", facts, "upgrade_domain_is_not_walked")
    deployment["upgrade_status"] = progress("Manual", "During", domain)
    key = f"{service['name']}/{deployment['name']}"
    updating = Updating(context.operations)
    updating.restart(context.subscription, key, deployment, context.now, range(domain, domain + 1))
    updating.deployments.put(context.subscription, key, deployment, context.now)
    return Reply(202)


def rollback(context: RequestContext) -> Reply:
    """Undo an update that is walked by hand: what was walked is walked back, by hand again if the mode says so.

    The reference prints 200 for its answer, as it does for others that were recorded as 202.
    """
    service, deployment = get_unlocked(context)
    if context.values["mode"] is None:
        raise bad_request(reason="Mode is missing")
    if not deployment["rollback_allowed"]:
        raise bad_request(reason="RollbackAllowed of this deployment is false")
    update = deployment["update"]
    manual = context.values["mode"] == "manual" and update["next"] > 0
    back = {**update, "mode": "manual" if manual else "auto", "end": update["next"], "next": 0, "back": True}
    facts = {"target": update["before"], "earlier": update, "cores": deployment["cores"]}
    times = 1 if manual else max(1, update["next"])
    begin(context, service, deployment, "deployment_is_updated", facts, "deployment_is_not_updated", times=times)
    cores = max(deployment["cores"], update["before"]["cores"])
    keep(context, service, deployment, update=back, rollback_allowed=False, cores=cores)
    return Reply(202)


def install(operations: Operations) -> None:
    """Make known what happens to deployments that are updated."""
    updating = Updating(operations)
    operations.effects["deployment_is_updated"] = updating.effect(updating.is_updated)
    operations.effects["deployment_is_not_updated"] = updating.effect(updating.is_not_updated)
    operations.effects["upgrade_reaches_domain"] = updating.effect(updating.reaches_domain)
    operations.effects["upgrade_domain_is_walked"] = updating.effect(updating.is_walked)
    operations.effects["upgrade_domain_is_not_walked"] = updating.effect(updating.is_not_walked)


ROUTES: tuple[Route, ...] = (
    *both(common.route(DEPLOYMENT_SCHEMA, CONFIGURE, change_configuration)),
    *both(common.route(DEPLOYMENT_SCHEMA, UPGRADE, upgrade)),
    *both(common.route(DEPLOYMENT_UPGRADE_SCHEMA, WALK, walk)),
    *both(common.route(DEPLOYMENT_UPGRADE_SCHEMA, ROLLBACK, rollback, since=ROLLBACKS)),
)
