# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress of a task that waits: a line for each new state, with the time that it took and usually takes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.timings import (
    PER_UPGRADE_DOMAIN,
    RECORDED_SECONDS,
)

# Of operations that take as long as a deployment has upgrade domains there is no estimate. The names are those of
# requests; that of a request which deletes blobs too is not known from the sentence.
USUAL_SECONDS = {name: seconds for name, seconds in RECORDED_SECONDS.items() if name not in PER_UPGRADE_DOMAIN}
# The same for the two states of an instance that last (docs/protocol/operations.md#instance-timings).
USUAL_SECONDS_OF_STATES = {
    "RoleStateUnknown": 121,
    "Provisioning": 248,
}


class Progress:
    """The progress of one task, which begins when this is made.

    display: called with each line. monotonic: the clock, in seconds.
    """

    def __init__(self, display: Callable[[str], None], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._display = display
        self._monotonic = monotonic
        self._began = monotonic()

    def __call__(self, sentence: str) -> None:
        """Display the sentence on one line, with an estimate if it names a request or a state that has one."""
        estimates = {**USUAL_SECONDS, **USUAL_SECONDS_OF_STATES}
        usual = next((estimates[word] for word in re.findall("[A-Za-z]+", sentence) if word in estimates), None)
        takes = "" if usual is None else f", usually takes {_duration(usual)}"
        self._display(f"{' '.join(sentence.split())} (after {_duration(self._monotonic() - self._began)}{takes})")


def _duration(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 90 else f"{round(seconds / 60)} min"
