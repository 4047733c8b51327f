# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new virtual machine is made of: the image that is meant, and places for its disks (protocol/2 section 3.6)."""

from __future__ import annotations

import time
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError, PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import DEPLOYMENT
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    RESOURCE_EXTENSION_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.machine_reading import (
    MACHINE,
    returned,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import OS_IMAGE, fitting
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import STORAGE_ACCOUNT
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values


def check_source(want: Values) -> None:
    """Raise Refused unless it is said, once, what the machine's system comes from, and who it is to be."""
    disk, image = want.get("os_disk") or {}, want.get("image")
    blob = disk.get("media_link") and disk.get("os")
    arguments = [bool(image), bool(want.get("vm_image_name")), bool(not image and (disk.get("name") or blob))]
    if sum(arguments) != 1:
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


def resolve_references(client: Reader, want: Values) -> Values:
    """What the task asks for, with the name of the image that is meant, and with the C(folder) of new disks."""
    found = dict(want)
    image = want.get("image")
    if image and not image.get("name"):
        found["image"] = {**image, "name": choose(OS_IMAGE.reader.read_all(client, want), image)}
    if want.get("storage_account"):
        account = STORAGE_ACCOUNT.reader.read(client, {"name": want["storage_account"]})
        if account is None or not account["endpoints"]:
            raise InvalidOptionError("storage_account", want["storage_account"], "the subscription has no such account")
        found["folder"] = f"{account['endpoints'][0]}{quote(want['container'])}"
    return found


def choose(images: list[Values], meant: Values) -> str:
    """The newest of the images that are meant. Raises InvalidOption if there is none, or it is not said which."""
    arguments = {name: text for name, text in meant.items() if text}
    if not arguments:
        raise InvalidOptionError("image", meant, "it must have name, label, family or name_pattern")
    filters = {"image_family" if name == "family" else name: text for name, text in arguments.items()}
    found = fitting(images, {**filters, "latest": True})
    if not found:
        raise InvalidOptionError("image", arguments, "the service has no such image")
    return str(found[-1]["name"])


def new_link(folder: str, want: Values, what: str) -> str:
    """A place for a new disk where none has ever been, so that a machine can be made again on the same day."""
    moment = time.time_ns()
    stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(moment / 1e9)) + f"{moment // 1000 % 1000000:06d}"
    return f"{folder}/{want['service_name']}-{want['name']}-{what}-{stamp}.vhd".lower()


def with_link(disk: Values, want: Values, folder: str) -> Values:
    """A data disk with a place, if it is a new one without."""
    new = disk.get("logical_disk_size_in_gb") is not None and not disk.get("name")
    if not new or disk.get("media_link"):
        return disk
    return {**disk, "media_link": new_link(folder, want, str(disk.get("lun") or 0))}


def extensions(have: list[Values] | None, want: list[Values] | None) -> list[Values] | None:
    """The extensions that have to be sent; None if all that are wanted are there. What is private is not told, so it
    counts as it is wanted."""
    current = {each["reference_name"]: each for each in have or []}
    sent = []
    for each in want or []:
        there = current.get(each["reference_name"])
        public = [pair for pair in each.get("parameters") or [] if pair.get("type") != "Private"]
        compared = {**each, "parameters": public or None, "force_update": None}
        gone = each.get("state") == "Uninstall"
        if (there is not None) if gone else (there is None or not RESOURCE_EXTENSION_SCHEMA.matches(there, compared)):
            sent.append(each)
    return (
        [*[current[name] for name in current if name not in {each["reference_name"] for each in sent}], *sent]
        if sent
        else None
    )


def all_machines(client: Reader, want: Values) -> list[Values]:
    """All virtual machines of a hosted service, or of one of its deployments."""
    return [
        returned(deployment, role, want["service_name"])
        for deployment in DEPLOYMENT.reader.read_all(client, {"service_name": want["service_name"]})
        if want.get("deployment_name") in (None, deployment["name"])
        for role in deployment["roles"] or []
        if role["role_type"] == MACHINE
    ]
