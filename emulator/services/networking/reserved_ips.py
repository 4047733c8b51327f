# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reserved addresses: each one's own for good, and a deployment's as long as it uses it
(docs/protocol/networking.md#reserved-ip-association)."""

from __future__ import annotations

import random

from ansible_collections.classic.azure.emulator.core.context import (
    Reply,
    RequestContext,
    Route,
    bad_request,
    conflict,
    not_found,
)
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.reserved_ip import (
    ASSOCIATE,
    ASSOCIATION,
    ASSOCIATION_SINCE,
    CREATE,
    DELETE,
    DISASSOCIATE,
    RESERVED_IP_SCHEMA,
)

RESERVABLE = "2014-05-01"  # docs/protocol/networking.md#reserved-ips


def create(context: RequestContext) -> Reply:
    common.check(context, RESERVED_IP_SCHEMA.body(CREATE), required=("name", "location"))
    where = common.place(context)
    name, service = context.values["name"], context.values["service_name"]
    if context.get("reserved_ip", name):
        raise conflict(f"The reserved IP {name} already exists.")
    common.check_quota(context, "reserved_ip", "max_reserved_ips", "reserved IP")
    if service:
        _user(context, where["region"])
    digits = context.operations.new_id()
    reserved = {
        "name": name,
        "id": "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])),
        "label": context.values["label"],
        "status": "Creating",
        "location": where["location"],
    }
    context.put("reserved_ip", name, reserved)
    return _begin(context, "reserved_ip_is_created", {"name": name, **_asked(context)}, name)


def _asked(context: RequestContext) -> Value:
    """The deployment that the body names."""
    return {key: context.values[key] for key in ASSOCIATION}


def _begin(context: RequestContext, effect: str, facts: Value, name: str) -> Reply:
    path = f"services/networking/reservedips/{name}"
    context.operations.start(context.subscription, context.request_id, context.operation, effect, facts, path)
    return Reply(202)


def _user(context: RequestContext, region: str) -> Value:
    """The deployment that the body names, which has to be in the region; the words are guesses."""
    service = context.get("hosted_service", context.values["service_name"] or "")
    if service is None:
        raise not_found("The hosted service does not exist.")
    deployment = context.get("deployment", f"{service['name']}/{context.values['deployment_name']}")
    if deployment is None:
        raise not_found("No deployments were found.")
    if service["region"] != region:
        raise bad_request(f"The reserved IP and the hosted service {service['name']} are not in the same location.")
    return deployment


def get(context: RequestContext) -> Reply:
    return Reply(200, common.render(RESERVED_IP_SCHEMA, known(context)))


def get_all(context: RequestContext) -> Reply:
    return Reply(200, common.render_all(RESERVED_IP_SCHEMA, context.all("reserved_ip")))


def delete(context: RequestContext) -> Reply:
    reserved = known(context)
    if reserved.get("in_use"):
        raise bad_request(f"The reserved IP {reserved['name']} is in use and cannot be deleted.")
    return _begin(context, "reserved_ip_goes", {"name": reserved["name"]}, reserved["name"])


def associate(context: RequestContext) -> Reply:
    reserved = known(context)
    deployment = _user(context, reserved["location"])
    if reserved.get("in_use"):
        raise conflict(f"The reserved IP {reserved['name']} is in use.")
    refuse_without_endpoints(deployment, reserved["name"])
    return _begin(context, "reserved_ip_is_used", {"name": reserved["name"], **_asked(context)}, reserved["name"])


def refuse_without_endpoints(deployment: Value, name: str) -> None:
    """Raise the service's refusal of an address that nothing would be reached at
    (docs/protocol/networking.md#reserved-ip-refusals)."""
    if not any(instance.get("endpoints") for instance in deployment["role_instances"] or []):
        raise bad_request(
            f"Deployment {deployment['name']} uses ReservedIP {name} but does not contain any endpoints. "
            "Deployment must contain at least one endpoint in order to use a ReservedIP."
        )


def disassociate(context: RequestContext) -> Reply:
    reserved = known(context)
    _user(context, reserved["location"])
    if (reserved.get("service_name"), reserved.get("deployment_name")) != tuple(
        _asked(context)[key] for key in ASSOCIATION[:2]
    ):
        raise bad_request(f"The reserved IP {reserved['name']} is not used by that deployment.")
    return _begin(context, "reserved_ip_is_released", {"name": reserved["name"]}, reserved["name"])


def known(context: RequestContext) -> Value:
    """The reserved address that the address of the request names; the words are a guess."""
    reserved = context.get("reserved_ip", context.names["name"])
    if reserved is None:
        raise not_found(f"The reserved IP {context.names['name']} does not exist.")
    return reserved


def new_address(operations: Operations) -> str:
    """An address of the public cloud."""
    chance = random.Random(operations.new_id())
    network = chance.choice(("23.96", "23.99", "104.40", "104.41", "104.45"))
    return f"{network}.{chance.randrange(256)}.{chance.randrange(1, 255)}"


def occupy(operations: Operations, subscription: str, name: str, deployment: Value, service: str) -> None:
    """Have a deployment use a reserved address: in place of that of its first virtual IP, if it has one."""
    store = operations.store
    reserved = store.get(subscription, "reserved_ip", name) or {}
    vips = deployment.get("virtual_ips") or []
    if vips:
        vips[0].update(address=reserved["address"], is_reserved=True, reserved_ip_name=name)
        _tell_endpoints(deployment, reserved["address"])
    deployment["reserved_ip_name"] = name
    used = {"in_use": True, "service_name": service, "deployment_name": deployment["name"]}
    store.put(subscription, "reserved_ip", name, {**reserved, **used})


def vacate(operations: Operations, subscription: str, name: str) -> None:
    """Have nobody use a reserved address."""
    reserved = operations.store.get(subscription, "reserved_ip", name)
    if reserved:
        free = {key: value for key, value in reserved.items() if key not in ("in_use", *ASSOCIATION)}
        operations.store.put(subscription, "reserved_ip", name, free)


def _tell_endpoints(deployment: Value, address: str) -> None:
    for instance in deployment["role_instances"] or []:
        for endpoint in instance.get("endpoints") or []:
            endpoint["vip"] = address


def install(operations: Operations) -> None:
    """Make known what happens to reserved addresses by itself."""
    store = operations.store

    def is_created(subscription: str, facts: Value, moment: float) -> None:
        reserved = store.get(subscription, "reserved_ip", facts["name"]) or {}
        key = f"{facts['service_name']}/{facts['deployment_name']}"
        deployment = store.get(subscription, "deployment", key)
        vips = (deployment or {}).get("virtual_ips") or []
        reserved |= {"status": "Created", "address": vips[0]["address"] if vips else new_address(operations)}
        store.put(subscription, "reserved_ip", facts["name"], reserved)
        if deployment:
            occupy(operations, subscription, facts["name"], deployment, facts["service_name"])
            store.put(subscription, "deployment", key, deployment)

    def is_used(subscription: str, facts: Value, moment: float) -> None:
        key = f"{facts['service_name']}/{facts['deployment_name']}"
        deployment = store.get(subscription, "deployment", key)
        if deployment:
            occupy(operations, subscription, facts["name"], deployment, facts["service_name"])
            store.put(subscription, "deployment", key, deployment)

    def is_released(subscription: str, facts: Value, moment: float) -> None:
        reserved = store.get(subscription, "reserved_ip", facts["name"]) or {}
        key = f"{reserved.get('service_name')}/{reserved.get('deployment_name')}"
        deployment = store.get(subscription, "deployment", key)
        if deployment:
            deployment["reserved_ip_name"] = None
            for vip in (deployment.get("virtual_ips") or [])[:1]:
                vip.update(address=new_address(operations), is_reserved=None, reserved_ip_name=None)
                _tell_endpoints(deployment, vip["address"])
            store.put(subscription, "deployment", key, deployment)
        vacate(operations, subscription, facts["name"])

    def goes(subscription: str, facts: Value, moment: float) -> None:
        store.delete(subscription, "reserved_ip", facts["name"])

    operations.effects["reserved_ip_is_created"] = is_created
    operations.effects["reserved_ip_is_used"] = is_used
    operations.effects["reserved_ip_is_released"] = is_released
    operations.effects["reserved_ip_goes"] = goes


ROUTES = (
    Route("ListReservedIPs", "GET", "services/networking/reservedips", get_all, since=RESERVABLE),
    Route("GetReservedIP", "GET", "services/networking/reservedips/{name}", get, since=RESERVABLE),
    common.route(RESERVED_IP_SCHEMA, CREATE, create, RESERVABLE),
    common.route(RESERVED_IP_SCHEMA, ASSOCIATE, associate, ASSOCIATION_SINCE),
    common.route(RESERVED_IP_SCHEMA, DISASSOCIATE, disassociate, ASSOCIATION_SINCE),
    common.route(RESERVED_IP_SCHEMA, DELETE, delete, RESERVABLE),
)
