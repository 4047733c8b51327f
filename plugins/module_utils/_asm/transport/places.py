# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a path below the subscription stands for, in words: what locks are on, and what has no other name."""

from __future__ import annotations

import re
from urllib.parse import unquote

HOSTED_SERVICE = re.compile("^services/hostedservices/(?P<service>[^/?]+)", re.IGNORECASE)
DEPLOYMENT = re.compile(f"{HOSTED_SERVICE.pattern}/deployments/(?P<deployment>[^/?]+)", re.IGNORECASE)
SLOT = re.compile(f"{HOSTED_SERVICE.pattern}/deploymentslots/(?P<slot>[^/?]+)", re.IGNORECASE)
OTHERS = {
    "affinitygroups": "affinity group",
    "services/storageservices": "storage account",
    "services/networking/reservedips": "reserved IP",
    "services/disks": "disk",
    "services/images": "OS image",
    "services/vmimages": "VM image",
}
NETWORK = "services/networking"


def place_of(path: str) -> str:
    """Return what a path names: a deployment, a hosted service or another resource; the path where it is none.

    What belongs to a deployment counts as the deployment, which is what operations lock.
    """
    for pattern, words in (
        (DEPLOYMENT, "deployment {deployment} of hosted service {service}"),
        (SLOT, "the {slot} slot of hosted service {service}"),
    ):
        found = pattern.match(path)
        if found:
            return words.format(**{name: unquote(value) for name, value in found.groupdict().items()})
    service = _hosted_service_of(path)
    if service:
        return service
    plain = path.partition("?")[0].strip("/")
    collection, dummy, name = plain.rpartition("/")
    if collection.lower() in OTHERS:
        return f"{OTHERS[collection.lower()]} {unquote(name)}"
    return "the virtual networks" if plain.lower().startswith(NETWORK) else unquote(plain)


def locked_place(message: str, path: str) -> str:
    """Return what a lock is on, by the message of the refusal and the path of the refused request
    (docs/protocol/operations.md#retryable-conflicts)."""
    if "network configuration" in message:
        return "the network configuration"
    return (_hosted_service_of(path) if "this hosted service" in message else "") or place_of(path)


def _hosted_service_of(path: str) -> str:
    """Return the hosted service that a path names or lies in; empty if there is none."""
    found = HOSTED_SERVICE.match(path)
    return f"hosted service {unquote(found['service'])}" if found else ""
