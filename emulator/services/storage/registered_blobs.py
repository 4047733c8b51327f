# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The blobs that are registered as disks and images, each as one only."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.classic.azure.emulator.core.context import RequestContext
from ansible_collections.classic.azure.emulator.core.errors import conflict


def refuse_registered(context: RequestContext, link: str) -> None:
    """Refuse a blob that is a disk or an image already. Raises ErrorResponse."""
    for other, name in registered_blobs(context):
        if is_same_blob(other, link):
            raise conflict(f"The blob {link.partition('?')[0]} is already registered as {name}.")


def registered_blobs(context: RequestContext) -> Iterator[tuple[str, str]]:
    """The links of all blobs that are disks and images, and the names of these.

    The service ``compute`` keeps disks and images; of their stored values only the links are read here.
    """
    for kind in ("disk", "os_image"):
        for each in context.all(kind):
            yield each.get("media_link") or "", each["name"]
    for image in context.all("vm_image"):
        for disk in (image["os_disk_configuration"], *image["data_disk_configurations"]):
            yield disk.get("media_link") or "", image["name"]


def is_same_blob(one: str, other: str) -> bool:
    """Whether two URLs are those of one blob: the scheme makes no difference."""
    return one.partition("://")[2].lower() == other.partition("://")[2].lower()
