# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests for the network configuration of a subscription
(docs/protocol/networking.md#network-configuration-calls).

The document is kept as it is answered, and the virtual networks beside it, with what no document has: their ids, and
the security groups of subnets. Networks that were seeded without a document are in the one that is answered.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.emulator.catalog import locations
from ansible_collections.classic.azure.emulator.core.context import (
    MAX_ELEMENTS,
    Reply,
    RequestContext,
    Route,
    has_too_many_elements,
)
from ansible_collections.classic.azure.emulator.core.entities import Collection, EffectScope, Scope
from ansible_collections.classic.azure.emulator.core.errors import ErrorResponse, bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.networking import network_document
from ansible_collections.classic.azure.emulator.services.networking.virtual_networks import (
    VIRTUAL_NETWORKS,
    VIRTUAL_NETWORKS_SINCE,
    DnsServer,
    Subnet,
    VirtualNetwork,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PATH = "services/networking/media"
LOCK = "network configuration"
NAME = "document"
LIMITS = (
    ("VirtualNetworkSite", "max_virtual_network_sites"),
    ("LocalNetworkSite", "max_local_network_sites"),
    ("DnsServer", "max_dns_servers"),
)


@dataclass
class NetworkConfigurationDocument:
    """The one document of a subscription, as it is answered."""

    text: str
    name: str = NAME


DOCUMENTS = Collection("network_configuration", NetworkConfigurationDocument, lambda document: document.name)


def get(context: RequestContext) -> Reply:
    text = _current_text(context)
    if text is None:
        raise not_found("Network configuration does not exist.")
    return Reply(200, data=text.encode(), headers={"Content-Type": "text/plain"})


def _current_text(scope: Scope) -> str | None:
    document = DOCUMENTS.get(scope, NAME)
    if document:
        return document.text
    networks = VIRTUAL_NETWORKS.all(scope)
    return _document_of(networks) if networks else None


def _document_of(networks: list[VirtualNetwork]) -> str:
    """The document of networks that were seeded."""
    root = xml.create_in(network_document.NAMESPACE, network_document.ROOT)
    configuration = _add(root, "VirtualNetworkConfiguration")
    servers = {server.name: server for network in networks for server in network.dns_servers or []}
    dns = _add(configuration, "Dns")
    if servers:
        listed = _add(dns, "DnsServers")
        for name in sorted(servers, key=str):
            _add(listed, "DnsServer", name=name, IPAddress=servers[name].address)
    sites = _add(configuration, "VirtualNetworkSites")
    for network in networks:
        _add_site(sites, network)
    return network_document.write(root).decode()


def _add_site(sites: Element, network: VirtualNetwork) -> None:
    site = _add(
        sites, "VirtualNetworkSite", name=network.name, AffinityGroup=network.affinity_group, Location=network.location
    )
    space = _add(site, "AddressSpace")
    for prefix in network.address_prefixes or []:
        _add(space, "AddressPrefix").text = prefix
    subnets = _add(site, "Subnets")
    for subnet in network.subnets:
        _add(_add(subnets, "Subnet", name=subnet.name), "AddressPrefix").text = subnet.address_prefix
    if network.dns_servers:
        references = _add(site, "DnsServersRef")
        for server in network.dns_servers:
            _add(references, "DnsServerRef", name=server.name)


def _add(parent: Element, tag: str, **attributes: str | None) -> Element:
    child = parent.makeelement(f"{network_document.PREFIX}{tag}")
    for name, value in attributes.items():
        if value is not None:
            child.set(name, value)
    parent.append(child)
    return child


def put(context: RequestContext) -> Reply:
    """Replace the document when the operation ends; what is in use is found only then (an assumption)."""
    if context.operations.lock_holder(context.subscription, LOCK):
        raise conflict(
            "An update to your network configuration is currently underway. Please try this operation again later."
        )
    root = _parse(context.body)
    _check(context, root)
    normal = network_document.normalize(root)
    text = network_document.write(normal).decode() if normal is not None else ""
    context.begin(network_configuration_set, {"text": text}, PATH, locks=(LOCK,))
    return Reply(202)


def _parse(body: bytes) -> Element:
    """The document of a request. Raises ErrorResponse (docs/protocol/networking.md#network-configuration-refusals)."""
    try:
        if has_too_many_elements(body):
            raise network_document.InvalidConfiguration(f"the document has more than {MAX_ELEMENTS} elements")
        return network_document.parse(body)
    except network_document.InvalidConfiguration as error:
        place = f"{error.line},0"
        text = f"XML Schema validation error in network configuration at line {place}."
        raise bad_request(text, reason=str(error)) from error


def _check(context: RequestContext, root: Element) -> None:
    """Refuse what makes no sense. Raises ErrorResponse, whose words are an assumption."""
    try:
        network_document.check_references(root)
    except network_document.InvalidReference as error:
        raise bad_request(str(error)) from error
    for site in network_document.find_all(root, "VirtualNetworkSite"):
        location, group = site.get("Location"), site.get("AffinityGroup")
        if bool(location) == bool(group):
            raise bad_request(reason=f"{site.get('name')} has not one of Location and AffinityGroup")
        if location and locations.region(location) is None:
            raise bad_request("The location constraint is not valid")
        if group and context.get("affinity_group", group) is None:
            raise bad_request("The affinity group does not exist.")
    limits = context.get("subscription", context.subscription) or {}
    for tag, limit in LIMITS:
        if len(network_document.find_all(root, tag)) > limits[limit]:
            raise bad_request(reason=f"there are more than {limits[limit]} {tag}")


@effect("network_configuration_set")
def network_configuration_set(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    """Keep a document, and the networks that it has. Raises ErrorResponse where one in use would go or change."""
    scope = EffectScope(operations, subscription, moment)
    networks = list(_networks(scope, facts["text"]))
    _refuse_changes_in_use(scope, networks)
    for network in VIRTUAL_NETWORKS.all(scope):
        VIRTUAL_NETWORKS.delete(scope, network.name)
    for network in networks:
        VIRTUAL_NETWORKS.save(scope, network)
    if facts["text"]:
        DOCUMENTS.save(scope, NetworkConfigurationDocument(facts["text"]))
    else:
        DOCUMENTS.delete(scope, NAME)


def _networks(scope: EffectScope, text: str) -> Iterator[VirtualNetwork]:
    """The networks of a document, with the ids and security groups of those that are there already."""
    if not text:
        return
    root = network_document.parse(text.encode())
    servers = {each.get("name"): each.get("IPAddress") for each in network_document.find_all(root, "DnsServer")}
    for site in network_document.find_all(root, "VirtualNetworkSite"):
        name = site.get("name") or ""
        before = VIRTUAL_NETWORKS.get(scope, name) or VirtualNetwork(name)
        groups = {subnet.name: subnet.network_security_group for subnet in before.subnets}
        digits = scope.operations.new_id()
        references = [each.get("name") for each in network_document.find_all(site, "DnsServerRef")]
        yield VirtualNetwork(
            name=name,
            label=before.label,
            id=before.id or str(uuid.UUID(digits)),
            affinity_group=site.get("AffinityGroup"),
            status="Created",
            address_prefixes=network_document.texts(site, "AddressSpace"),
            subnets=[
                Subnet(each.get("name"), (each[0].text or "").strip(), groups.get(each.get("name")))
                for each in network_document.find_all(site, "Subnet")
            ],
            dns_servers=[DnsServer(each, servers[each]) for each in references] or None,
            location=site.get("Location"),
        )


def _refuse_changes_in_use(scope: Scope, networks: list[VirtualNetwork]) -> None:
    """Refuse that a network or subnet goes or changes that machines are in. Deployments lie above this service: of
    their stored values only the names of the network and of subnets are read. Raises ErrorResponse."""
    after = {network.name.lower(): network for network in networks}
    for deployment in scope.store.all(scope.subscription, "deployment"):
        name = str(deployment.get("virtual_network_name") or "").lower()
        before = VIRTUAL_NETWORKS.get(scope, name)
        if before is None:
            continue
        left = after.get(name)
        if left is None or (left.location, left.affinity_group) != (before.location, before.affinity_group):
            raise _in_use("virtual network", before.name)
        prefixes = {subnet.name: subnet.address_prefix for subnet in left.subnets}
        used: set[str | None] = set(_subnet_names(deployment)) or {subnet.name for subnet in before.subnets[:1]}
        for subnet in before.subnets:
            if subnet.name in used and prefixes.get(subnet.name) != subnet.address_prefix:
                raise _in_use("subnet", subnet.name or "")


def _subnet_names(deployment: Value) -> Iterator[str]:
    for role in deployment.get("roles") or []:
        sets: dict[str, Any] = role.get("configuration_sets") or {}
        yield from (sets.get("network") or {}).get("subnet_names") or []


def _in_use(kind: str, name: str) -> ErrorResponse:
    return bad_request(f"Cannot delete or modify {kind} while in use '{name}'.")


register_routes(
    Route("GetNetworkConfiguration", "GET", PATH, get, since=VIRTUAL_NETWORKS_SINCE),
    Route("SetNetworkConfiguration", "PUT", PATH, put, since=VIRTUAL_NETWORKS_SINCE),
)
