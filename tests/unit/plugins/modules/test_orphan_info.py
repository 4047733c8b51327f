# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What costs money and is of no use is found, what is of use is not, and the sum is right."""

from __future__ import annotations

from ansible_collections.classic.azure.tests.emulated import Service

IMAGE = {"name": "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"}
LINUX = {"user_name": "shopkeeper", "user_password": "Not-A-Real-1"}
KINDS = (
    "disks",
    "blobs",
    "hosted_services",
    "affinity_groups",
    "virtual_machines",
    "staging_deployments",
    "reserved_ips",
)


def test_empty_subscription_has_no_orphans(service: Service) -> None:
    returned = service.run("orphan_info", prices={"gb": 1.0})
    assert returned == {"changed": False, "orphans": {kind: [] for kind in KINDS}, "cost": 0.0}
    assert service.run("orphan_info", check=True)["cost"] is None
    assert service.writes() == []


def test_orphans_of_each_kind_are_found(service: Service) -> None:
    name, empty = service.name, f"{service.name}e"
    for group in ("used", "unused"):
        service.run("affinity_group", name=group, location="West US")
    service.run("storage_account", name=name, affinity_group="used")
    for each in (name, empty):
        service.run("hosted_service", name=each, location="West US")
    for machine, state in (("web1", "running"), ("web2", "stopped"), ("web3", "deallocated")):
        service.run(
            "virtual_machine",
            service_name=name,
            name=machine,
            image=IMAGE,
            linux=LINUX,
            storage_account=name,
            state=state,
        )
    service.run("disk", name="free", media_link=f"https://{name}.blob.core.windows.net/vhds/free.vhd")
    for address in ("idle", "busy"):
        service.run("reserved_ip", name=address, location="West US")
    service.seed("reserved_ip", "busy", {**(service.stored("reserved_ip", "busy") or {}), "in_use": True})
    instance = {"name": "front_IN_0", "role_name": "front", "status": "ReadyRole", "size": "Medium"}
    staging = {"name": "next", "slot": "Staging", "status": "Running", "label": "l", "role_instances": [instance] * 2}
    service.seed("deployment", f"{name}/next", staging)
    prices = {"gb": 0.5, "role_sizes": {"Small": 60, "Medium": 120}, "reserved_ip": 3.0}
    returned = service.run("orphan_info", prices=prices)
    found = returned["orphans"]
    assert [(each["name"], each["cost"]) for each in found["disks"]] == [("free", 5.0)]
    assert found["hosted_services"] == [{"name": empty}]
    assert found["affinity_groups"] == [{"name": "unused"}]
    assert [(each["name"], each["role_size"], each["cost"]) for each in found["virtual_machines"]] == [
        ("web2", "Small", 60)
    ]
    assert [(each["instances"], each["cost"]) for each in found["staging_deployments"]] == [(2, 240.0)]
    assert [(each["name"], each["cost"]) for each in found["reserved_ips"]] == [("idle", 3.0)]
    assert returned["cost"] == 5.0 + 60 + 240 + 3
    unpriced = service.run("orphan_info")
    assert unpriced["cost"] is None and unpriced["orphans"]["disks"][0]["cost"] is None
