# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task says while it waits: a short line for each new state, with the time it took and that it usually takes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

# Median seconds (docs/protocol/operations.md#timings and docs/protocol/operations.md#instance-timings): the operations
# and the instances in the recordings of the Python SDK, which polled every 5 s. The two states of an instance are those
# that last.
USUAL = {
    "AddRole": 32,
    "AddServiceCertificate": 6,
    "CaptureRoleOperation": 16,
    "ChangeConfiguration": 74,
    "CreateDeployment": 52,
    "CreateReservedIP": 6,
    "CreateStorageService": 22,
    "CreateVMDeployment": 68,
    "CreateVMImage": 6,
    "DeleteDeployment": 6,
    "DeleteReservedIP": 16,
    "DeleteRole": 37,
    "DeleteServiceCertificate": 6,
    "RestartRoleOperation": 68,
    "ShutdownRoleOperation": 27,
    "StartRoleOperation": 37,
    "UpdateDeploymentStatus": 5,
    "UpdateRole": 32,
    "RoleStateUnknown": 121,
    "Provisioning": 248,
}


class Progress:
    """Says sentences about one task on C(say), each with the seconds since the task began."""

    def __init__(self, say: Callable[[str], None], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._monotonic = monotonic
        self._began = monotonic()

    def __call__(self, sentence: str) -> None:
        """Say the sentence, on one line; the words in it tell how long that usually takes."""
        usual = next((USUAL[word] for word in re.findall("[A-Za-z]+", sentence) if word in USUAL), None)
        takes = "" if usual is None else f", usually takes {_duration(usual)}"
        self._say(f"{' '.join(sentence.split())} (after {_duration(self._monotonic() - self._began)}{takes})")


def _duration(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 90 else f"{round(seconds / 60)} min"
