# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSH server of a machine, as OpenSSH's client sees it."""

from __future__ import annotations

from ansible_collections.classic.azure.tests.unit.emulator.live.conftest import SshMachine


def test_command_by_key(machine: SshMachine) -> None:
    done = machine.ssh("echo out; echo err >&2; exit 7")
    assert (done.returncode, done.stdout, done.stderr) == (7, "out\n", "err\n")
