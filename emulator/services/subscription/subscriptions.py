# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subscription, its certificates, its operations, and the lists that everybody sees."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from datetime import datetime, timezone
from functools import cache
from typing import TYPE_CHECKING

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
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import LOCATION_SCHEMA
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.management_certificate import (
    ADD,
    DELETE,
    MANAGEMENT_CERTIFICATE_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.operating_system import (
    OPERATING_SYSTEM_FAMILY_SCHEMA,
    OPERATING_SYSTEM_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.role_size import ROLE_SIZE_SCHEMA
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.subscription import (
    SUBSCRIPTION_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Since when versions have it, as the reference says: docs/protocol/subscription.md#versions.
LOCATIONS, FAMILIES, QUOTAS, CERTIFICATES = "2010-10-28", "2010-10-28", "2011-10-01", "2012-03-01"
SIZES = "2013-08-01"  # docs/protocol/subscription.md#role-sizes

# docs/protocol/subscription.md#quotas: the limits of the recorded subscription.
LIMITS = {
    "max_core_count": 20,
    "max_storage_accounts": 100,
    "max_hosted_services": 20,
    "max_virtual_network_sites": 50,
    "max_local_network_sites": 20,
    "max_dns_servers": 20,
    "max_reserved_ips": 20,
    "max_public_ip_count": 5,
    "max_network_security_groups": 100,
    "max_network_security_rules_per_group": 200,
    "max_route_tables": 100,
    "max_routes_per_route_table": 100,
}


def new_subscription(subscription_id: str, name: str, now: float, limits: dict[str, int]) -> dict[str, object]:
    """What the store keeps of a subscription."""
    return {
        "subscription_id": subscription_id,
        "subscription_name": name,
        "subscription_status": "Active",
        "account_admin_live_email_id": "admin@example.com",
        "service_admin_live_email_id": "admin@example.com",
        "offer_categories": "Azure_Platform_All",
        "aad_tenant_id": "00000000-0000-0000-0000-000000000000",
        "created_time": stamp(now),
        **LIMITS,
        **limits,
    }


def certificate_values(der: bytes, now: float) -> dict[str, str]:
    """What the service keeps of a management certificate (docs/protocol/subscription.md#management-certificates)."""
    certificate = x509.load_der_x509_certificate(der)
    public_key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return {
        "public_key": base64.b64encode(public_key).decode("ascii"),
        "thumbprint": hashlib.sha1(der, usedforsecurity=False).hexdigest().upper(),
        "data": base64.b64encode(der).decode("ascii"),
        "created": _fine_stamp(now),
    }


def _fine_stamp(moment: float) -> str:
    """A moment to a ten-millionth of a second; the service cut zeros at the end, and our last digit is none."""
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f1Z")


def get(context: RequestContext) -> Reply:
    counts = {
        "current_core_count": sum(each["cores"] for each in context.all("deployment") if each.get("cores")),
        "current_hosted_services": context.store.count(context.subscription, "hosted_service"),
        "current_storage_accounts": context.store.count(context.subscription, "storage_account"),
        "current_network_security_groups": 0,
    }
    return Reply(
        200, common.render(SUBSCRIPTION_SCHEMA, {**(context.get("subscription", context.subscription) or {}), **counts})
    )


def list_locations(context: RequestContext) -> Reply:
    return Reply(200, _locations(common.unknown_capabilities(context)))


def role_sizes(context: RequestContext) -> Reply:
    return Reply(200, _role_sizes())


def operating_systems(context: RequestContext) -> Reply:
    return Reply(200, _operating_systems())


def operating_system_families(context: RequestContext) -> Reply:
    return Reply(200, _operating_system_families())


@cache
def _locations(without: tuple[str, ...]) -> Element:
    return common.render_all(LOCATION_SCHEMA, [region.values for region in locations.REGIONS.values()], without)


@cache
def _role_sizes() -> Element:
    return common.render_all(ROLE_SIZE_SCHEMA, locations.role_sizes())


@cache
def _operating_systems() -> Element:
    rows = [
        {**system, "family": family["name"], "family_label": family["label"]}
        for family in locations.operating_system_families()
        for system in family["operating_systems"]
    ]
    return common.render_all(OPERATING_SYSTEM_SCHEMA, rows)


@cache
def _operating_system_families() -> Element:
    return common.render_all(OPERATING_SYSTEM_FAMILY_SCHEMA, locations.operating_system_families())


def operation(context: RequestContext) -> Reply:
    """Get Operation Status: always 200; a failed operation is told inside
    (docs/protocol/operations.md#operation-status)."""
    known = context.operations.look(context.subscription, context.names["operation_id"])
    if known is None:
        raise not_found()
    return Reply(200, operation_document(known))


def operation_document(operation: Value) -> Element:
    """An operation as the service tells it."""
    digits, root = operation["id"], xml.create("Operation")
    xml.add(root, "ID", "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])))
    xml.add(root, "Status", operation["status"])
    if operation["status"] == "Succeeded":
        xml.add(root, "HttpStatusCode", "200")
    if operation["status"] == "Failed":
        xml.add(root, "HttpStatusCode", str(operation["error"]["status"]))
        error = xml.add(root, "Error")
        xml.add(error, "Code", operation["error"]["code"])
        xml.add(error, "Message", operation["error"]["message"])
    return root


def certificates(context: RequestContext) -> Reply:
    return Reply(200, common.render_all(MANAGEMENT_CERTIFICATE_SCHEMA, context.all("management_certificate")))


def certificate(context: RequestContext) -> Reply:
    return Reply(200, common.render(MANAGEMENT_CERTIFICATE_SCHEMA, _certificate(context)))


def add_certificate(context: RequestContext) -> Reply:
    common.check(context, MANAGEMENT_CERTIFICATE_SCHEMA.body(ADD), required=("public_key", "thumbprint", "data"))
    thumbprint = context.values["thumbprint"].upper()
    _check_certificate(thumbprint, context.values["data"])
    if context.get("management_certificate", thumbprint):
        raise conflict("The certificate already exists.")
    values = {**context.values, "thumbprint": thumbprint, "created": _fine_stamp(context.now)}
    context.put("management_certificate", thumbprint, values)
    there = f"https://{context.host}/subscriptions/{context.subscription}/certificates/{thumbprint}"
    return Reply(201, headers={"Location": there})


def _check_certificate(thumbprint: str, data: str) -> None:
    """Refuse what cannot be a certificate of that thumbprint; that the service did is a guess
    (docs/protocol/subscription.md#management-certificates).

    It kept what is no certificate, PKCS#12 for one, as it was: then the thumbprint cannot be checked.
    """
    if not re.fullmatch("[0-9A-F]{40}", thumbprint):
        raise bad_request(reason="SubscriptionCertificateThumbprint is not 40 hexadecimal digits")
    try:
        der = base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise bad_request(reason="SubscriptionCertificateData is not base64") from error
    if _is_certificate(der) and hashlib.sha1(der, usedforsecurity=False).hexdigest().upper() != thumbprint:
        raise bad_request(reason="SubscriptionCertificateThumbprint is not that of SubscriptionCertificateData")


def _is_certificate(der: bytes) -> bool:
    """Whether DER is a sequence that begins with a sequence, as a certificate does; PKCS#12 begins with a number.

    It is not read any further: those of old tools have serial numbers that no reader of today takes.
    """
    octets = der[1] & 0x7F if der[1:2] and der[1] & 0x80 else 0
    return der[:1] == der[2 + octets : 3 + octets] == b"\x30"


def delete_certificate(context: RequestContext) -> Reply:
    context.delete("management_certificate", _certificate(context)["thumbprint"])
    return Reply(200)


def _certificate(context: RequestContext) -> dict[str, str]:
    known = context.get("management_certificate", context.names["thumbprint"])
    if known is None:
        raise not_found("The certificate was not found.")
    return known


ROUTES = (
    Route("GetSubscription", "GET", "", get, since=QUOTAS),
    Route("ListLocations", "GET", "locations", list_locations, since=LOCATIONS),
    Route("ListRoleSizes", "GET", "rolesizes", role_sizes, since=SIZES),
    Route("ListOperatingSystems", "GET", "operatingsystems", operating_systems),
    Route("ListOperatingSystemFamilies", "GET", "operatingsystemfamilies", operating_system_families, since=FAMILIES),
    Route("GetOperationStatus", "GET", "operations/{operation_id}", operation),
    Route("ListManagementCertificates", "GET", "certificates", certificates, since=CERTIFICATES),
    Route("GetManagementCertificate", "GET", "certificates/{thumbprint}", certificate, since=CERTIFICATES),
    common.route(MANAGEMENT_CERTIFICATE_SCHEMA, ADD, add_certificate, CERTIFICATES),
    common.route(MANAGEMENT_CERTIFICATE_SCHEMA, DELETE, delete_certificate, CERTIFICATES),
)
