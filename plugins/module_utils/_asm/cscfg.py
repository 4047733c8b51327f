# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service configurations (.cscfg): compared by meaning, scaled, made from a structure (protocol/1 section 12.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm import document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NAMESPACE = "http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def parse(text: str) -> Element:
    """The root of a service configuration, comments and blanks included. Raises ValueError that says what is wrong."""
    root = document.parse(text.encode("utf-8"), verbatim=True)
    if root.tag != _tag("ServiceConfiguration"):
        raise ValueError(f"its root is {root.tag}, and must be ServiceConfiguration in the namespace {NAMESPACE}")
    names = [role.get("name") for role in _roles(root)]
    if not names or None in names or len(set(names)) != len(names):
        raise ValueError("each of its roles must have a name of its own, and there must be one at least")
    for role in _roles(root):
        count = _count(role)
        if count is None or not count.isdigit():
            raise ValueError(f'role {role.get("name")} must have <Instances count="a number" />')
    return root


def _roles(root: Element) -> list[Element]:
    return list(root.iterchildren(_tag("Role")))


def _count(role: Element) -> str | None:
    instances = role.find(_tag("Instances"))
    return None if instances is None else instances.get("count")


def instances(text: str) -> dict[str, int]:
    """How many instances each role has. Raises ValueError."""
    return {str(role.get("name")): int(_count(role) or 0) for role in _roles(parse(text))}


def service_name(text: str) -> str:
    """The name inside the configuration, which has nothing to do with the hosted service's. Raises ValueError."""
    return parse(text).get("serviceName") or ""


def thumbprints(text: str) -> list[str]:
    """The certificates that the roles want to find in the hosted service. Raises ValueError."""
    return [str(each.get("thumbprint")) for each in parse(text).iter(_tag("Certificate"))]


def scaled(text: str, counts: Mapping[str, int]) -> str:
    """The configuration with other numbers of instances, and nothing else changed. Raises ValueError."""
    root = parse(text)
    known = {role.get("name"): role for role in _roles(root)}
    for name, count in counts.items():
        if name not in known:
            raise ValueError(f"it has no role {name}, but {', '.join(sorted(map(str, known)))}")
        found = known[name].find(_tag("Instances"))
        if found is not None:
            found.set("count", str(count))
    return document.write(root).decode("utf-8")


def same(one: str | None, other: str | None) -> bool:
    """Whether two configurations mean the same: order of roles and settings, blanks and comments do not count."""
    if one is None or other is None:
        return one is other
    return bool(_meaning(parse(one)) == _meaning(parse(other)))


def _meaning(element: Element) -> Any:
    children = [_meaning(child) for child in element if isinstance(child.tag, str)]
    text = (element.text or "").strip() if not children else ""
    return (str(element.tag), sorted(element.attrib.items()), text, sorted(children, key=repr))


def made(structure: Mapping[str, Any]) -> str:
    """A configuration from a structure: C(service_name), C(os_family), C(os_version), and C(roles) by name.

    A role has C(instances), C(settings) (names, values) and C(certificates) (names, thumbprints). Raises ValueError.
    """
    _refuse_unknown(structure, ("service_name", "os_family", "os_version", "roles"), "a configuration")
    root = document.create_in(NAMESPACE, "ServiceConfiguration")
    root.set("serviceName", str(structure.get("service_name", "")))
    root.set("osFamily", str(structure.get("os_family", "4")))
    root.set("osVersion", str(structure.get("os_version", "*")))
    for name, role in (structure.get("roles") or {}).items():
        _refuse_unknown(role, ("instances", "settings", "certificates"), f"role {name}")
        _add_role(root, str(name), role)
    text = document.write(root).decode("utf-8")
    parse(text)
    return text


def _add_role(root: Element, name: str, role: Mapping[str, Any]) -> None:
    element = _add(root, "Role", name=name)
    _add(element, "Instances", count=role.get("instances", 1))
    settings = _add(element, "ConfigurationSettings")
    for key, value in (role.get("settings") or {}).items():
        _add(settings, "Setting", name=key, value=value)
    if role.get("certificates"):
        certificates = _add(element, "Certificates")
        for key, thumbprint in role["certificates"].items():
            _add(certificates, "Certificate", name=key, thumbprint=thumbprint, thumbprintAlgorithm="sha1")


def _add(parent: Element, tag: str, **attributes: Any) -> Element:
    child = parent.makeelement(_tag(tag), {name: str(value) for name, value in attributes.items()}, None)
    parent.append(child)
    return child


def _refuse_unknown(given: Any, known: tuple[str, ...], what: str) -> None:
    if not isinstance(given, Mapping):
        raise ValueError(f"{what} must be a dict with {', '.join(known)}")
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ValueError(f"{what} has no {', '.join(unknown)}, but {', '.join(known)}")
