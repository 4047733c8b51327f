# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service will return after the requests for a virtual machine: its deployment, and what that uses."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Documents
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import DEPLOYMENT_PATH
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import DISK
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    ADD,
    CREATE_DEPLOYMENT,
    DELETE,
    DELETE_DEPLOYMENT,
    DELETE_DEPLOYMENT_WITH_MEDIA,
    DELETE_WITH_MEDIA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_schema import (
    VIRTUAL_MACHINE_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.reserved_ip import RESERVED_IP
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def foresee_steps(documents: Documents, steps: Sequence[Step]) -> None:
    """Put into the documents what the steps for a virtual machine will change."""
    for step in steps:
        if step.action in (CREATE_DEPLOYMENT, ADD):
            _foresee_creation(documents, step)
        elif step.action in (DELETE_DEPLOYMENT, DELETE_DEPLOYMENT_WITH_MEDIA):
            documents.remove(_deployment_path(step.values))
        elif step.action in (DELETE, DELETE_WITH_MEDIA):
            _foresee_deletion(documents, step)


def _foresee_creation(documents: Documents, step: Step) -> None:
    body = VIRTUAL_MACHINE_SCHEMA.request(step)[1]
    if body is None:
        return
    values, path = step.values, _deployment_path(step.values)
    if step.action is CREATE_DEPLOYMENT:
        label = xml.find(body, "Label")  # a response has it in base64
        if label is not None:
            xml.remove(label)
        documents.put(path, body)
        _foresee_reserved_ip(documents, values)
        role = xml.find(body, "RoleList/Role")
    else:
        deployment = _deployment(documents, path)
        if deployment is None:
            return
        deployment = copy.deepcopy(deployment)
        roles = xml.find(deployment, "RoleList")
        role = xml.add(xml.add(deployment, "RoleList") if roles is None else roles, "Role")
        role.extend(list(body))
        documents.put(path, deployment)
    _foresee_disks(documents, values, role)


def _foresee_deletion(documents: Documents, step: Step) -> None:
    path = _deployment_path(step.values)
    deployment = _deployment(documents, path)
    if deployment is None:
        return
    deployment, name = copy.deepcopy(deployment), step.values["role_name"].lower()
    for parts in (xml.find(deployment, "RoleList"), xml.find(deployment, "RoleInstanceList")):
        for part in [] if parts is None else list(parts):
            if xml.text(part, "RoleName").lower() == name:
                xml.remove(part)
    documents.put(path, deployment)


def _foresee_reserved_ip(documents: Documents, values: Values) -> None:
    """Make the reserved address of a new deployment one that is in use."""
    name = values.get("reserved_ip_name")
    reserved = RESERVED_IP.reader.read(documents, {"name": name}) if name else None
    if reserved:
        used = {name: values[name] for name in ("service_name", "deployment_name")}
        document = RESERVED_IP.schema.document({**reserved, **used, "in_use": True})
        documents.put(RESERVED_IP.schema.address(reserved), document)


def _foresee_disks(documents: Documents, values: Values, role: Element | None) -> None:
    """Register the blobs of the disks that a new virtual machine has, and attach its disks to it."""
    owner = {
        "hosted_service_name": values["service_name"],
        "deployment_name": values["deployment_name"],
        "role_name": values["role_name"],
    }
    tags = ("OSVirtualHardDisk", "DataVirtualHardDisks/DataVirtualHardDisk")
    disks = [] if role is None else [each for tag in tags for each in role.iterfind(xml.qualified_path(tag))]
    machine = f"virtual machine {values['role_name']} of hosted service {values['service_name']}"
    for number, disk in enumerate(disks):
        name = xml.text(disk, "DiskName") or f"{number} of {machine}"
        known = DISK.reader.read(documents, {"name": name}) or {"name": name}
        link = known.get("media_link") or xml.text(disk, "MediaLink")
        document = DISK.schema.document({**known, "media_link": link, "attached_to": owner})
        documents.put(DISK.schema.address({"name": name}), document)


def _deployment(documents: Documents, path: str) -> Element | None:
    return documents.get(path, "GetDeployment", "Deployment")


def _deployment_path(values: Values) -> str:
    names = {name: quote(str(values[name]), safe="") for name in ("service_name", "deployment_name")}
    return DEPLOYMENT_PATH.format(**names)
