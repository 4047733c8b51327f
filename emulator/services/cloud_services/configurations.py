# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of a service configuration (.cscfg): by itself, against its package, and against the subscription
(docs/protocol/cloud_services.md#service-configuration).

Messages name roles and elements, and never quote a setting, which may be a secret. The service's words are known for
the certificate and the quota only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.catalog import locations, operating_systems
from ansible_collections.classic.azure.emulator.core.context import MAX_ELEMENTS, RequestContext, has_too_many_elements
from ansible_collections.classic.azure.emulator.core.errors import bad_request
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import used_cores
from ansible_collections.classic.azure.emulator.services.cloud_services.hosted_services import (
    SERVICE_CERTIFICATES,
    HostedService,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.packages import Package
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Microsoft's schema of service configurations: for each element the attributes that it must have, those that it may
# have, and the elements in it. What is in NetworkConfiguration is not checked.
ELEMENTS: dict[str, tuple[str, str, str]] = {
    "ServiceConfiguration": ("serviceName", "osFamily osVersion schemaVersion", "Role NetworkConfiguration"),
    "Role": ("name", "vmName", "OsImage Instances ConfigurationSettings Certificates"),
    "OsImage": ("href", "", ""),
    "Instances": ("count", "", ""),
    "ConfigurationSettings": ("", "", "Setting"),
    "Setting": ("name value", "", ""),
    "Certificates": ("", "", "Certificate"),
    "Certificate": ("name thumbprint", "thumbprintAlgorithm", ""),
}


def check_size(text: str) -> None:
    """Refuse a configuration of more elements than a request may have (docs/protocol/general.md#request-xml), or of
    more instances than Python counts. Raises ErrorResponse; to be called before anything else is done with it."""
    if has_too_many_elements(text.encode()):
        raise bad_request(reason=f"Configuration: it has more than {MAX_ELEMENTS} elements")
    try:
        cscfg.instances(text)
    except ValueError as error:
        raise bad_request(reason="Configuration: a number of instances has too many digits") from error


def check_configuration(
    context: RequestContext, service: HostedService, package: Package, replaced_cores: int = 0
) -> None:
    """Refuse the configuration of a request that is not valid. Raises ErrorResponse.

    ``replaced_cores`` are those of the deployment that it would change, which count against the quota no more.
    """
    text = context.values["configuration"]
    problem = _element_problem(cscfg.parse(text), "") or _role_problem(text, package) or _system_problem(text)
    if problem:
        raise bad_request(reason=f"Configuration: {problem}")
    for thumbprint in cscfg.thumbprints(text):
        if SERVICE_CERTIFICATES.get(context, f"{service.name}/{thumbprint}") is None:
            raise bad_request(f"The certificate with thumbprint {thumbprint.lower()} was not found.")
    check_cores(context, package.cores_of(text) - replaced_cores)
    _check_sizes(service, package)
    _check_warnings(context, text)


def _element_problem(element: Element, where: str) -> str | None:
    name = _name(element)
    where = f"{where}/{name}" if where else name
    required, optional, inside = (words.split() for words in ELEMENTS[name])
    attributes = [attribute for attribute in map(str, element.attrib) if not attribute.startswith("{")]
    if sorted(set(required) - set(attributes)):
        return f"{where} has no {', '.join(sorted(set(required) - set(attributes)))}"
    if sorted(set(attributes) - {*required, *optional}):
        return f"{where} has an attribute that is not one of {', '.join([*required, *optional])}"
    for child in element.iterchildren("*"):
        if _name(child) not in inside:
            return f"{where} has an element in it that is not one of {', '.join(inside) or 'none'}"
        if _name(child) in ELEMENTS and (problem := _element_problem(child, where)):
            return problem
    return None


def _name(element: Element) -> str:
    return str(element.tag).removeprefix(f"{{{cscfg.NAMESPACE}}}")


def _role_problem(text: str, package: Package) -> str | None:
    names, counts = [role.name for role in package.roles], cscfg.instances(text)
    known = set(names)
    for name, count in counts.items():
        if name not in known:
            return f"the package has no role {name}, but {', '.join(names)}"
        if count < 1:
            return f"role {name} has {count} instances"
    missing = [name for name in names if name not in counts]
    return f"role {', '.join(missing)} of the package is missing" if missing else None


def _system_problem(text: str) -> str | None:
    return None if operating_system(text) else "there is no guest operating system of this osFamily and osVersion"


def operating_system(text: str) -> str | None:
    """The version of the guest operating system that a configuration asks for; a star is the newest of its family."""
    root = cscfg.parse(text)
    family_name, version = root.get("osFamily", "1"), root.get("osVersion", "*")
    for family in operating_systems.families():
        for system in family["operating_systems"] if family["name"] == family_name else ():
            if version == system["version"] or (version == "*" and system["is_default"]):
                return str(system["version"])
    return None


def check_cores(context: RequestContext, more: int) -> None:
    """Refuse more cores than the subscription's quota has left. Raises ErrorResponse."""
    common.check_limit(context, "max_core_count", "cores", used_cores(context), more)


def _check_sizes(service: HostedService, package: Package) -> None:
    region = locations.REGIONS[service.region]
    for role in package.roles:
        if role.size not in region.roles.split():
            raise bad_request(reason=f"{region.name} does not offer the size {role.size} of role {role.name}")


def _check_warnings(context: RequestContext, text: str) -> None:
    """That the service warns of a single instance is known, its words are not
    (docs/protocol/cloud_services.md#package-warnings)."""
    single = [name for name, count in cscfg.instances(text).items() if count == 1]
    if single and context.values.get("treat_warnings_as_error"):
        raise bad_request(
            reason=f"Configuration: role {', '.join(single)} has one instance only, and that is a warning"
        )
