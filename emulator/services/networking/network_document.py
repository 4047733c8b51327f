# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network configuration document: read, brought into the form of answers, and written
(docs/protocol/networking.md#network-configuration-document)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from xml.sax.saxutils import escape, quoteattr

from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NAMESPACE = "http://schemas.microsoft.com/ServiceHosting/2011/07/NetworkConfiguration"
PREFIX = f"{{{NAMESPACE}}}"
DECLARATION = '\ufeff<?xml version="1.0" encoding="utf-8"?>'
ROOT = "NetworkConfiguration"
ROOT_ATTRIBUTES = (
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xmlns="{NAMESPACE}"'
)
DEFAULT_PROFILE, DEFAULT_CONNECTION = "Small", "IPsec"


@dataclass(frozen=True)
class Content:
    """What an element may have: children in the order of answers, those that are ``required``, and attributes, those
    that are required with a star. ``many`` are children that may repeat, and ``text`` says that it holds a text."""

    children: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    text: bool = False


def _several(child: str, required: bool = False) -> Content:
    return Content((child,), (child,) if required else (), (child,))


CONTENTS: Mapping[str, Content] = {
    ROOT: Content(("VirtualNetworkConfiguration",), ("VirtualNetworkConfiguration",)),
    "VirtualNetworkConfiguration": Content(("Dns", "LocalNetworkSites", "VirtualNetworkSites")),
    "Dns": Content(("DnsServers",)),
    "DnsServers": _several("DnsServer"),
    "DnsServer": Content(attributes=("name*", "IPAddress*")),
    "LocalNetworkSites": _several("LocalNetworkSite"),
    "LocalNetworkSite": Content(("AddressSpace", "VPNGatewayAddress"), attributes=("name*",)),
    "VPNGatewayAddress": Content(text=True),
    "VirtualNetworkSites": _several("VirtualNetworkSite"),
    "VirtualNetworkSite": Content(
        ("AddressSpace", "Subnets", "DnsServersRef", "Gateway"),
        ("AddressSpace",),
        attributes=("name*", "Location", "AffinityGroup"),
    ),
    "AddressSpace": _several("AddressPrefix", required=True),
    "AddressPrefix": Content(text=True),
    "Subnets": _several("Subnet"),
    "Subnet": Content(("AddressPrefix",), ("AddressPrefix",), attributes=("name*",)),
    "DnsServersRef": _several("DnsServerRef"),
    "DnsServerRef": Content(attributes=("name*",)),
    "Gateway": Content(("VPNClientAddressPool", "ConnectionsToLocalNetwork"), attributes=("profile",)),
    "VPNClientAddressPool": _several("AddressPrefix"),
    "ConnectionsToLocalNetwork": _several("LocalNetworkSiteRef"),
    "LocalNetworkSiteRef": Content(("Connection",), many=("Connection",), attributes=("name*",)),
    "Connection": Content(attributes=("type*",)),
}


class InvalidConfiguration(Exception):
    """A document breaks the schema; ``line`` is where, 0 if that is not known, and the text says how."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


class InvalidReference(Exception):
    """A document follows the schema and makes no sense: what it refers to is not there, or ranges do not fit."""


def parse(data: bytes) -> Element:
    """The root of a document that follows the schema. Raises InvalidConfiguration."""
    try:
        root = xml.parse(data)
    except xml.InvalidDocument as error:
        raise InvalidConfiguration(str(error)) from error
    if root.tag != f"{PREFIX}{ROOT}":
        raise InvalidConfiguration(f"the root element is not {ROOT} in the namespace {NAMESPACE}", _line(root))
    _check_schema(root)
    return root


def _line(element: Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 0


def _check_schema(element: Element) -> None:
    name, line = xml.local_name(element), _line(element)
    content, attributes = CONTENTS[name], set(element.attrib)
    required = {each.rstrip("*") for each in content.attributes if each.endswith("*")}
    if required - attributes or attributes - {each.rstrip("*") for each in content.attributes}:
        raise InvalidConfiguration(f"{name} lacks an attribute, or has one that is not known", line)
    children = [str(child.tag).removeprefix(PREFIX) for child in element]
    if set(children) - set(content.children) or set(content.required) - set(children):
        raise InvalidConfiguration(f"{name} lacks an element, or has one that is not known", line)
    if any(children.count(child) > 1 for child in content.children if child not in content.many):
        raise InvalidConfiguration(f"{name} has an element twice", line)
    if bool((element.text or "").strip()) != content.text:
        raise InvalidConfiguration(f"{name} has a text, or lacks one", line)
    for child in element:
        _check_schema(child)


def find_all(element: Element, tag: str) -> list[Element]:
    """All elements of a tag inside another one."""
    return list(element.iter(f"{PREFIX}{tag}"))


def check_references(root: Element) -> None:
    """Raise InvalidReference for names that are double or refer to nothing, and for ranges that do not fit
    (docs/protocol/networking.md#network-configuration-refusals)."""
    for tag, reference in (("DnsServer", "DnsServerRef"), ("LocalNetworkSite", "LocalNetworkSiteRef")):
        names = [each.get("name") for each in find_all(root, tag)]
        _refuse_doubles(tag, names)
        if not {each.get("name") for each in find_all(root, reference)} <= set(names):
            raise InvalidReference(f"a {reference} names no {tag}")
    sites = find_all(root, "VirtualNetworkSite")
    _refuse_doubles("VirtualNetworkSite", [site.get("name") for site in sites])
    for prefix in find_all(root, "AddressPrefix"):
        network(prefix)
    for site in sites:
        _check_subnets(site)


def _refuse_doubles(tag: str, names: list[str | None]) -> None:
    if len({(name or "").lower() for name in names}) != len(names):
        raise InvalidReference(f"two {tag} have the same name")


def _check_subnets(site: Element) -> None:
    subnets = find_all(site, "Subnet")
    _refuse_doubles("Subnet", [subnet.get("name") for subnet in subnets])
    space = [network(each) for each in _prefixes(site, "AddressSpace")]
    ranges = [network(prefix) for subnet in subnets for prefix in subnet]
    if not all(any(inner.subnet_of(outer) for outer in space) for inner in ranges):
        raise InvalidReference(f"a subnet of {site.get('name')} is outside of its address space")
    if any(one.overlaps(other) for place, one in enumerate(ranges) for other in ranges[:place]):
        raise InvalidReference(f"two subnets of {site.get('name')} overlap")


def network(prefix: Element) -> ipaddress.IPv4Network:
    """The range of an AddressPrefix, which need not be masked. Raises InvalidReference."""
    try:
        return ipaddress.IPv4Network((prefix.text or "").strip(), strict=False)
    except ValueError:
        raise InvalidReference("IP address prefix is not valid") from None


def _prefixes(element: Element, tag: str) -> list[Element]:
    return [prefix for child in element if child.tag == f"{PREFIX}{tag}" for prefix in child]


def texts(element: Element, tag: str) -> list[str]:
    """The prefixes of an element's AddressSpace, or of another child with prefixes."""
    return [(prefix.text or "").strip() for prefix in _prefixes(element, tag)]


def normalize(root: Element) -> Element | None:
    """The document as answers have it, changed in place; None for one without anything
    (docs/protocol/networking.md#network-configuration-rewrites)."""
    (configuration,) = root
    if not len(configuration):
        return None
    for servers in find_all(root, "DnsServers"):
        servers[:] = sorted(servers, key=lambda server: server.get("name") or "")
    for tag in ("DnsServers", "DnsServersRef"):
        for empty in [each for each in find_all(root, tag) if not len(each)]:
            _remove(empty)
    for gateway in find_all(root, "Gateway"):
        if gateway.get("profile") == DEFAULT_PROFILE:
            del gateway.attrib["profile"]
    for reference in find_all(root, "LocalNetworkSiteRef"):
        if not len(reference):
            connection = reference.makeelement(f"{PREFIX}Connection")
            connection.set("type", DEFAULT_CONNECTION)
            reference.append(connection)
    for element in root.iter():
        order = CONTENTS[xml.local_name(element)].children
        element[:] = sorted(element, key=lambda child: order.index(xml.local_name(child)))
    return root


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def write(root: Element) -> bytes:
    """A document as the service writes it: with a byte order mark, a declaration, CRLF and an indent of two blanks."""
    return "\r\n".join((DECLARATION, *_lines(root, ""))).encode()


def _lines(element: Element, indent: str) -> Iterator[str]:
    name, text = xml.local_name(element), (element.text or "").strip()
    attributes = "".join(
        f" {key}={quoteattr(value)}" for key, value in cast("Mapping[str, str]", element.attrib).items()
    )
    start = f"{indent}<{name}{ROOT_ATTRIBUTES if name == ROOT else attributes}"
    if len(element):
        yield f"{start}>"
        for child in element:
            yield from _lines(child, f"{indent}  ")
        yield f"{indent}</{name}>"
    else:
        yield f"{start}>{escape(text)}</{name}>" if text else f"{start} />"
