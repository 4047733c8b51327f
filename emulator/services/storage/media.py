# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blobs that disks and images are made of: in the subscription's storage accounts, and each one thing only.

What the service said where they were not is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.classic.azure.emulator.core.context import RequestContext
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict
from ansible_collections.classic.azure.emulator.core.store import Value


def place(context: RequestContext, link: str, exists: bool = True) -> Value:
    """Where a blob is that is there, or, unless it C(exists), is to be made. Raises Refusal."""
    account = context.get("storage_account", context.blobs.account_of(link) or "")
    if account is None:
        raise bad_request(reason="MediaLink is not in a storage account of the subscription")
    if exists and context.blobs.lacks(account, link):
        raise bad_request(reason="MediaLink: there is no such blob")
    group = account["affinity_group"]
    return {"affinity_group": group, "location": None if group else account["region"]}


def discard(context: RequestContext, link: str) -> None:
    """Delete a blob, where there is a blob service to ask, and an account that was not seeded without keys."""
    account = context.get("storage_account", context.blobs.account_of(link) or "")
    if account and account.get("keys"):
        context.blobs.delete(link, account["keys"]["primary"])


def refuse_if_registered(context: RequestContext, link: str) -> None:
    """Refuse a blob that is a disk or an image already."""
    for other, name in registered(context):
        if matches(other, link):
            raise conflict(f"The blob {link.partition('?')[0]} is already registered as {name}.")


def registered(context: RequestContext) -> Iterator[tuple[str, str]]:
    """The addresses of all blobs that are disks and images, and their names."""
    for kind in ("disk", "os_image"):
        for each in context.all(kind):
            yield each.get("media_link") or "", each["name"]
    for image in context.all("vm_image"):
        for disk in (image["os_disk_configuration"], *image["data_disk_configurations"]):
            yield disk.get("media_link") or "", image["name"]


def matches(one: str, other: str) -> bool:
    """Whether two addresses are those of one blob: the scheme makes no difference."""
    return one.partition("://")[2].lower() == other.partition("://")[2].lower()
