# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a service configuration (.cscfg) is one, and fits a package and a subscription
(docs/protocol/cloud_services.md#service-configuration).

Sentences name roles and elements, and never quote a setting, which may be a secret. What the service said is known for
the certificate and the quota alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.catalog import locations
from ansible_collections.classic.azure.emulator.core.context import RequestContext, bad_request
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services import packages
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# What Microsoft's schema of service configurations has: for each element the attributes that it must have, those that
# it may have, and the elements in it. What is in NetworkConfiguration is not looked at.
SCHEMA: dict[str, tuple[str, str, str]] = {
    "ServiceConfiguration": ("serviceName", "osFamily osVersion schemaVersion", "Role NetworkConfiguration"),
    "Role": ("name", "vmName", "OsImage Instances ConfigurationSettings Certificates"),
    "OsImage": ("href", "", ""),
    "Instances": ("count", "", ""),
    "ConfigurationSettings": ("", "", "Setting"),
    "Setting": ("name value", "", ""),
    "Certificates": ("", "", "Certificate"),
    "Certificate": ("name thumbprint", "thumbprintAlgorithm", ""),
}


def check(context: RequestContext, service: Value, package: Value, own_cores: int = 0) -> None:
    """Refuse the configuration of a request that does not fit; C(own_cores) are those that it would set free."""
    text = context.values["configuration"]
    fault = _fault(cscfg.parse(text), "") or _fault_of_roles(text, package) or _fault_of_system(text)
    if fault:
        raise bad_request(reason=f"Configuration: {fault}")
    for thumbprint in cscfg.thumbprints(text):
        if context.get("service_certificate", f"{service['name']}/{thumbprint}") is None:
            raise bad_request(f"The certificate with thumbprint {thumbprint.lower()} was not found.")
    _check_cores(context, packages.cores(package, cscfg.instances(text)), own_cores)
    _check_sizes(service, package)
    _check_warnings(context, text)


def _fault(element: Element, where: str) -> str | None:
    name = _name(element)
    where = f"{where}/{name}" if where else name
    must, may, inside = (words.split() for words in SCHEMA[name])
    arguments = [attribute for attribute in map(str, element.attrib) if not attribute.startswith("{")]
    if sorted(set(must) - set(arguments)):
        return f"{where} has no {', '.join(sorted(set(must) - set(arguments)))}"
    if sorted(set(arguments) - {*must, *may}):
        return f"{where} has an attribute that is not one of {', '.join([*must, *may])}"
    for child in element.iterchildren("*"):
        if _name(child) not in inside:
            return f"{where} has an element in it that is not one of {', '.join(inside) or 'none'}"
        if _name(child) in SCHEMA and (fault := _fault(child, where)):
            return fault
    return None


def _name(element: Element) -> str:
    return str(element.tag).removeprefix(f"{{{cscfg.NAMESPACE}}}")


def _fault_of_roles(text: str, package: Value) -> str | None:
    have, counts = [role["name"] for role in package["roles"]], cscfg.instances(text)
    for name, count in counts.items():
        if name not in have:
            return f"the package has no role {name}, but {', '.join(have)}"
        if count < 1:
            return f"role {name} has {count} instances"
    missing = [name for name in have if name not in counts]
    return f"role {', '.join(missing)} of the package is missing" if missing else None


def _fault_of_system(text: str) -> str | None:
    return None if operating_system(text) else "there is no guest operating system of this osFamily and osVersion"


def operating_system(text: str) -> str | None:
    """The version of the guest operating system that a configuration asks for; a star is the newest of its family."""
    root = cscfg.parse(text)
    family, version = root.get("osFamily", "1"), root.get("osVersion", "*")
    for known in locations.operating_system_families():
        for system in known["operating_systems"] if known["name"] == family else ():
            if version == system["version"] or (version == "*" and system["is_default"]):
                return str(system["version"])
    return None


def _check_cores(context: RequestContext, wanted: int, own: int) -> None:
    used = sum(each.get("cores", 0) for each in context.all("deployment"))
    common.check_limit(context, "max_core_count", "cores", used, wanted - own)


def _check_sizes(service: Value, package: Value) -> None:
    region = locations.REGIONS[service["region"]]
    for role in package["roles"]:
        if role["size"] not in region.roles.split():
            raise bad_request(reason=f"{region.name} does not offer the size {role['size']} of role {role['name']}")


def _check_warnings(context: RequestContext, text: str) -> None:
    """That a single instance is what the service warns of is known, its words are not
    (docs/protocol/cloud_services.md#package-warnings)."""
    alone = [name for name, count in cscfg.instances(text).items() if count == 1]
    if alone and context.values.get("treat_warnings_as_error"):
        raise bad_request(reason=f"Configuration: role {', '.join(alone)} has one instance only, and that is a warning")
