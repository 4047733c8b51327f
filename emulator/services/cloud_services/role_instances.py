# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to single instances of web and worker roles
(docs/protocol/cloud_services.md#role-instance-operations)."""

from __future__ import annotations

from collections import Counter

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route, bad_request, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services import packages
from ansible_collections.classic.azure.emulator.services.cloud_services.deployments import (
    BY_NAME,
    begin,
    both,
    get_unlocked,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.instances import Deployments
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_requests import (
    ROLE_INSTANCES_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

RESTARTABLE, DELETABLE = "2010-10-28", "2013-08-01"


def reboot(context: RequestContext) -> Reply:
    return _disturb(context, "restart")


def reimage(context: RequestContext) -> Reply:
    return _disturb(context, "restart")


def rebuild(context: RequestContext) -> Reply:
    return _disturb(context, "rebuild")


def _disturb(context: RequestContext, ladder: str) -> Reply:
    """Have one instance climb a ladder from now on; of an instance that does not run nothing is seen (a guess)."""
    service, deployment = get_unlocked(context, machines=ladder == "restart")
    instance = _known(deployment, context.names["instance"])
    begin(context, service, deployment, "nothing_more", {}, "nothing_more")
    if instance["power_state"] == "Started":
        key = f"{service['name']}/{deployment['name']}"
        kept = Deployments(context.operations)
        kept.advance(context.subscription, key, deployment, instance, ladder, context.now)
        kept.put(context.subscription, key, deployment, context.now)
    return Reply(202)


def _known(deployment: Value, name: str) -> Value:
    """The instance of a name; what the service said to an unknown one is a guess."""
    instance: Value
    for instance in deployment["role_instances"]:
        if instance["name"].lower() == name.lower():
            return instance
    raise not_found(f"The role instance '{name}' does not exist.")


def delete(context: RequestContext) -> Reply:
    """Take instances away; that the last one of a role stays is a guess."""
    service, deployment = get_unlocked(context)
    names = [] if context.arguments is None else ROLE_INSTANCES_SCHEMA.read(context.arguments)
    gone = [_known(deployment, name or "") for name in names]
    if not gone:
        raise bad_request(reason="RoleInstances has no Name")
    if not set(_by_role(deployment["role_instances"])) <= set(_by_role(_without(deployment, gone))):
        raise bad_request(reason="the last instance of a role cannot be deleted")
    facts = {"names": [each["name"] for each in gone]}
    begin(context, service, deployment, "role_instances_are_gone", facts, "nothing_more")
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
            text = xml.write(xml.parse(text.encode())).decode()
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
            ROLE_INSTANCES_SCHEMA,
            DELETABLE,
        )
    ),
)
