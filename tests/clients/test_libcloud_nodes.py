# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apache Libcloud's nodes: created, listed, rebooted, destroyed."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.tests.clients.foreign import operations, pop_dropped_elements
from ansible_collections.classic.azure.tests.emulated import Service
from libcloud.compute.base import NodeAuthPassword
from libcloud.compute.drivers.azure import AzureNodeDriver

IMAGE = "b39f27a8b8c64d52b05eac6a62ebad85__Ubuntu-15_04-amd64-server-20150616.1-en-us-30GB"


@pytest.fixture
def service_name(service: Service, driver: AzureNodeDriver) -> str:
    """A hosted service and a storage account of one name."""
    driver.ex_create_cloud_service(service.name, "West US")
    driver.ex_create_storage_service(service.name, "West US")
    service.pop_requests()
    return service.name


def create(driver: AzureNodeDriver, service_name: str, name: str) -> Any:
    image = next(each for each in driver.list_images() if each.id == IMAGE)
    size = next(each for each in driver.list_sizes() if each.id == "Small")
    auth = NodeAuthPassword("Not-A-Real-1")
    return driver.create_node(
        name=name,
        size=size,
        image=image,
        auth=auth,
        ex_cloud_service_name=service_name,
        ex_storage_service_name=service_name,
    )


def test_node_lifecycle(service: Service, driver: AzureNodeDriver, service_name: str) -> None:
    assert create(driver, service_name, "web1").name == "web1"
    create(driver, service_name, "web2")
    requests = [name for name, status in operations(service) if name in ("CreateVMDeployment", "AddRole")]
    assert requests == ["CreateVMDeployment", "AddRole"]
    nodes = {node.name: node for node in driver.list_nodes(service_name)}
    assert set(nodes) == {"web1", "web2"}
    assert nodes["web1"].extra["instance_size"] == "Small"
    assert driver.reboot_node(nodes["web1"], ex_cloud_service_name=service_name, ex_deployment_slot="Production")
    for name in ("web2", "web1"):
        assert driver.destroy_node(nodes[name], ex_cloud_service_name=service_name, ex_deployment_slot="Production")
    destroyed = [name for name, status in operations(service) if name.startswith("Delete")]
    assert destroyed == ["DeleteRole", "DeleteDeployment"]
    assert service.run("disk_info")["disks"] == []
    assert driver.list_nodes(service_name) == []
    assert pop_dropped_elements(service) == []
