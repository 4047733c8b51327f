# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How ``--live`` is set up from the options of the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.emulator.live.hosting import LiveHosting

MACHINES = ("namespaces", "none")


@dataclass(frozen=True)
class LiveOptions:
    """How machines are to run. ``low_ports`` is added to public ports below 1024."""

    machines: str = MACHINES[0]
    machine_root: Path | None = None
    low_ports: int = 0

    @property
    def settings(self) -> dict[str, object]:
        """What one who wants an emulator with other options compares."""
        return {
            "live": True,
            "machines": self.machines,
            "machine_root": str(self.machine_root) if self.machine_root else None,
            "low_ports": self.low_ports,
        }


def live_hosting(reactor: Any, workdir: Path, options: LiveOptions) -> LiveHosting:
    """The hosting for the emulator of a work folder."""
    return LiveHosting(reactor, workdir, low_ports=options.low_ports)
