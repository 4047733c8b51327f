# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data disks of virtual machines that are there: attached and detached while they run
(docs/protocol/compute.md#data-disks)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services import deployments
from ansible_collections.classic.azure.emulator.services.compute import machine_checks, machines, virtual_machines
from ansible_collections.classic.azure.emulator.services.compute.machine_disks import MachineDisks
from ansible_collections.classic.azure.emulator.services.compute.machines import Machines
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    DATA_DISK_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    ADD_DATA_DISK,
    DELETE_DATA_DISK,
    DELETE_DATA_DISK_WITH_MEDIA,
    UPDATE_DATA_DISK,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CHANGEABLE = ("host_caching", "label", "lun")


def add(context: RequestContext) -> Reply:
    service, deployment = virtual_machines.get_unlocked(context)
    role = virtual_machines.known_role(context, deployment)
    machine_checks.check_data_disks([*role["data_disks"], context.values], role["role_size"])
    machine_checks.check_data_disk(context, service, context.values)
    return _begin(context, service, deployment, "attach", {"disk": context.values})


def _begin(context: RequestContext, service: Value, deployment: Value, change: str, facts: Value) -> Reply:
    facts.update(change=change, role=virtual_machines.known_role(context, deployment)["name"])
    deployments.begin(context, service, deployment, "data_disks_change", facts, "nothing_more")
    return Reply(202)


def get(context: RequestContext) -> Reply:
    return Reply(200, disk_document(_known(context, deployments.known(context))))


def disk_document(disk: Value) -> Element:
    """The answer to a question for one data disk."""
    root = xml.create("DataVirtualHardDisk")
    common.fill(root, DATA_DISK_SCHEMA.fields, disk)
    return root


def update(context: RequestContext) -> Reply:
    service, deployment = virtual_machines.get_unlocked(context)
    disk = _known(context, deployment)
    role = virtual_machines.known_role(context, deployment)
    changed = {name: context.values[name] for name in CHANGEABLE if context.values[name] is not None}
    others = [each for each in role["data_disks"] if each["name"] != disk["name"]]
    machine_checks.check_data_disks([*others, {**disk, **changed}], role["role_size"])
    return _begin(context, service, deployment, "change", {"disk": disk["name"], "changed": changed})


def delete(context: RequestContext) -> Reply:
    return _delete(context, media=False)


def delete_with_media(context: RequestContext) -> Reply:
    return _delete(context, media=True)


def _delete(context: RequestContext, media: bool) -> Reply:
    service, deployment = virtual_machines.get_unlocked(context)
    facts = {"disk": _known(context, deployment)["name"], "media": media}
    return _begin(context, service, deployment, "detach", facts)


def _known(context: RequestContext, deployment: Value) -> Value:
    """The disk at the place that the address names; the words are a guess."""
    role = virtual_machines.known_role(context, deployment)
    for disk in role["data_disks"]:
        if str(disk["lun"] or 0) == context.names["lun"]:
            return dict(disk)
    raise not_found(f"No data disk was found at LUN {context.names['lun']}.")


def install(operations: Operations) -> None:
    """Make known what becomes of data disks after a while."""
    kept = Machines(operations)

    def change(subscription: str, facts: Value, moment: float) -> None:
        deployment = kept.get(subscription, facts["key"])
        if deployment:
            role = machines.role_named(deployment, facts["role"])
            disks = MachineDisks(operations, subscription, facts["key"].partition("/")[0], moment)
            CHANGES[facts["change"]](disks, deployment, role, facts)
            role["data_disks"].sort(key=lambda each: each["lun"] or 0)
            kept.put(subscription, facts["key"], deployment, moment)

    operations.effects["data_disks_change"] = change


def _attach(disks: MachineDisks, deployment: Value, role: Value, facts: Value) -> None:
    role["data_disks"].append(disks.attach(deployment, role, facts["disk"]))


def _change(disks: MachineDisks, deployment: Value, role: Value, facts: Value) -> None:
    next(each for each in role["data_disks"] if each["name"] == facts["disk"]).update(facts["changed"])


def _detach(disks: MachineDisks, deployment: Value, role: Value, facts: Value) -> None:
    role["data_disks"] = [each for each in role["data_disks"] if each["name"] != facts["disk"]]
    disks.release(facts["disk"], facts["media"])


CHANGES = {"attach": _attach, "change": _change, "detach": _detach}

ROUTES = (
    Route(
        "GetDataDisk",
        "GET",
        UPDATE_DATA_DISK.path.replace("{deployment_name}", "{name}"),
        get,
        since=virtual_machines.MACHINES,
    ),
    virtual_machines.route(ADD_DATA_DISK, add),
    virtual_machines.route(UPDATE_DATA_DISK, update),
    virtual_machines.route(DELETE_DATA_DISK, delete),
    virtual_machines.route(DELETE_DATA_DISK_WITH_MEDIA, delete_with_media, virtual_machines.MEDIA),
)
