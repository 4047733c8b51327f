# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a hosted service contains, as far as services below the one of hosted services have to know it."""

from __future__ import annotations

from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_summary import (
    HOSTED_SERVICE_SUMMARY,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Base64, Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct

INSTANCE_SCHEMA = Struct(
    Field("name", "InstanceName"),
    Field("status", "InstanceStatus"),
    Field("endpoints", "InstanceEndpoints", ListOf("InstanceEndpoint", Struct(Field("name", "Name")))),
)
CONFIGURATION_SET_SCHEMA = Struct(
    Field("input_endpoints", "InputEndpoints", ListOf("InputEndpoint", Struct(Field("name", "Name"))))
)
ROLE_SCHEMA = Struct(
    Field("name", "RoleName"),
    Field("role_type", "RoleType"),
    Field("configuration_sets", "ConfigurationSets", ListOf("ConfigurationSet", CONFIGURATION_SET_SCHEMA)),
)
DEPLOYMENT_SCHEMA = Struct(
    Field("name", "Name"),
    Field("slot", "DeploymentSlot"),
    Field("configuration", "Configuration", Base64()),
    Field("role_instances", "RoleInstanceList", ListOf("RoleInstance", INSTANCE_SCHEMA)),
    Field("roles", "RoleList", ListOf("Role", ROLE_SCHEMA)),
    Field("virtual_ips", "VirtualIPs", ListOf("VirtualIP", Struct(Field("name", "Name")))),
)
CONTENTS_SCHEMA = Struct(
    *HOSTED_SERVICE_SUMMARY,
    Field("deployments", "Deployments", ListOf("Deployment", DEPLOYMENT_SCHEMA)),
    Field("default_winrm_certificate_thumbprint", "DefaultWinRmCertificateThumbprint"),
)


def read_contents(client: Reader, service_name: str) -> Values | None:
    """Return a hosted service with its deployments, None if there is none of the name.

    See docs/protocol/cloud_services.md#hosted-services.
    """
    path = f"services/hostedservices/{quote(service_name, safe='')}?embed-detail=true"
    response = client.get(path, "GetHostedService", "HostedService")
    if response is None:
        return None
    return {
        "deployments": [],
        **{name: value for name, value in (CONTENTS_SCHEMA.read(response) or {}).items() if value},
    }


def deployment_named(service: Values, name: str) -> Values | None:
    """Return the deployment of a name in a service, compared without case."""
    return next((each for each in service["deployments"] if each["name"].lower() == name.lower()), None)


def instance_named(service: Values | None, deployment_name: str, name: str) -> Values | None:
    """Return the instance of a name in a deployment of a service, compared without case."""
    deployment = None if service is None else deployment_named(service, deployment_name)
    instances = (deployment and deployment.get("role_instances")) or []
    return next((each for each in instances if each["name"].lower() == name.lower()), None)


def has_virtual_machines(deployment: Values) -> bool:
    """Return whether a deployment is one of virtual machines; web and worker roles have no type."""
    return any(role["role_type"] for role in deployment["roles"] or [])


def takes_reserved_ip(deployment: Values) -> bool:
    """Return whether a deployment can be created with a reserved address, by any of its virtual machines.

    The address needs an endpoint (docs/protocol/networking.md#reserved-ip-refusals), so each machine has to have one,
    as any may be the first.
    """
    return all(
        role["role_type"] and any(each["input_endpoints"] for each in role["configuration_sets"] or [])
        for role in deployment["roles"] or []
    )


def missing_service(client: Reader, service_name: str) -> list[str]:
    """Return the hosted service of a name, for a message, if there is no such service."""
    return [] if read_contents(client, service_name) else [f"hosted service {service_name}"]
