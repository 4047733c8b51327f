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

from ansible_collections.classic.azure.emulator.behaviour import configurations, packages, regular
from ansible_collections.classic.azure.emulator.behaviour.deployments import at_hand, begin, both, keep
from ansible_collections.classic.azure.emulator.behaviour.instances import at_rest
from ansible_collections.classic.azure.emulator.behaviour.updating import Updating, progress
from ansible_collections.classic.azure.emulator.call import Call, Reply, Route, bad_request
from ansible_collections.classic.azure.emulator.operations import Operations
from ansible_collections.classic.azure.emulator.store import Value
from ansible_collections.classic.azure.plugins.module_utils._asm import cscfg
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.deployment import DEPLOYMENT
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.deployment_upgrade import (
    DEPLOYMENT_UPGRADE,
    ROLLBACK,
    WALK,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.deployment_wire import (
    CONFIGURE,
    UPGRADE,
)

ROLLBACKS = "2011-10-01"
RESTORED = ("configuration", "label", "package", "cores", "extended_properties", "sdk_version")


def change_configuration(call: Call) -> Reply:
    service, deployment = at_hand(call)
    regular.check(call, DEPLOYMENT.body(CONFIGURE), required=("configuration",))
    configurations.check(call, service, deployment["package"], deployment["cores"])
    if call.values["upgrade_mode"] == "simultaneous":
        raise bad_request(reason="Mode of a configuration is Auto or Manual")
    _update(call, service, deployment, deployment["package"], [])
    return Reply(202)


def upgrade(call: Call) -> Reply:
    service, deployment = at_hand(call)
    needed = ("upgrade_mode", "package_url", "configuration", "label")
    regular.check(call, DEPLOYMENT.body(UPGRADE), required=needed)
    packages.check_address(call, call.values["package_url"], "PackageUrl")
    package = packages.contents(call, call.values["package_url"], call.values["configuration"])
    configurations.check(call, service, package, deployment["cores"])
    _check_losses(call, deployment["package"], package)
    _update(call, service, deployment, package, _roles_to_upgrade(call, package))
    return Reply(202)


def _check_losses(call: Call, old: Value, new: Value) -> None:
    """The words are known for a role that goes; that another size is refused in like words is a guess."""
    sizes = {role["name"]: role["size"] for role in new["roles"]}
    for role in old["roles"]:
        if not call.values["force"] and sizes.get(role["name"]) != role["size"]:
            doing = "Resizing" if role["name"] in sizes else "Removing"
            raise bad_request(
                f"{doing} role {role['name']} will cause loss of data stored locally on instances of the role. "
                "Repeat this operation and specify 'Force'."
            )


def _roles_to_upgrade(call: Call, package: Value) -> list[str]:
    names, only = [role["name"] for role in package["roles"]], call.values["role_to_upgrade"]
    if only and only not in names:
        raise bad_request(reason=f"RoleToUpgrade: the package has no such role, but {', '.join(names)}")
    return [only] if only else names


def _update(call: Call, service: Value, deployment: Value, package: Value, roles: list[str]) -> None:
    """Begin an update; one that is walked by hand may be superseded, and what was before it stays what was before."""
    mode, domains = (call.values["upgrade_mode"] or "auto"), deployment["upgrade_domain_count"]
    earlier = deployment["update"]
    target = {name: call.values[name] for name in ("configuration", "label") if call.values.get(name) is not None}
    target["configuration"] = target["configuration"].replace("\r\n", "\n")
    target["extended_properties"] = {**deployment["extended_properties"], **(call.values["extended_properties"] or {})}
    if len(target["extended_properties"]) > regular.pairs(DEPLOYMENT).limit:
        raise bad_request(reason=f"ExtendedProperties: there would be more than {regular.pairs(DEPLOYMENT).limit}")
    target.update(package=package, sdk_version=package["sdk_version"])
    target["cores"] = packages.cores(package, cscfg.instances(target["configuration"]))
    before = earlier["before"] if earlier else {name: deployment[name] for name in RESTORED}
    update = {"mode": mode, "roles": roles, "before": before, "next": 0, "end": domains}
    walks = bool(roles) and mode == "auto"
    facts = {"target": target, "earlier": earlier, "cores": deployment["cores"]}
    times = domains if walks else 1
    begin(call, service, deployment, "deployment_is_updated", facts, "deployment_is_not_updated", times=times)
    status = f"{at_rest(deployment['status'])}Transitioning"
    changed = {**deployment, "status": status, "update": update, "rollback_allowed": False}
    changed["cores"] = max(deployment["cores"], target["cores"])
    changed["upgrade_status"] = progress("Auto", "During", 0) if walks else deployment.get("upgrade_status")
    keep(call, service, changed)
    if walks:
        _plan_walk(call, f"{service['name']}/{deployment['name']}", domains)


def _plan_walk(call: Call, key: str, domains: int) -> None:
    """Have an automatic upgrade reach one domain after the other, in the time that its operation takes."""
    profile = call.operations.profile
    if profile.polls is None:
        for domain in range(domains):
            due = call.now + profile.duration(call.operation, domains) * domain / domains
            facts = {"key": key, "domain": domain, "operation": call.request_id}
            call.store.set_timer(due, call.subscription, "upgrade_reaches_domain", facts)


def walk(call: Call) -> Reply:
    """Walk a domain; that another than the next one is refused is documented, in which words is not known.

    A deployment that is updated by itself is locked, so one that is updated here is walked by hand.
    """
    service, deployment = at_hand(call)
    update, domain = deployment["update"], call.values["upgrade_domain"]
    if not update:
        raise bad_request(reason="no update of this deployment is walked by hand")
    if domain != update["next"]:
        raise bad_request(reason=f"UpgradeDomain must be {update['next']}, which is the next to be walked")
    facts = {"progress": deployment["upgrade_status"]}
    begin(call, service, deployment, "upgrade_domain_is_walked", facts, "upgrade_domain_is_not_walked")
    deployment["upgrade_status"] = progress("Manual", "During", domain)
    key = f"{service['name']}/{deployment['name']}"
    updating = Updating(call.operations)
    updating.restart(call.subscription, key, deployment, call.now, range(domain, domain + 1))
    updating.deployments.put(call.subscription, key, deployment, call.now)
    return Reply(202)


def rollback(call: Call) -> Reply:
    """Undo an update that is walked by hand: what was walked is walked back, by hand again if the mode says so.

    The reference prints 200 for its answer, as it does for others that were recorded as 202.
    """
    service, deployment = at_hand(call)
    if call.values["mode"] is None:
        raise bad_request(reason="Mode is missing")
    if not deployment["rollback_allowed"]:
        raise bad_request(reason="RollbackAllowed of this deployment is false")
    update = deployment["update"]
    manual = call.values["mode"] == "manual" and update["next"] > 0
    back = {**update, "mode": "manual" if manual else "auto", "end": update["next"], "next": 0, "back": True}
    facts = {"target": update["before"], "earlier": update, "cores": deployment["cores"]}
    times = 1 if manual else max(1, update["next"])
    begin(call, service, deployment, "deployment_is_updated", facts, "deployment_is_not_updated", times=times)
    cores = max(deployment["cores"], update["before"]["cores"])
    keep(call, service, deployment, update=back, rollback_allowed=False, cores=cores)
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
    *both(regular.route(DEPLOYMENT, CONFIGURE, change_configuration)),
    *both(regular.route(DEPLOYMENT, UPGRADE, upgrade)),
    *both(regular.route(DEPLOYMENT_UPGRADE, WALK, walk)),
    *both(regular.route(DEPLOYMENT_UPGRADE, ROLLBACK, rollback, since=ROLLBACKS)),
)
