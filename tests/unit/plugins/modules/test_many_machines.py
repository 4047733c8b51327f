# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twenty virtual machines in ten services at the recorded pace: how many requests that takes, and how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import accumulate, takewhile
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.services.cloud_services.lifecycles import LIFECYCLES
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.polling import poll_intervals
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.timings import RECORDED_SECONDS
from ansible_collections.classic.azure.tests.emulated import Service

pytestmark = pytest.mark.slow

LINUX = {"user_name": "shopkeeper", "user_password": "Not-A-Real-1"}
IMAGE = {"name": "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"}
SERVICES = 10
NAMES = ("web1", "web2")
MACHINES = SERVICES * len(NAMES)
CREATION, ADDITION = RECORDED_SECONDS["CreateVMDeployment"], RECORDED_SECONDS["AddRole"]
PROVISIONING = sum(stage.seconds for stage in LIFECYCLES["provision_linux"])


def expected_polls(seconds: float, passed: float = 0) -> int:
    """How often something is looked at that takes so long, the look that finds it done included."""
    return 2 + sum(1 for dummy in takewhile(lambda moment: moment < seconds, accumulate(poll_intervals(passed))))


def run_machine(service: Service, shop: str, name: str, **options: Any) -> None:
    needed: dict[str, Any] = {"image": IMAGE, "linux": LINUX, "storage_account": service.name}
    service.run("virtual_machine", service_name=shop, name=name, **needed, **options)


def create_services(make_service: Callable[..., Service]) -> tuple[Service, list[str]]:
    """A subscription with an account and the services."""
    service = make_service("recorded")
    service.run("storage_account", name=service.name, location="West US")
    shops = [f"{service.name}{number}" for number in range(SERVICES)]
    for shop in shops:
        service.run("hosted_service", name=shop, location="West US")
    service.pop_requests()
    return service, shops


def test_twenty_machines_in_ten_services(make_service: Callable[..., Service]) -> None:
    """The orders are given one after the other, as a playbook does that waits once at the end; what they wait for, they
    wait for together. No request is without a reason:

    ===========================================================  =====================
    for each machine, its image, its account and the order       3
    for each task, a look at the deployment                      2 for each machine
    for each order that is not waited for, a look at its result  1 for each machine
    for the first one to be added, a lock: refused, looked at    2
    the operation that has the lock, until it has ended          looks at its 68 s
    the first machines, until they are ready                     looks at their 120 s
    the others, which were begun 32 s later                      looks at what is left
    ===========================================================  =====================

    Each task has a process of its own, or may have: so no image, account or deployment is known from the one before.
    """
    service, shops = create_services(make_service)
    began = service.monotonic()
    for wait in (False, True):
        for name in NAMES:
            for shop in shops:
                run_machine(service, shop, name, wait=wait)
    took = service.monotonic() - began
    counts = Counter(service.pop_requests())
    assert counts["CreateVMDeployment"] == SERVICES and counts["AddRole"] == SERVICES + 1
    assert counts["GetStorageService"] == counts["GetOSImage"] == MACHINES
    assert counts["GetOperationStatus"] <= expected_polls(CREATION)
    waits = expected_polls(PROVISIONING) + expected_polls(ADDITION * 1.2)
    assert counts["GetDeploymentBySlot"] <= 3 * MACHINES + 1 + waits
    assert len(counts) == 6 and sum(counts.values()) <= 270
    assert CREATION + ADDITION + PROVISIONING <= took <= (CREATION + ADDITION + PROVISIONING) * 1.05


def test_poll_intervals_span_whole_task(make_service: Callable[..., Service]) -> None:
    """An operation of 68 s and a machine of 120 s more are looked at as one thing of 188 s: seen 5 % late at most."""
    service, shops = create_services(make_service)
    began = service.monotonic()
    run_machine(service, shops[0], "web1")
    took, counts = service.monotonic() - began, Counter(service.pop_requests())
    assert CREATION + PROVISIONING <= took <= (CREATION + PROVISIONING) * 1.05
    assert counts["GetOperationStatus"] <= expected_polls(CREATION)
    assert counts["GetDeploymentBySlot"] <= 1 + expected_polls(PROVISIONING, passed=CREATION)
    assert expected_polls(PROVISIONING, passed=CREATION) < expected_polls(PROVISIONING) / 1.8
