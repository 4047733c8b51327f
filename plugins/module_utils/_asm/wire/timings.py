# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the operations of the real service took (docs/protocol/operations.md#timings)."""

from __future__ import annotations

# Median seconds from 202 to Succeeded (docs/protocol/operations.md#timings): the recordings of the Python SDK, which
# polled every 5 s; those of a swap, an upgrade, a rebuild and a deletion of instances are the least there. What an
# upgrade took is what it took for each of its four upgrade domains; that a walk and a rollback take as long is a guess.
# Those of the association of a reserved IP are the least of a client that polled every 30 s
# (docs/protocol/networking.md#reserved-ips).
RECORDED_SECONDS = {
    "AddDataDisk": 30.0,
    "AddDnsServer": 20.0,
    "AddRole": 32.0,
    "AddServiceCertificate": 6.0,
    "AssociateReservedIP": 60.0,
    "CaptureRole": 16.0,
    "CaptureRoleAsVMImage": 6.0,
    "ChangeConfiguration": 74.0,
    "CreateDeployment": 52.0,
    "CreateReservedIP": 6.0,
    "CreateStorageService": 22.0,
    "CreateVMDeployment": 68.0,
    "CreateVMImage": 6.0,
    "DeleteDataDisk": 30.0,
    "DeleteDeployment": 6.0,
    "DeleteDnsServer": 21.0,
    "DeleteDeployment+media": 10.0,
    "DeleteHostedService+media": 30.0,
    "DeleteReservedIP": 16.0,
    "DeleteRole": 37.0,
    "DeleteRoleInstances": 180.0,
    "DeleteServiceCertificate": 6.0,
    "DeleteVMImage": 5.0,
    "DisassociateReservedIP": 60.0,
    "RebuildRoleInstance": 121.0,
    "RestartRole": 68.0,
    "RollbackUpdateOrUpgrade": 136.0,
    "ShutdownRole": 27.0,
    "ShutdownRoles": 7.0,
    "StartRole": 37.0,
    "StartRoles": 89.0,
    "SwapDeployment": 29.0,
    "UpdateDnsServer": 22.0,
    "UpdateDeploymentStatus": 5.0,
    "UpdateRole": 32.0,
    "UpgradeDeployment": 136.0,
    "WalkUpgradeDomain": 136.0,
}

RECORDED_RANGES = {
    "AddRole": (31.0, 43.0),
    "AddServiceCertificate": (4.0, 10.0),
    "CreateDeployment": (44.0, 84.0),
    "CreateReservedIP": (5.0, 11.0),
    "CreateStorageService": (20.0, 27.0),
    "CreateVMDeployment": (53.0, 109.0),
    "CreateVMImage": (5.0, 11.0),
    "DeleteHostedService+media": (29.0, 151.0),
    "RebuildRoleInstance": (121.0, 150.0),
    "ShutdownRole": (21.0, 64.0),
    "SwapDeployment": (29.0, 30.0),
}
"""The shortest and the longest time in seconds, where the same recordings have several."""

RECORDED_SECONDS_OF_STATES = {
    "RoleStateUnknown": 121.0,
    "Provisioning": 248.0,
}
"""How long a virtual machine is in the states that last (docs/protocol/operations.md#instance-timings)."""

ASSUMED_SECONDS = {"UpdateDisk": 30.0}
"""Operations of which no time was recorded, in seconds."""

PER_UPGRADE_DOMAIN = ("UpgradeDeployment", "WalkUpgradeDomain", "RollbackUpdateOrUpgrade")
"""Operations whose time is that of one upgrade domain."""


PROFILE_HEADER = "x-ms-emulator-profile"
"""The response header in which an emulator names the latency profile that it runs; the service does not have it."""

RECORDED_PROFILE = "recorded"
"""The profile in which operations take the recorded time."""


def usual_seconds(operation: str) -> float:
    """Return how long the operation of a request of this name usually takes, 0 if it is done with the response."""
    return RECORDED_SECONDS.get(operation) or ASSUMED_SECONDS.get(operation, 0.0)


def usual_range(request: str, has_media: bool = False) -> tuple[float, float] | None:
    """Return how many seconds the operation of a request takes by the recordings: at least, and at most.

    Both are the median where no range is known. None if nothing is known, or if it depends on the size of a deployment.
    ``has_media`` is whether the request deletes blobs, too, of which some have a time of their own.
    """
    with_media = f"{request}+media"
    name = with_media if has_media and with_media in RECORDED_SECONDS else request
    if name in PER_UPGRADE_DOMAIN or name not in RECORDED_SECONDS:
        return None
    return RECORDED_RANGES.get(name, (RECORDED_SECONDS[name], RECORDED_SECONDS[name]))
