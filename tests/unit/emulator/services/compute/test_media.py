# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which blobs go with what is deleted with ``comp=media``, and which stay without it
(docs/protocol/compute.md#vm-images, docs/protocol/cloud_services.md#delete-hosted-service)."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.tests.unit.emulator.direct import Subscription
from ansible_collections.classic.azure.tests.unit.emulator.services.compute.running import MACHINES, run_machines
from ansible_collections.classic.azure.tests.unit.emulator.wire import SERVICES

VHDS = "https://shop.blob.core.windows.net/vhds"
ALL = ["web1-1.vhd", "web1.vhd", "web2-1.vhd", "web2.vhd"]


class NotedBlobs(Blobs):
    """A blob service that notes what it is to delete."""

    def __init__(self) -> None:
        super().__init__()
        self.deleted: list[str] = []

    def delete(self, url: str, key: str) -> None:
        assert url.startswith(f"{VHDS}/") and key
        self.deleted.append(url.removeprefix(f"{VHDS}/"))


@pytest.fixture
def blobs() -> NotedBlobs:
    return NotedBlobs()


@pytest.fixture
def subscription(tmp_path: Path, blobs: NotedBlobs) -> Subscription:
    return Subscription(tmp_path / "state", blobs)


@pytest.mark.parametrize(
    ("path", "gone"),
    [
        (f"{MACHINES}/roles/web1/DataDisks/1", ["web1-1.vhd"]),
        (f"{MACHINES}/roles/web2", ["web2-1.vhd", "web2.vhd"]),
        (MACHINES, ALL),
        (f"{SERVICES}/shop", ALL),
        ("services/vmimages/golden", ["golden-1.vhd", "golden.vhd"]),
    ],
)
@pytest.mark.parametrize("failing", [False, True], ids=["", "failing"])
def test_media_are_deleted_with_their_owner(
    subscription: Subscription, blobs: NotedBlobs, path: str, gone: list[str], failing: bool
) -> None:
    """When the operation has succeeded, and not before: a failed one leaves them."""
    run_machines(subscription)
    disk = f"<Lun>1</Lun><MediaLink>{VHDS}/golden-1.vhd</MediaLink>"
    image = (
        "<Name>golden</Name><Label>golden</Label><OSDiskConfiguration><OSState>Specialized</OSState><OS>Linux</OS>"
        f"<MediaLink>{VHDS}/golden.vhd</MediaLink></OSDiskConfiguration><DataDiskConfigurations>"
        f"<DataDiskConfiguration>{disk}</DataDiskConfiguration></DataDiskConfigurations>"
    )
    assert subscription.post("services/vmimages", "VMImage", image).status == 202
    subscription.settle()
    if failing:
        subscription.cloud.faults.add(kind="fail_operation")
    deletion = subscription.request("DELETE", f"{path}?comp=media")
    assert (deletion.status, blobs.deleted) == (202, [])
    subscription.settle()
    assert subscription.status(deletion) == ("Failed" if failing else "Succeeded")
    assert sorted(blobs.deleted) == ([] if failing else gone)


@pytest.mark.parametrize("path", [f"{MACHINES}/roles/web1/DataDisks/1", f"{MACHINES}/roles/web2", MACHINES])
def test_media_stay_otherwise(subscription: Subscription, blobs: NotedBlobs, path: str) -> None:
    run_machines(subscription)
    deletion = subscription.request("DELETE", path)
    subscription.settle()
    assert (subscription.status(deletion), blobs.deleted) == ("Succeeded", [])
