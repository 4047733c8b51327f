# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long operations take: no time, a number of polls, a fixed time, or as long as recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Median seconds from 202 to Succeeded (docs/protocol/operations.md#timings): the recordings of the Python SDK, which
# polled every 5 s; those of a swap, an upgrade, a rebuild and a deletion of instances are the least there. What an
# upgrade took is what it took for each of its four upgrade domains; that a walk and a rollback take as long is a guess.
RECORDED = {
    "AddDataDisk": 30.0,
    "AddDnsServer": 20.0,
    "AddRole": 32.0,
    "AddServiceCertificate": 6.0,
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
DEFAULT_SECONDS = 30.0


@dataclass(frozen=True)
class LatencyProfile:
    """An operation ends with the poll of number ``polls``, or after ``seconds``, or else after the recorded time."""

    name: str
    polls: int | None = None
    seconds: float | None = None

    def duration(self, operation: str, factor: int = 1) -> float:
        """Seconds until an operation ends that takes ``factor`` times as long as the recorded one of its name."""
        return RECORDED.get(operation, DEFAULT_SECONDS) * factor if self.seconds is None else self.seconds

    def delay(self, seconds: float) -> float:
        """Seconds until something happens without an operation, given how many it took the real service."""
        return 0.0 if self.seconds == 0 or self.polls is not None else seconds


def parse(text: str) -> LatencyProfile:
    """The profile that the command line names: instant, polls:N, seconds:S or recorded. Raises ValueError."""
    if text == "instant":
        return LatencyProfile(text, seconds=0.0)
    if text == "recorded":
        return LatencyProfile(text)
    word, dummy, number = text.partition(":")
    if word == "polls" and re.fullmatch("[0-9]+", number) and int(number) > 0:
        return LatencyProfile(text, polls=int(number))
    if word == "seconds" and re.fullmatch(r"[0-9]+\.?[0-9]*|\.[0-9]+", number):
        return LatencyProfile(text, seconds=float(number))
    raise ValueError(f"{text!r} is none of instant, polls:N, seconds:S, recorded")
