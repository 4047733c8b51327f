# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths below the subscription, in words."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.places import locked_place, place_of

SHOP = "services/hostedservices/shop"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (SHOP, "hosted service shop"),
        (f"{SHOP}?embed-detail=true", "hosted service shop"),
        (f"{SHOP}/certificates/sha1-00", "hosted service shop"),
        (f"{SHOP}/deployments", "hosted service shop"),
        (f"{SHOP}/deployments/v1", "deployment v1 of hosted service shop"),
        (f"{SHOP}/deployments/v%201/roles/web1?comp=media", "deployment v 1 of hosted service shop"),
        (f"{SHOP}/deploymentslots/staging/?comp=upgrade", "the staging slot of hosted service shop"),
        ("Services/HostedServices/Shop/Deployments/V1", "deployment V1 of hosted service Shop"),
        ("services/storageservices/files", "storage account files"),
        ("services/storageservices", "services/storageservices"),
        ("services/networking/reservedips/front", "reserved IP front"),
        ("services/networking/media", "the virtual networks"),
        ("services/disks/d1?comp=media", "disk d1"),
        ("affinitygroups/west", "affinity group west"),
        ("locations", "locations"),
    ],
)
def test_place_of_path(path: str, words: str) -> None:
    assert place_of(path) == words


EXCLUSIVE = (
    "Windows Azure is currently performing an operation with x-ms-requestid 0 on this {} that requires exclusive"
)


@pytest.mark.parametrize(
    ("message", "path", "words"),
    [
        (EXCLUSIVE.format("hosted service"), f"{SHOP}/deployments/v1/roles", "hosted service shop"),
        (EXCLUSIVE.format("deployment"), f"{SHOP}/deployments/v1/roles", "deployment v1 of hosted service shop"),
        ("because a conflicting operation is underway.", "services/disks/d1", "disk d1"),
        ("An update to your network configuration is currently underway.", SHOP, "the network configuration"),
    ],
)
def test_place_of_lock(message: str, path: str, words: str) -> None:
    assert locked_place(message, path) == words
