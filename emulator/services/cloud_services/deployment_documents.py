# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments as answers have them, alone or in their hosted service
(docs/protocol/cloud_services.md#deployment-properties)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.core.context import RequestContext
from ansible_collections.classic.azure.emulator.core.entities import dump
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import Deployment, Role
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def deployment_values(context: RequestContext, deployment: Deployment) -> Value:
    """A deployment as the answer's schema names its values."""
    return {
        **dump(deployment),
        "status": deployment.status or None,
        "configuration": deployment.configuration or None,
        "roles": [role_values(role) for role in deployment.roles],
        "locked": context.operations.lock_holder(context.subscription, deployment.key) is not None,
    }


def role_values(role: Role) -> Value:
    """A role as the answer's schema names its values; only virtual machines have a list of data disks."""
    values = dump(role)
    return values if role.is_virtual_machine else {**values, "data_disks": None}


def deployment_document(values: Value) -> Element:
    """The answer to a request for one deployment."""
    root = xml.create(DEPLOYMENT_SCHEMA.root)
    _fill(root, values)
    return root


def embed_deployments(service: Element, deployments: Iterable[Value]) -> None:
    """Add deployments to the answer to a request for a hosted service, after its properties."""
    element = xml.add(service, "Deployments")
    for values in deployments:
        _fill(xml.add(element, DEPLOYMENT_SCHEMA.root), values)
    properties = xml.find(service, "HostedServiceProperties")
    if properties is not None:
        properties.addnext(element)


def _fill(element: Element, values: Value) -> None:
    """Write a deployment into an element, with the ``type`` attributes of the elements that have variants."""
    common.fill(element, DEPLOYMENT_SCHEMA.returned, values)
    for configuration_set in element.iter(xml.qualified("ConfigurationSet")):
        configuration_set.set(xml.TYPE, "NetworkConfigurationSet")
    for role in element.iter(xml.qualified("Role")):
        role_type = xml.find(role, "RoleType")
        if role_type is not None and role_type.text:
            role.set(xml.TYPE, role_type.text)
