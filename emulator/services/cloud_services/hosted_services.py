# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosted services: there at once, their names unique in the world (docs/protocol/cloud_services.md#hosted-services)."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.catalog import locations
from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import (
    Reply,
    RequestContext,
    Route,
    bad_request,
    conflict,
    not_found,
)
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Store, Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services import deployment_answers
from ansible_collections.classic.azure.emulator.services.compute.machine_disks import release
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.hosted_service import (
    CREATE,
    DELETE,
    DELETE_WITH_MEDIA,
    HOSTED_SERVICE_SCHEMA,
    UPDATE,
)

# The service writes its own two properties 4 to 30 seconds after creation:
# docs/protocol/cloud_services.md#own-extended-properties.
SECONDS_TO_RESOURCE_GROUP = 5.0
OWN = ("ResourceGroup", "ResourceLocation")

# Since when versions have it, as the reference says: docs/protocol/cloud_services.md#hosted-services.
WRITABLE, AVAILABILITY, MEDIA = "2010-10-28", "2012-03-01", "2013-08-01"


def create(context: RequestContext) -> Reply:
    name = context.values["name"] or ""
    check_name(name)
    common.check(context, HOSTED_SERVICE_SCHEMA.body(CREATE), required=("label",))
    where = common.place(context)
    if context.store.owner("hosted_service", name):
        raise conflict("The specified DNS name is already taken.")
    common.check_quota(context, "hosted_service", "max_hosted_services", "hosted service")
    service = {
        "url": context.url(f"services/hostedservices/{name}"),
        "name": name,
        "description": context.values["description"],
        "label": context.values["label"],
        "status": "Created",
        "date_created": stamp(context.now),
        "date_last_modified": stamp(context.now),
        "extended_properties": _properties(context, {}),
        **where,
    }
    context.put("hosted_service", name, service)
    context.operations.after(
        SECONDS_TO_RESOURCE_GROUP, context.subscription, "hosted_service_gets_resource_group", {"name": name}
    )
    return Reply(
        201, headers={"Location": f"https://{context.host}/subscriptions/{context.subscription}/compute/{name}"}
    )


def get(context: RequestContext) -> Reply:
    service = known(context)
    root = common.render(HOSTED_SERVICE_SCHEMA, service, without=(*common.SIZES, "deployments"))
    if context.query.get("embed-detail", "").lower() == "true":
        there = context.all("deployment", below=f"{service['name']}/")
        deployment_answers.embed(root, [deployment_answers.returned(context, service["name"], each) for each in there])
    return Reply(200, root)


def get_all(context: RequestContext) -> Reply:
    offered = {name: region.values for name, region in locations.REGIONS.items()}
    services = [
        {**service, **{size: offered[service["region"]][size] for size in common.SIZES}}
        for service in context.all("hosted_service")
    ]
    return Reply(
        200,
        common.render_all(
            HOSTED_SERVICE_SCHEMA, services, without=("deployments", *common.unknown_capabilities(context))
        ),
    )


def update(context: RequestContext) -> Reply:
    service = known(context)
    common.check(context, HOSTED_SERVICE_SCHEMA.body(UPDATE))
    arguments = {name: value for name, value in context.values.items() if value is not None}
    arguments["extended_properties"] = _properties(context, service["extended_properties"])
    context.put("hosted_service", service["name"], {**service, **arguments, "date_last_modified": stamp(context.now)})
    return Reply(200)


def delete(context: RequestContext) -> Reply:
    service = known(context)
    context.operations.refuse_if_locked(context.subscription, service["name"])
    if context.all("deployment", below=f"{service['name']}/"):
        raise bad_request("A hosted service cannot be deleted while it still contains deployments.")
    _forget(context.store, context.subscription, service["name"])
    return Reply(200)


def delete_with_media(context: RequestContext) -> Reply:
    service = known(context)
    name = "DeleteHostedService+media"
    path = f"services/hostedservices/{service['name']}"
    facts = {"name": service["name"]}
    there = context.all("deployment", below=f"{service['name']}/")
    locks = (service["name"], *(f"{service['name']}/{deployment['name']}" for deployment in there))
    context.operations.start(
        context.subscription, context.request_id, name, "hosted_service_goes", facts, path, locks=locks
    )
    context.put("hosted_service", service["name"], {**service, "status": "Deleting"})
    return Reply(202)


def is_available(context: RequestContext) -> Reply:
    name = context.names["name"]
    check_name(name)
    taken = context.store.owner("hosted_service", name)
    return Reply(
        200, common.availability("A hosted service with the specified name already exists." if taken else None)
    )


def known(context: RequestContext) -> Value:
    """The hosted service that the address names."""
    return named(context, context.names["name"])


def named(context: RequestContext, name: str) -> Value:
    """The hosted service of a name that an address has. Raises Refusal."""
    check_name(name)
    service = context.get("hosted_service", name)
    if service is None:
        raise not_found("The hosted service does not exist.")
    return service


def _properties(context: RequestContext, current: dict[str, str]) -> dict[str, str]:
    """What is held and what the request adds to it; that one without a value is kept as an empty one is a guess."""
    arguments = {name: text or "" for name, text in (context.values["extended_properties"] or {}).items()}
    merged = {**current, **arguments}
    limit = common.pairs(HOSTED_SERVICE_SCHEMA).limit
    if len(set(merged) - set(OWN)) > limit:
        raise bad_request(reason=f"ExtendedProperties: there would be more than {limit}")
    return merged


def check_name(name: str) -> None:
    """Refuse what no hosted service can be named."""
    if HOSTED_SERVICE_SCHEMA.field["name"].codec.validate(name):
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
            release(operations, subscription, f"{facts['name']}/{deployment['name']}", True, moment)
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
    common.route(HOSTED_SERVICE_SCHEMA, CREATE, create, WRITABLE),
    common.route(HOSTED_SERVICE_SCHEMA, UPDATE, update, WRITABLE),
    common.route(HOSTED_SERVICE_SCHEMA, DELETE, delete, WRITABLE),
    common.route(HOSTED_SERVICE_SCHEMA, DELETE_WITH_MEDIA, delete_with_media, MEDIA),
)
