# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disks of virtual machines: made and attached with them, left or deleted with them
(docs/protocol/compute.md#os-disk)."""

from __future__ import annotations

from datetime import datetime, timezone

from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.compute import disks, os_images, vm_images
from ansible_collections.classic.azure.emulator.services.networking import reserved_ips
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import SIZE

SYSTEM_SIZES = {"Linux": 30, "Windows": 127}


class MachineDisks:
    """The disks of one subscription, as operations change them."""

    def __init__(self, operations: Operations, subscription: str, service: str, moment: float) -> None:
        self.operations = operations
        self.store = operations.store
        self.subscription = subscription
        self.service = service
        self.moment = moment

    def attach_all(self, deployment: Value, role: Value, asked: Value) -> None:
        """Make and attach what a role asks for that is created: its system's disk, and its data disks."""
        image = vm_images.named(self.store, self.subscription, asked["vm_image_name"] or "")
        if image:
            wanted: Value = {**image["os_disk_configuration"], "name": None, "media_link": None}
            data = [{**each, "name": None, "media_link": None} for each in image["data_disk_configurations"]]
        else:
            wanted, data = asked["os_disk"], asked["data_disks"] or []
        role["os_disk"] = self._system(deployment, role, wanted, image)
        role["data_disks"] = [self.attach(deployment, role, each, image) for each in data]

    def _system(self, deployment: Value, role: Value, asked: Value, image: Value | None) -> Value:
        known = self.store.get(self.subscription, "disk", asked.get("name") or "")
        if known and not asked.get("media_link"):
            disk = known
        else:
            source = os_images.named(self.store, self.subscription, asked.get("source_image_name") or "")
            system = source["os"] if source else asked["os"]
            size = source["logical_size_in_gb"] if source else asked.get(SIZE) or SYSTEM_SIZES[system]
            link = asked.get("media_link") or self._copy_of(image)
            values = {"os": system, "media_link": link, "source_image_name": asked.get("source_image_name")}
            values["name"] = asked.get("name") or self._name(deployment, role, 0)
            disk = self._make({**values, "label": asked.get("label")}, asked.get("resized_size_in_gb") or size)
        self._own(disk, deployment, role)
        return {
            "host_caching": asked.get("host_caching") or "ReadWrite",
            "label": asked.get("label"),
            "name": disk["name"],
            "media_link": disk["media_link"],
            "source_image_name": disk.get("source_image_name"),
            "os": disk["os"],
            "remote_source_image_link": asked.get("remote_source_image_link"),
            "io_type": disk["io_type"],
        }

    def attach(self, deployment: Value, role: Value, asked: Value, image: Value | None = None) -> Value:
        """Make a data disk, or take one that is there, and attach it to a role."""
        lun = asked.get("lun") or 0
        disk = self.store.get(self.subscription, "disk", asked.get("name") or "")
        if disk is None:
            link = asked.get("source_media_link") or asked.get("media_link") or self._copy_of(image)
            name = asked.get("name") or self._name(deployment, role, lun)
            values = {"name": name, "media_link": link, "label": asked.get("label")}
            disk = self._make(values, asked.get("logical_disk_size_in_gb") or disks.SIZES[None])
        self._own(disk, deployment, role)
        return {
            "host_caching": asked.get("host_caching") or "None",
            "label": asked.get("label"),
            "name": disk["name"],
            "lun": lun or None,
            "logical_disk_size_in_gb": disk[SIZE],
            "media_link": disk["media_link"],
            "io_type": disk["io_type"],
        }

    def _name(self, deployment: Value, role: Value, lun: int) -> str:
        """As the service names disks: with the moment, to a tenth of a millisecond."""
        moment = datetime.fromtimestamp(self.moment, timezone.utc)
        number = self.store.next_number("disks") % 10000
        return f"{deployment['name']}-{role['name']}-{lun}-{moment:%Y%m%d%H%M}{number:06d}"

    def _copy_of(self, image: Value | None) -> str:
        """Where the copy of an image's blob is: by the image's own, under a name of chance."""
        source = (image or {}).get("os_disk_configuration", {}).get("media_link") or ""
        container = source.rpartition("/")[0] or "https://platform.blob.core.windows.net/vhds"
        digits = self.operations.new_id(digits=11)
        return f"{container}/{digits[:8]}.{digits[8:]}.vhd"

    def _make(self, values: Value, size: int) -> Value:
        account = self._account(values["media_link"])
        return disks.new_disk(values, account, size, self.moment)

    def _account(self, link: str) -> Value:
        name = link.partition("://")[2].partition(".")[0]
        account = self.store.get(self.subscription, "storage_account", name) or {}
        group = account.get("affinity_group")
        return {"affinity_group": group, "location": None if group else account.get("region")}

    def _own(self, disk: Value, deployment: Value, role: Value) -> None:
        owner = {"deployment_name": deployment["name"], "hosted_service_name": self.service, "role_name": role["name"]}
        self.store.put(self.subscription, "disk", disk["name"], {**disk, "attached_to": owner})

    def release_all(self, role: Value, media: bool) -> None:
        """Let go of all disks of a role that is no more; with C(media) they go too, and their blobs."""
        for disk in (role["os_disk"], *role["data_disks"]):
            self.release(disk["name"], media)

    def release(self, name: str, media: bool) -> None:
        """Have one disk be free after a while, or gone at once."""
        if media:
            self.store.delete(self.subscription, "disk", name)
        else:
            disks.detach(self.operations, self.subscription, name, self.moment)


def release(operations: Operations, subscription: str, key: str, media: bool, moment: float) -> None:
    """Take a deployment away: its machines' disks and its reserved address are free then, or, with C(media), gone."""
    deployment = operations.store.get(subscription, "deployment", key) or {}
    disks_of = MachineDisks(operations, subscription, key.partition("/")[0], moment)
    for role in deployment.get("roles") or []:
        if role.get("os_disk"):
            disks_of.release_all(role, media)
    if deployment.get("reserved_ip_name"):
        reserved_ips.vacate(operations, subscription, deployment["reserved_ip_name"])
    operations.store.delete(subscription, "deployment", key)
