# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosted services: there at once, their names unique in the world (docs/protocol/cloud_services.md#hosted-services)."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator import catalogue
from ansible_collections.classic.azure.emulator.behaviour import deployment_answers, regular
from ansible_collections.classic.azure.emulator.behaviour.machine_disks import let_go
from ansible_collections.classic.azure.emulator.call import Call, Reply, Route, bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.clock import stamp
from ansible_collections.classic.azure.emulator.operations import Operations
from ansible_collections.classic.azure.emulator.store import Store, Value
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.hosted_service import (
    CREATE,
    DELETE,
    DELETE_WITH_MEDIA,
    HOSTED_SERVICE,
    UPDATE,
)

# The service writes its own two properties 4 to 30 seconds after creation:
# docs/protocol/cloud_services.md#own-extended-properties.
SECONDS_TO_RESOURCE_GROUP = 5.0
OWN = ("ResourceGroup", "ResourceLocation")

# Since when versions have it, as the reference says: docs/protocol/cloud_services.md#hosted-services.
WRITABLE, AVAILABILITY, MEDIA = "2010-10-28", "2012-03-01", "2013-08-01"


def create(call: Call) -> Reply:
    name = call.values["name"] or ""
    check_name(name)
    regular.check(call, HOSTED_SERVICE.body(CREATE), required=("label",))
    where = regular.place(call)
    if call.store.owner("hosted_service", name):
        raise conflict("The specified DNS name is already taken.")
    regular.check_quota(call, "hosted_service", "max_hosted_services", "hosted service")
    service = {
        "url": call.url(f"services/hostedservices/{name}"),
        "name": name,
        "description": call.values["description"],
        "label": call.values["label"],
        "status": "Created",
        "date_created": stamp(call.now),
        "date_last_modified": stamp(call.now),
        "extended_properties": _properties(call, {}),
        **where,
    }
    call.put("hosted_service", name, service)
    call.operations.after(
        SECONDS_TO_RESOURCE_GROUP, call.subscription, "hosted_service_gets_resource_group", {"name": name}
    )
    return Reply(201, headers={"Location": f"https://{call.host}/subscriptions/{call.subscription}/compute/{name}"})


def get(call: Call) -> Reply:
    service = known(call)
    root = regular.render(HOSTED_SERVICE, service, without=(*regular.SIZES, "deployments"))
    if call.query.get("embed-detail", "").lower() == "true":
        there = call.all("deployment", below=f"{service['name']}/")
        deployment_answers.embed(root, [deployment_answers.told(call, service["name"], each) for each in there])
    return Reply(200, root)


def get_all(call: Call) -> Reply:
    offered = {name: region.values for name, region in catalogue.REGIONS.items()}
    services = [
        {**service, **{size: offered[service["region"]][size] for size in regular.SIZES}}
        for service in call.all("hosted_service")
    ]
    return Reply(
        200, regular.render_all(HOSTED_SERVICE, services, without=("deployments", *regular.unknown_capabilities(call)))
    )


def update(call: Call) -> Reply:
    service = known(call)
    regular.check(call, HOSTED_SERVICE.body(UPDATE))
    given = {name: value for name, value in call.values.items() if value is not None}
    given["extended_properties"] = _properties(call, service["extended_properties"])
    call.put("hosted_service", service["name"], {**service, **given, "date_last_modified": stamp(call.now)})
    return Reply(200)


def delete(call: Call) -> Reply:
    service = known(call)
    call.operations.refuse_if_locked(call.subscription, service["name"])
    if call.all("deployment", below=f"{service['name']}/"):
        raise bad_request("A hosted service cannot be deleted while it still contains deployments.")
    _forget(call.store, call.subscription, service["name"])
    return Reply(200)


def delete_with_media(call: Call) -> Reply:
    service = known(call)
    name = "DeleteHostedService+media"
    path = f"services/hostedservices/{service['name']}"
    facts = {"name": service["name"]}
    there = call.all("deployment", below=f"{service['name']}/")
    locks = (service["name"], *(f"{service['name']}/{deployment['name']}" for deployment in there))
    call.operations.start(call.subscription, call.request_id, name, "hosted_service_goes", facts, path, locks=locks)
    call.put("hosted_service", service["name"], {**service, "status": "Deleting"})
    return Reply(202)


def is_available(call: Call) -> Reply:
    name = call.names["name"]
    check_name(name)
    taken = call.store.owner("hosted_service", name)
    return Reply(
        200, regular.availability("A hosted service with the specified name already exists." if taken else None)
    )


def known(call: Call) -> Value:
    """The hosted service that the address names."""
    return named(call, call.names["name"])


def named(call: Call, name: str) -> Value:
    """The hosted service of a name that an address has. Raises Refusal."""
    check_name(name)
    service = call.get("hosted_service", name)
    if service is None:
        raise not_found("The hosted service does not exist.")
    return service


def _properties(call: Call, held: dict[str, str]) -> dict[str, str]:
    """What is held and what the request adds to it; that one without a value is kept as an empty one is a guess."""
    given = {name: text or "" for name, text in (call.values["extended_properties"] or {}).items()}
    merged = {**held, **given}
    limit = regular.pairs(HOSTED_SERVICE).limit
    if len(set(merged) - set(OWN)) > limit:
        raise bad_request(reason=f"ExtendedProperties: there would be more than {limit}")
    return merged


def check_name(name: str) -> None:
    """Refuse what no hosted service can be named."""
    if HOSTED_SERVICE.field["name"].codec.fault(name):
        raise bad_request("The hosted service name is invalid.")


def _forget(store: Store, subscription: str, name: str) -> None:
    """A hosted service goes, and its certificates."""
    for certificate in store.all(subscription, "service_certificate", below=f"{name}/"):
        store.delete(subscription, "service_certificate", f"{name}/{certificate['thumbprint']}")
    store.delete(subscription, "hosted_service", name)


def install(operations: Operations) -> None:
    """Make known what happens to hosted services by itself."""
    store = operations.store

    def gets_resource_group(subscription: str, facts: Value, moment: float) -> None:
        service = store.get(subscription, "hosted_service", facts["name"])
        if service:
            added = dict(zip(OWN, (service["name"], service["region"]), strict=True))
            service["extended_properties"] = {**service["extended_properties"], **added}
            service["date_last_modified"] = stamp(moment)
            store.put(subscription, "hosted_service", service["name"], service)

    def goes(subscription: str, facts: Value, moment: float) -> None:
        for deployment in store.all(subscription, "deployment", below=f"{facts['name']}/"):
            let_go(operations, subscription, f"{facts['name']}/{deployment['name']}", True, moment)
        _forget(store, subscription, facts["name"])

    operations.effects["hosted_service_gets_resource_group"] = gets_resource_group
    operations.effects["hosted_service_goes"] = goes


ROUTES = (
    Route(
        "CheckHostedServiceName",
        "GET",
        "services/hostedservices/operations/isavailable/{name}",
        is_available,
        since=AVAILABILITY,
    ),
    Route("ListHostedServices", "GET", "services/hostedservices", get_all),
    Route("GetHostedService", "GET", "services/hostedservices/{name}", get),
    regular.route(HOSTED_SERVICE, CREATE, create, WRITABLE),
    regular.route(HOSTED_SERVICE, UPDATE, update, WRITABLE),
    regular.route(HOSTED_SERVICE, DELETE, delete, WRITABLE),
    regular.route(HOSTED_SERVICE, DELETE_WITH_MEDIA, delete_with_media, MEDIA),
)
