# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twenty virtual machines in ten services at the recorded pace: how many requests that takes, and how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from ansible_collections.classic.azure.tests.emulated import Service

LINUX = {"user_name": "shopkeeper", "user_password": "Not-A-Real-1"}
IMAGE = {"name": "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"}


def test_twenty_machines_in_ten_services(start: Callable[..., Service]) -> None:
    """One read, one account, one write for each machine, and looks that grow apart while it is waited for.

    The orders are given one after the other, as a playbook does that waits once at the end; what they wait for, they
    wait for together.
    """
    service = start("recorded")
    service.run("storage_account", name=service.name, location="West US")
    shops = [f"{service.name}{number}" for number in range(10)]
    for shop in shops:
        service.run("hosted_service", name=shop, location="West US")
    service.asked()
    began = service.monotonic()
    for wait in (False, True):
        for name in ("web1", "web2"):
            for shop in shops:
                service.run(
                    "virtual_machine",
                    service_name=shop,
                    name=name,
                    image=IMAGE,
                    linux=LINUX,
                    storage_account=service.name,
                    wait=wait,
                )
    took = service.monotonic() - began
    asked = Counter(service.asked())
    assert asked["CreateVMDeployment"] == 10
    assert asked["GetStorageService"] == 20
    assert 200 < took < 600
    assert sum(asked.values()) < 300, asked
