# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosted services: created at once, their names unique in the world
(docs/protocol/cloud_services.md#hosted-services)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ansible_collections.classic.azure.emulator.catalog import locations
from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import Collection, EffectScope, Scope, dump
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_deletion import delete_deployment
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_documents import (
    deployment_values,
    embed_deployments,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import deployments_of
from ansible_collections.classic.azure.emulator.services.subscription.affinity_groups import OWN_PROPERTIES
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.hosted_service import (
    CREATE,
    DELETE,
    DELETE_WITH_MEDIA,
    HOSTED_SERVICE_SCHEMA,
    UPDATE,
)

# The service adds two properties 4 to 30 seconds after creation:
# docs/protocol/cloud_services.md#own-extended-properties.
SECONDS_TO_OWN_PROPERTIES = 37.0
"""The longest time that was recorded (docs/protocol/cloud_services.md#own-extended-properties)."""
CLOUD_DOMAIN = "cloudapp.net."

WRITABLE_SINCE, AVAILABILITY_SINCE, MEDIA_SINCE = "2010-10-28", "2012-03-01", "2013-08-01"


@dataclass
class HostedService:
    """A hosted service. ``region`` is the emulator's own: its location, or that of its affinity group."""

    name: str
    url: str | None = None
    description: str | None = None
    affinity_group: str | None = None
    location: str | None = None
    label: str | None = None
    status: str | None = None
    date_created: str | None = None
    date_last_modified: str | None = None
    extended_properties: dict[str, str] = field(default_factory=dict)
    reverse_dns_fqdn: str | None = None
    default_winrm_certificate_thumbprint: str | None = None
    region: str = ""


@dataclass
class ServiceCertificate:
    """The public parts of a certificate that a hosted service has; the private key is not kept."""

    thumbprint: str
    certificate_url: str | None = None
    thumbprint_algorithm: str | None = None
    data: str | None = None
    service: str = ""


HOSTED_SERVICES = Collection("hosted_service", HostedService, lambda service: service.name)
SERVICE_CERTIFICATES = Collection(
    "service_certificate", ServiceCertificate, lambda certificate: f"{certificate.service}/{certificate.thumbprint}"
)


def create(context: RequestContext) -> Reply:
    name = context.values["name"] or ""
    check_name(name)
    common.check(context, HOSTED_SERVICE_SCHEMA.body(CREATE), required=("label",))
    where = common.place(context)
    if context.store.owner(HOSTED_SERVICES.kind, name):
        raise conflict("The specified DNS name is already taken.")
    common.check_quota(context, HOSTED_SERVICES.kind, "max_hosted_services", "hosted service")
    service = HostedService(
        name=name,
        url=context.url(f"{HOSTED_SERVICE_SCHEMA.path}/{name}"),
        description=context.values["description"],
        label=context.values["label"],
        status="Created",
        date_created=stamp(context.now),
        date_last_modified=stamp(context.now),
        extended_properties=_merged_properties(context, {}),
        reverse_dns_fqdn=_requested_reverse_dns(context, name) or None,
        **where,
    )
    HOSTED_SERVICES.save(context, service)
    context.operations.schedule(
        SECONDS_TO_OWN_PROPERTIES, context.subscription, resource_group_assigned, {"name": name}
    )
    return Reply(
        201, headers={"Location": f"https://{context.host}/subscriptions/{context.subscription}/compute/{name}"}
    )


def get(context: RequestContext) -> Reply:
    service = get_hosted_service(context, context.names["name"])
    root = common.render(HOSTED_SERVICE_SCHEMA, dump(service), without=(*common.SIZES, "deployments"))
    if context.query.get("embed-detail", "").lower() == "true":
        embed_deployments(root, [deployment_values(context, each) for each in deployments_of(context, service.name)])
    return Reply(200, root)


def get_all(context: RequestContext) -> Reply:
    services = []
    for service in HOSTED_SERVICES.all(context):
        offer = locations.REGIONS[service.region].values
        services.append({**dump(service), **{name: offer[name] for name in common.SIZES}})
    without = ("deployments", *common.unknown_capabilities(context))
    return Reply(200, common.render_all(HOSTED_SERVICE_SCHEMA, services, without))


def update(context: RequestContext) -> Reply:
    service = get_hosted_service(context, context.names["name"])
    common.check(context, HOSTED_SERVICE_SCHEMA.body(UPDATE))
    if context.values["label"] is not None:
        service.label = context.values["label"]
    if context.values["description"] is not None:
        service.description = context.values["description"]
    service.extended_properties = _merged_properties(context, service.extended_properties)
    if context.values["reverse_dns_fqdn"] is not None:
        service.reverse_dns_fqdn = _requested_reverse_dns(context, service.name) or None
    service.date_last_modified = stamp(context.now)
    HOSTED_SERVICES.save(context, service)
    return Reply(200)


def delete(context: RequestContext) -> Reply:
    service = get_hosted_service(context, context.names["name"])
    context.operations.refuse_if_locked(context.subscription, service.name)
    if deployments_of(context, service.name):
        raise bad_request("A hosted service cannot be deleted while it still contains deployments.")
    _delete_service(context, service.name)
    return Reply(200)


def delete_with_media(context: RequestContext) -> Reply:
    """Delete a service with its deployments, and the media of their disks."""
    service = get_hosted_service(context, context.names["name"])
    locks = (service.name, *(deployment.key for deployment in deployments_of(context, service.name)))
    context.begin(
        hosted_service_deleted,
        {"name": service.name, "previous_status": service.status},
        f"{HOSTED_SERVICE_SCHEMA.path}/{service.name}",
        operation="DeleteHostedService+media",
        locks=locks,
        on_failure=hosted_service_kept,
    )
    service.status = "Deleting"
    HOSTED_SERVICES.save(context, service)
    return Reply(202)


def check_availability(context: RequestContext) -> Reply:
    name = context.names["name"]
    check_name(name)
    taken = context.store.owner(HOSTED_SERVICES.kind, name)
    return Reply(
        200, common.availability("A hosted service with the specified name already exists." if taken else None)
    )


def get_hosted_service(context: RequestContext, name: str) -> HostedService:
    """The hosted service of a name. Raises ErrorResponse."""
    check_name(name)
    service = HOSTED_SERVICES.get(context, name)
    if service is None:
        raise not_found("The hosted service does not exist.")
    return service


def _merged_properties(context: RequestContext, current: dict[str, str]) -> dict[str, str]:
    """The current properties and those of the request; that one without a value is kept as an empty one is an
    assumption."""
    requested = {name: text or "" for name, text in (context.values["extended_properties"] or {}).items()}
    merged = {**current, **requested}
    limit = common.pairs(HOSTED_SERVICE_SCHEMA).limit
    if len(set(merged) - set(OWN_PROPERTIES)) > limit:
        raise bad_request(reason=f"ExtendedProperties: there would be more than {limit}")
    return merged


def _requested_reverse_dns(context: RequestContext, name: str) -> str | None:
    """The name that addresses of a service are to resolve to. Raises ErrorResponse, whose words are an assumption, for
    that of a service that is not the subscription's; other names are not resolved here."""
    requested: str | None = context.values["reverse_dns_fqdn"]
    label, dummy, domain = (requested or "").lower().partition(".")
    is_own = label == name.lower() or HOSTED_SERVICES.get(context, label) is not None
    if requested and (not requested.endswith(".") or (domain == CLOUD_DOMAIN and not is_own)):
        raise bad_request(reason="ReverseDnsFqdn is no full name of a hosted service of the subscription")
    return requested


def check_name(name: str) -> None:
    """Refuse what no hosted service can be named. Raises ErrorResponse."""
    if HOSTED_SERVICE_SCHEMA.field["name"].codec.validate(name):
        raise bad_request("The hosted service name is invalid.")


def _delete_service(scope: Scope, name: str) -> None:
    """Delete a hosted service and its certificates."""
    for certificate in SERVICE_CERTIFICATES.all(scope, below=f"{name}/"):
        SERVICE_CERTIFICATES.delete(scope, f"{name}/{certificate.thumbprint}")
    HOSTED_SERVICES.delete(scope, name)


@effect("resource_group_assigned")
def resource_group_assigned(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    service = HOSTED_SERVICES.get(scope, facts["name"])
    if service:
        own = dict(zip(OWN_PROPERTIES, (service.name, service.region), strict=True))
        service.extended_properties = {**service.extended_properties, **own}
        service.date_last_modified = stamp(moment)
        HOSTED_SERVICES.save(scope, service)


@effect("hosted_service_deleted")
def hosted_service_deleted(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    for deployment in deployments_of(scope, facts["name"]):
        delete_deployment(scope, deployment, media=True)
    _delete_service(scope, facts["name"])


@effect("hosted_service_kept")
def hosted_service_kept(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    service = HOSTED_SERVICES.get(scope, facts["name"])
    if service:
        service.status = facts["previous_status"]
        HOSTED_SERVICES.save(scope, service)


register_routes(
    Route(
        "CheckHostedServiceName",
        "GET",
        f"{HOSTED_SERVICE_SCHEMA.path}/operations/isavailable/{{name}}",
        check_availability,
        since=AVAILABILITY_SINCE,
    ),
    Route("ListHostedServices", "GET", HOSTED_SERVICE_SCHEMA.path, get_all),
    Route("GetHostedService", "GET", f"{HOSTED_SERVICE_SCHEMA.path}/{{name}}", get),
    common.route(HOSTED_SERVICE_SCHEMA, CREATE, create, WRITABLE_SINCE),
    common.route(HOSTED_SERVICE_SCHEMA, UPDATE, update, WRITABLE_SINCE),
    common.route(HOSTED_SERVICE_SCHEMA, DELETE, delete, WRITABLE_SINCE),
    common.route(HOSTED_SERVICE_SCHEMA, DELETE_WITH_MEDIA, delete_with_media, MEDIA_SINCE),
)
