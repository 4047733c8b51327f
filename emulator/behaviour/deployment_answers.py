# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments as the service tells them, alone or inside their hosted service
(docs/protocol/cloud_services.md#deployment-properties)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.behaviour import regular
from ansible_collections.classic.azure.emulator.call import Call
from ansible_collections.classic.azure.emulator.store import Value
from ansible_collections.classic.azure.plugins.module_utils._asm import document
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.deployment import DEPLOYMENT

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def told(call: Call, service_name: str, deployment: Value) -> Value:
    """A deployment with what is not kept of it."""
    return {**deployment, "locked": call.get("lock", f"{service_name}/{deployment['name']}") is not None}


def single(deployment: Value) -> Element:
    """The answer to a question for one deployment."""
    root = document.create(DEPLOYMENT.root)
    _fill(root, deployment)
    return root


def embed(service: Element, deployments: Iterable[Value]) -> None:
    """Put deployments into the answer to a question for a hosted service, behind its properties."""
    element = document.add(service, "Deployments")
    for deployment in deployments:
        _fill(document.add(element, DEPLOYMENT.root), deployment)
    properties = document.find(service, "HostedServiceProperties")
    if properties is not None:
        properties.addnext(element)


def _fill(element: Element, deployment: Value) -> None:
    """Write a deployment into an element, with the types that the service tells of what can be of several."""
    regular.fill(element, DEPLOYMENT.returned, deployment)
    for inner in element.iter(document.qualified("ConfigurationSet")):
        inner.set(document.TYPE, "NetworkConfigurationSet")
    for role in element.iter(document.qualified("Role")):
        kind = document.find(role, "RoleType")
        if kind is not None and kind.text:
            role.set(document.TYPE, kind.text)
