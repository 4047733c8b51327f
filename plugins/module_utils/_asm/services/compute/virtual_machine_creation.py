# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role of a new virtual machine: what its disks are made from, its network and its provisioning configuration
(docs/protocol/compute.md#role-body)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    PreconditionError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    VIRTUAL_MACHINE_ROLE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.attached_disks import (
    check_new_disk,
    new_link,
    with_link,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.provisioning import provisioning_set
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_schema import (
    Part,
    fields_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.endpoints import with_protocol
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    unwritable_rule,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values


def check_source(want: Values) -> None:
    """Check that a task names just one source for the operating system, with what that source needs.

    Raises PreconditionError.
    """
    disk, image = want.get("os_disk") or {}, want.get("image")
    blob = disk.get("media_link") and disk.get("os")
    sources = [bool(image), bool(want.get("vm_image_name")), bool(not image and (disk.get("name") or blob))]
    if sum(sources) != 1:
        raise PreconditionError(
            f"virtual machine {want['name']} does not exist, and creating it needs one of image, vm_image_name, "
            "os_disk with name, and os_disk with media_link and os"
        )
    if image and not (want.get("linux") or want.get("windows")):
        raise PreconditionError(
            f"virtual machine {want['name']} is to be made from an image, which needs linux or windows"
        )
    if image and not (disk.get("media_link") or want.get("storage_account")):
        raise PreconditionError(
            f"virtual machine {want['name']} is to be made from an image, which needs storage_account or "
            "os_disk.media_link for its disk"
        )


def check_deployment_name(want: Values) -> None:
    """Raise InvalidOptionError for a name of a new deployment that no request can carry."""
    rule = unwritable_rule(want.get("deployment_name") or "")
    if rule:
        raise InvalidOptionError("deployment_name", want["deployment_name"], rule)


def check_network(want: Values) -> None:
    """Raise PreconditionError for a static address without a subnet (docs/protocol/networking.md#static-addresses)."""
    if want.get("static_virtual_network_ip_address") and not want.get("subnet_names"):
        raise PreconditionError(
            f"virtual machine {want['name']} is to have a static_virtual_network_ip_address, which needs subnet_names"
        )


def new_role(want: Values) -> Values:
    """Return the role that a task describes, by the names of its schema.

    New disks are put into the ``folder`` of ``want``. Raises PreconditionError.
    """
    folder = want.get("folder") or ""
    check_deployment_name(want)
    check_network(want)
    for each in want.get("data_disks") or []:
        check_new_disk(each, want, has_place=bool(folder or want.get("storage_account")))
    disks = [with_link(each, want, folder) for each in want.get("data_disks") or []]
    return {
        **{field.source: want.get(field.name) for field in fields_of(Part.ROLE)},
        "role_type": VIRTUAL_MACHINE_ROLE,
        "configuration_sets": _configuration_sets(want),
        "data_disks": disks or None,
        "os_disk": _os_disk(want, folder),
    }


def _configuration_sets(want: Values) -> Values:
    network = {field.source: want.get(field.name) for field in fields_of(Part.NETWORK)}
    network["input_endpoints"] = [with_protocol(each) for each in want.get("endpoints") or []] or None
    sets = provisioning_set(want)
    return {**sets, "network": network} if any(value is not None for value in network.values()) else sets


def _os_disk(want: Values, folder: str) -> Values | None:
    if want.get("vm_image_name"):
        return None
    disk, image = dict(want.get("os_disk") or {}), (want.get("image") or {}).get("name")
    if image and not disk.get("media_link"):
        disk["media_link"] = new_link(folder, want, "os")
    return {**disk, "source_image_name": image}
