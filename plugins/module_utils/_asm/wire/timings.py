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

ASSUMED_SECONDS = {"UpdateDisk": 30.0}
"""Operations of which no time was recorded, in seconds."""

PER_UPGRADE_DOMAIN = ("UpgradeDeployment", "WalkUpgradeDomain", "RollbackUpdateOrUpgrade")
"""Operations whose time is that of one upgrade domain."""


def usual_seconds(operation: str) -> float:
    """Return how long the operation of a request of this name usually takes, 0 if it is done with the response."""
    return RECORDED_SECONDS.get(operation) or ASSUMED_SECONDS.get(operation, 0.0)
