# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines about one resource, on a clock of their own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.resource_progress import ResourceProgress
from ansible_collections.classic.azure.tests.emulated import ListedProgress


@dataclass
class Clock:
    """A clock that goes on while somebody sleeps, and rounds as one does that counts from 1970."""

    now: float = 1_700_000_000.3

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float, /) -> None:
        assert seconds > 0
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lines() -> ListedProgress:
    return ListedProgress()


@pytest.fixture
def machine(clock: Clock, lines: ListedProgress) -> ResourceProgress:
    return ResourceProgress(lines, clock, "virtual machine web1", "creating")


def test_long_sleep_has_a_line_every_ten_seconds(
    machine: ResourceProgress, lines: ListedProgress, clock: Clock
) -> None:
    wait, began = machine.wait(), clock.now
    wait.show("AddRole", (31, 43))
    wait.sleep(35)
    assert clock.now - began == pytest.approx(35)
    assert lines == [
        "virtual machine web1: creating, AddRole (usually 31-43 s)",
        "virtual machine web1: still creating, AddRole 10 s of usually 31-43 s",
        "virtual machine web1: still creating, AddRole 20 s of usually 31-43 s",
        "virtual machine web1: still creating, AddRole 30 s of usually 31-43 s",
    ]


def test_short_sleeps_add_up(machine: ResourceProgress, lines: ListedProgress) -> None:
    wait = machine.wait()
    for dummy in range(70):
        wait.show("AddRole")
        wait.sleep(0.3)
    assert lines == [
        "virtual machine web1: creating, AddRole",
        "virtual machine web1: still creating, AddRole 10 s",
        "virtual machine web1: still creating, AddRole 20 s",
    ]


def test_wait_that_ends_has_no_heartbeat(machine: ResourceProgress, lines: ListedProgress) -> None:
    wait = machine.wait()
    wait.show("AddRole")
    wait.sleep(10)
    assert lines == ["virtual machine web1: creating, AddRole"]
    wait.show("AddRole")
    assert lines[1:] == ["virtual machine web1: still creating, AddRole 10 s"]


def test_new_state_is_shown_at_once(machine: ResourceProgress, lines: ListedProgress) -> None:
    wait = machine.wait()
    for state, usual in (("RoleStateUnknown", (121.0, 121.0)), ("Provisioning", (248.0, 248.0)), ("BusyRole", None)):
        wait.show(state, usual)
        wait.sleep(12)
    assert lines == [
        "virtual machine web1: creating, RoleStateUnknown (usually 121 s)",
        "virtual machine web1: still creating, RoleStateUnknown 10 s of usually 121 s",
        "virtual machine web1: creating, Provisioning (usually 248 s)",
        "virtual machine web1: still creating, Provisioning 10 s of usually 248 s",
        "virtual machine web1: creating, BusyRole",
        "virtual machine web1: still creating, BusyRole 10 s",
    ]


def test_heartbeat_counts_time_outside_sleeps(machine: ResourceProgress, lines: ListedProgress, clock: Clock) -> None:
    """A request that nobody answers takes as long as its timeout."""
    wait = machine.wait()
    wait.expect("sending AddRole again")
    wait.sleep(1)
    assert lines == []
    clock.now += 60
    wait.sleep(1)
    assert lines == ["virtual machine web1: still creating, sending AddRole again, 61 s"]


def test_wait_for_something_else(machine: ResourceProgress, lines: ListedProgress, clock: Clock) -> None:
    wait = machine.wait("waits for")
    wait.show("CreateVMDeployment of virtual machine db1", (53, 109), "4d1b", since=clock.now - 20)
    wait.sleep(15)
    assert lines == [
        "virtual machine web1: waits for CreateVMDeployment of virtual machine db1, 20 s of usually 53-109 s",
        "virtual machine web1: still waits for CreateVMDeployment of virtual machine db1, 30 s of usually 53-109 s",
    ]


def test_heartbeat_shortens_many_instances(machine: ResourceProgress, lines: ListedProgress) -> None:
    wait = machine.wait()
    instances = [f"web_IN_{number} BusyRole" for number in range(50)]
    wait.show(", ".join(instances))
    wait.sleep(15)
    assert lines[0].endswith(instances[-1])
    assert lines[1:] == [
        f"virtual machine web1: still creating, {', '.join(instances[:3])} and 47 more, 10 s",
    ]


@pytest.mark.parametrize(
    ("verb", "failed", "line"),
    [
        ("creating", False, "created after 81 s"),
        ("changing", False, "changed after 81 s"),
        ("deleting", False, "deleted after 81 s"),
        ("waiting", False, "ready after 81 s"),
        ("creating", True, "creating failed after 81 s"),
    ],
)
def test_begin_and_end(
    machine: ResourceProgress, lines: ListedProgress, clock: Clock, verb: str, failed: bool, line: str
) -> None:
    progress = machine.of("deployment v1", verb)
    clock.sleep(1000)
    progress.begin()
    clock.sleep(80.6)
    progress.end(failed)
    assert lines == [f"deployment v1: {verb}", f"deployment v1: {line}"]
