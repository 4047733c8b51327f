# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments as the service tells them, alone or inside their hosted service
(docs/protocol/cloud_services.md#deployment-properties)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.core.context import RequestContext
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def returned(context: RequestContext, service_name: str, deployment: Value) -> Value:
    """A deployment with what is not kept of it."""
    return {**deployment, "locked": context.get("lock", f"{service_name}/{deployment['name']}") is not None}


def single(deployment: Value) -> Element:
    """The answer to a question for one deployment."""
    root = xml.create(DEPLOYMENT_SCHEMA.root)
    _fill(root, deployment)
    return root


def embed(service: Element, deployments: Iterable[Value]) -> None:
    """Put deployments into the answer to a question for a hosted service, behind its properties."""
    element = xml.add(service, "Deployments")
    for deployment in deployments:
        _fill(xml.add(element, DEPLOYMENT_SCHEMA.root), deployment)
    properties = xml.find(service, "HostedServiceProperties")
    if properties is not None:
        properties.addnext(element)


def _fill(element: Element, deployment: Value) -> None:
    """Write a deployment into an element, with the types that the service tells of what can be of several."""
    common.fill(element, DEPLOYMENT_SCHEMA.returned, deployment)
    for inner in element.iter(xml.qualified("ConfigurationSet")):
        inner.set(xml.TYPE, "NetworkConfigurationSet")
    for role in element.iter(xml.qualified("Role")):
        kind = xml.find(role, "RoleType")
        if kind is not None and kind.text:
            role.set(xml.TYPE, kind.text)
