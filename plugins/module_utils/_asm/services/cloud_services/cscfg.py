# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service configurations (.cscfg): comparison, scaling, and generation from a dict.

See docs/protocol/cloud_services.md#service-configuration.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm.suggestions import choice_hint
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NAMESPACE = "http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration"

TOP_LEVEL_KEYS = ("service_name", "os_family", "os_version", "roles")


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def parse(text: str) -> Element:
    """Return the root element, with comments and blanks. Raises ValueError with the rule that the text breaks."""
    if _is_base64(text):
        raise ValueError("it is base64 already: give the XML itself")
    try:
        root = xml.parse(text.encode("utf-8"), verbatim=True)
    except xml.InvalidDocument as error:
        raise ValueError(_position(error)) from None
    if root.tag != _tag("ServiceConfiguration"):
        raise ValueError(f"its root is {root.tag}, and must be ServiceConfiguration in the namespace {NAMESPACE}")
    names = [role.get("name") for role in _roles(root)]
    if not names or None in names or len(set(names)) != len(names):
        raise ValueError("each of its roles must have a name of its own, and there must be one at least")
    for role in _roles(root):
        count = _count(role)
        if count is None or not re.fullmatch("[0-9]+", count):
            raise ValueError(f'role {role.get("name")} must have <Instances count="a number" />')
    return root


def _is_base64(text: str) -> bool:
    try:
        return base64.b64decode("".join(text.split()), validate=True).removeprefix(b"\xef\xbb\xbf").startswith(b"<")
    except ValueError:
        return False


def _position(error: xml.InvalidDocument) -> str:
    """Return the position of a syntax error, without the message, which may quote a secret."""
    position = getattr(error.__cause__, "position", None)
    return "it is not well-formed XML (line {}, column {})".format(*position) if position else str(error)


def _roles(root: Element) -> list[Element]:
    return list(root.iterchildren(_tag("Role")))


def _count(role: Element) -> str | None:
    instances = role.find(_tag("Instances"))
    return None if instances is None else instances.get("count")


def instances(text: str) -> dict[str, int]:
    """Return the number of instances of each role. Raises ValueError."""
    return {str(role.get("name")): int(_count(role) or 0) for role in _roles(parse(text))}


def check_instances(text: str) -> None:
    """Raise ValueError for a configuration in which a role has no instance
    (docs/protocol/cloud_services.md#service-configuration)."""
    none = [name for name, count in instances(text).items() if not count]
    if none:
        raise ValueError(f"role {none[0]} has 0 instances, and each role must have at least 1")


def operating_system(text: str) -> tuple[str, str]:
    """Return the family and the version of the guest operating system, "*" for the newest. Raises ValueError."""
    root = parse(text)
    return root.get("osFamily") or "1", root.get("osVersion") or "*"


def service_name(text: str) -> str:
    """Return the serviceName, which need not be the name of the hosted service. Raises ValueError."""
    return parse(text).get("serviceName") or ""


def thumbprints(text: str) -> list[str]:
    """Return the thumbprints of the service certificates that the roles use. Raises ValueError."""
    return [str(each.get("thumbprint")) for each in parse(text).iter(_tag("Certificate"))]


def scaled(text: str, counts: Mapping[str, int]) -> str:
    """Return the configuration with other numbers of instances, by roles. Raises ValueError."""
    root = parse(text)
    known = {role.get("name"): role for role in _roles(root)}
    for name, count in counts.items():
        if name not in known:
            raise ValueError(f"the configuration has no role {name}: {choice_hint(name, sorted(map(str, known)))}")
        found = known[name].find(_tag("Instances"))
        if found is not None:
            found.set("count", str(count))
    return xml.write(root).decode("utf-8")


def matches(one: str | None, other: str | None) -> bool:
    """Return whether two configurations are equivalent. Raises ValueError.

    The order of roles and settings, blanks, comments, empty elements and the case of thumbprints do not count.
    """
    if one is None or other is None:
        return one is other
    return bool(_normalized(parse(one)) == _normalized(parse(other)))


def _normalized(element: Element) -> Any:
    children = [_normalized(child) for child in element.iterchildren("*")]
    text = "" if children else str(element.xpath("string()")).strip()
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    if "thumbprint" in attributes:
        attributes["thumbprint"] = attributes["thumbprint"].lower()
    parts = sorted(filter(None, children), key=repr)
    return (str(element.tag), sorted(attributes.items()), text, parts) if attributes or text or parts else None


def from_structure(structure: Mapping[str, Any]) -> str:
    """Return a configuration made from ``service_name``, ``os_family``, ``os_version``, and ``roles`` by name.

    A role has ``instances``, ``settings`` by name and the thumbprints of ``certificates`` by name. Raises ValueError.
    """
    if not isinstance(structure, Mapping):
        raise ValueError(f"it must be the text of a .cscfg, or a dict with {', '.join(TOP_LEVEL_KEYS)}")
    _check_keys(structure, TOP_LEVEL_KEYS, "a configuration")
    root = xml.create_in(NAMESPACE, "ServiceConfiguration")
    root.set("serviceName", str(structure.get("service_name", "")))
    root.set("osFamily", str(structure.get("os_family", "4")))
    root.set("osVersion", str(structure.get("os_version", "*")))
    for name, role in _pairs(structure, "roles", "a configuration"):
        _check_keys(role, ("instances", "settings", "certificates"), f"role {name}")
        _add_role(root, str(name), role)
    text = xml.write(root).decode("utf-8")
    parse(text)
    return text


def _add_role(root: Element, name: str, role: Mapping[str, Any]) -> None:
    element = _add(root, "Role", name=name)
    _add(element, "Instances", count=role.get("instances", 1))
    settings = _add(element, "ConfigurationSettings")
    for key, value in _pairs(role, "settings", f"role {name}"):
        if isinstance(value, (Mapping, list)):
            raise ValueError(f"setting {key} of role {name} must be a text")
        _add(settings, "Setting", name=key, value="" if value is None else value)
    if role.get("certificates"):
        certificates = _add(element, "Certificates")
        for key, thumbprint in _pairs(role, "certificates", f"role {name}"):
            _add(certificates, "Certificate", name=key, thumbprint=thumbprint, thumbprintAlgorithm="sha1")


def _add(parent: Element, tag: str, **attributes: Any) -> Element:
    child = parent.makeelement(_tag(tag), {name: str(value) for name, value in attributes.items()}, None)
    parent.append(child)
    return child


def _check_keys(structure: Any, known: tuple[str, ...], what: str) -> None:
    """Raise ValueError unless the structure is a dict with known keys only."""
    if not isinstance(structure, Mapping):
        raise ValueError(f"{what} must be a dict with {', '.join(known)}")
    unknown = sorted(set(structure) - set(known), key=str)
    if unknown:
        raise ValueError(f"{what} has no {', '.join(map(str, unknown))}: {choice_hint(str(unknown[0]), known)}")


def _pairs(structure: Mapping[str, Any], name: str, what: str) -> list[tuple[Any, Any]]:
    """Return the items of a dict in the structure, which may be left out. Raises ValueError where it is no dict."""
    found = structure.get(name) or {}
    if not isinstance(found, Mapping):
        raise ValueError(f"{name} of {what} must be a dict")
    return list(found.items())


def without_secrets(text: str) -> Mapping[str, Any] | str | None:
    """Return what a configuration says as a structure, or else as its text without comments; None if it has settings
    with values, which may be secrets, or cannot be read."""
    try:
        root = parse(text)
    except ValueError:
        return None
    if any(setting.get("value") for setting in root.iter(_tag("Setting"))):
        return None
    structure = _to_structure(root)
    if matches(text, from_structure(structure)):
        return structure
    return xml.write(_without_comments(root)).decode("utf-8")


def _to_structure(root: Element) -> dict[str, Any]:
    """Return what a structure can say of a configuration without values of settings, without defaults."""
    top = {
        "service_name": root.get("serviceName"),
        "os_family": root.get("osFamily"),
        "os_version": root.get("osVersion"),
    }
    defaults = {"service_name": "", "os_family": "4", "os_version": "*"}
    return {
        **{name: value for name, value in top.items() if value is not None and value != defaults[name]},
        "roles": {str(role.get("name")): _role_to_structure(role) for role in _roles(root)},
    }


def _role_to_structure(role: Element) -> dict[str, Any]:
    settings = {each.get("name"): "" for each in role.iter(_tag("Setting"))}
    certificates = {each.get("name"): each.get("thumbprint") for each in role.iter(_tag("Certificate"))}
    return {
        "instances": int(_count(role) or 0),
        **({"settings": settings} if settings else {}),
        **({"certificates": certificates} if certificates else {}),
    }


def _without_comments(root: Element) -> Element:
    """Remove the comments, and keep the line breaks behind them."""
    for comment in [each for each in root.iter() if not isinstance(each.tag, str)]:
        parent, before = comment.getparent(), comment.getprevious()
        if parent is None:
            continue
        if before is None:
            parent.text = (parent.text or "") + (comment.tail or "")
        else:
            before.tail = (before.tail or "") + (comment.tail or "")
        parent.remove(comment)
    return root


def redacted(text: str, digest: Callable[[str], str]) -> str:
    """Return the configuration as results may show it, an element on each line.

    Settings are replaced by their ``digest`` and comments are left out, since both may hold secrets.
    """
    try:
        root = parse(text)
    except ValueError:
        return f"(not readable: {len(text)} characters)"
    for setting in root.iter(_tag("Setting")):
        setting.set("value", digest(setting.get("value") or ""))
    return xml.pretty(root)
