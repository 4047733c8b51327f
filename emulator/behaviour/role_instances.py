# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to single instances of web and worker roles
(docs/protocol/cloud_services.md#role-instance-operations)."""

from __future__ import annotations

from collections import Counter

from ansible_collections.classic.azure.emulator.behaviour import packages
from ansible_collections.classic.azure.emulator.behaviour.deployments import BY_NAME, at_hand, begin, both
from ansible_collections.classic.azure.emulator.behaviour.instances import Deployments
from ansible_collections.classic.azure.emulator.call import Call, Reply, Route, bad_request, not_found
from ansible_collections.classic.azure.emulator.operations import Operations
from ansible_collections.classic.azure.emulator.store import Value
from ansible_collections.classic.azure.plugins.module_utils._asm import cscfg, document
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.deployment_wire import ROLE_INSTANCES

RESTARTABLE, DELETABLE = "2010-10-28", "2013-08-01"


def reboot(call: Call) -> Reply:
    return _disturb(call, "restart")


def reimage(call: Call) -> Reply:
    return _disturb(call, "restart")


def rebuild(call: Call) -> Reply:
    return _disturb(call, "rebuild")


def _disturb(call: Call, ladder: str) -> Reply:
    """Have one instance climb a ladder from now on; of an instance that does not run nothing is seen (a guess)."""
    service, deployment = at_hand(call, machines=ladder == "restart")
    instance = _known(deployment, call.names["instance"])
    begin(call, service, deployment, "nothing_more", {}, "nothing_more")
    if instance["power_state"] == "Started":
        key = f"{service['name']}/{deployment['name']}"
        kept = Deployments(call.operations)
        kept.climb(call.subscription, key, deployment, instance, ladder, call.now)
        kept.put(call.subscription, key, deployment, call.now)
    return Reply(202)


def _known(deployment: Value, name: str) -> Value:
    """The instance of a name; what the service said to an unknown one is a guess."""
    instance: Value
    for instance in deployment["role_instances"]:
        if instance["name"].lower() == name.lower():
            return instance
    raise not_found(f"The role instance '{name}' does not exist.")


def delete(call: Call) -> Reply:
    """Take instances away; that the last one of a role stays is a guess."""
    service, deployment = at_hand(call)
    names = [] if call.given is None else ROLE_INSTANCES.read(call.given)
    gone = [_known(deployment, name or "") for name in names]
    if not gone:
        raise bad_request(reason="RoleInstances has no Name")
    if not set(_by_role(deployment["role_instances"])) <= set(_by_role(_without(deployment, gone))):
        raise bad_request(reason="the last instance of a role cannot be deleted")
    facts = {"names": [each["name"] for each in gone]}
    begin(call, service, deployment, "role_instances_are_gone", facts, "nothing_more")
    return Reply(202)


def _without(deployment: Value, gone: list[Value]) -> list[Value]:
    names = [each["name"] for each in gone]
    return [each for each in deployment["role_instances"] if each["name"] not in names]


def _by_role(instances: list[Value]) -> Counter[str]:
    return Counter(each["role_name"] for each in instances)


def install(operations: Operations) -> None:
    """Make known what becomes of instances that are taken away."""
    deployments = Deployments(operations)

    def are_gone(subscription: str, facts: Value, moment: float) -> None:
        """The configuration comes back with less instances and without white space, as recorded."""
        deployment = deployments.get(subscription, facts["key"])
        if deployment:
            left = [each for each in deployment["role_instances"] if each["name"] not in facts["names"]]
            text = cscfg.scaled(deployment["configuration"], _by_role(left))
            text = document.write(document.parse(text.encode())).decode()
            deployment.update(role_instances=left, configuration=text)
            deployment["cores"] = packages.cores(deployment["package"], cscfg.instances(text))
            deployments.put(subscription, facts["key"], deployment, moment)

    def nothing_more(subscription: str, facts: Value, moment: float) -> None:
        """What there was to do is done, or does not happen."""

    operations.effects["role_instances_are_gone"] = are_gone
    operations.effects["nothing_more"] = nothing_more


INSTANCES = f"{BY_NAME}/roleinstances"
INSTANCE = f"{INSTANCES}/{{instance}}"

ROUTES = (
    *both(Route("RebootRoleInstance", "POST", INSTANCE, reboot, (("comp", "reboot"),), since=RESTARTABLE)),
    *both(Route("ReimageRoleInstance", "POST", INSTANCE, reimage, (("comp", "reimage"),), since=RESTARTABLE)),
    *both(
        Route(
            "RebuildRoleInstance",
            "POST",
            INSTANCE,
            rebuild,
            (("comp", "rebuild"), ("resources", "alllocaldrives")),
        )
    ),
    *both(
        Route(
            "DeleteRoleInstances",
            "POST",
            INSTANCES,
            delete,
            (("comp", "delete"),),
            "RoleInstances",
            ROLE_INSTANCES,
            DELETABLE,
        )
    ),
)
