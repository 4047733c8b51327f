# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The observed state of a virtual machine, and its role edited without loss."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.services.compute.virtual_machines import role_document
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import ROLE_SCHEMA
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_state import (
    VirtualMachineState,
    edit_role,
    virtual_machine_in,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    ENDPOINT_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

NAMESPACE = "http://schemas.microsoft.com/windowsazure"


def endpoint(name: str, **values: Any) -> dict[str, Any]:
    """An endpoint as the service tells it."""
    returned = {field.name: None for field in ENDPOINT_SCHEMA.fields}
    return {**returned, "name": name, "local_port": 80, "port": 80, "protocol": "tcp", **values}


ROLE_XML = (
    f'<Role xmlns="{NAMESPACE}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="PersistentVMRole">'
    "<RoleName>web1</RoleName><OsVersion/><RoleType>PersistentVMRole</RoleType><ConfigurationSets>"
    '<ConfigurationSet i:type="NetworkConfigurationSet"><ConfigurationSetType>NetworkConfiguration'
    "</ConfigurationSetType>"
    "<InputEndpoints><InputEndpoint><LocalPort>22</LocalPort><Name>ssh</Name><Port>2200</Port><Protocol>tcp</Protocol>"
    "<Vip>1.2.3.4</Vip><Tomorrow>1</Tomorrow></InputEndpoint></InputEndpoints><SubnetNames/><Unknown>2</Unknown>"
    "</ConfigurationSet></ConfigurationSets>{disks}<OSVirtualHardDisk><HostCaching>ReadWrite</HostCaching>"
    "<DiskName>d</DiskName></OSVirtualHardDisk><RoleSize>Small</RoleSize><Later>3</Later></Role>"
)
ATTACHED = (
    "<DataVirtualHardDisks><DataVirtualHardDisk><DiskName>x</DiskName></DataVirtualHardDisk></DataVirtualHardDisks>"
)


@pytest.mark.parametrize("disks", ["", "<DataVirtualHardDisks/>", ATTACHED])
@pytest.mark.parametrize(
    ("changes", "before", "after"),
    [
        ({}, "", ""),
        ({"role_size": "Medium"}, "<RoleSize>Small", "<RoleSize>Medium"),
        (
            {"availability_set_name": "front"},
            "</ConfigurationSets>",
            "</ConfigurationSets><AvailabilitySetName>front</AvailabilitySetName>",
        ),
        ({"subnet_names": ["a"]}, "<SubnetNames/>", "<SubnetNames><SubnetName>a</SubnetName></SubnetNames>"),
        (
            {"endpoints": [endpoint("ssh", local_port=22, port=2200), endpoint("web")]},
            "</InputEndpoint></InputEndpoints>",
            "</InputEndpoint><InputEndpoint><LocalPort>80</LocalPort><Name>web</Name><Port>80</Port>"
            "<Protocol>tcp</Protocol></InputEndpoint></InputEndpoints>",
        ),
        (
            {"endpoints": [endpoint("ssh", local_port=23, port=2200)]},
            "<LocalPort>22</LocalPort>",
            "<LocalPort>23</LocalPort>",
        ),
        ({"os_disk": {"host_caching": "ReadOnly", "name": "d"}}, "<HostCaching>ReadWrite", "<HostCaching>ReadOnly"),
    ],
)
def test_edit_changes_only_named_fields(changes: dict[str, Any], before: str, after: str, disks: str) -> None:
    source = ROLE_XML.replace("{disks}", disks)
    written = xml.write(edit_role(xml.parse(source.encode()), changes)).decode()
    kept = source.replace("<Vip>1.2.3.4</Vip>", "").replace("<DataVirtualHardDisks/>", "").replace(before, after, 1)
    inner = re.sub("^<Role[^>]*>|</Role>$", "", kept)
    assert re.sub("^<PersistentVMRole[^>]*>|</PersistentVMRole>$", "", written) == inner


def test_role_round_trip() -> None:
    role = ROLE_SCHEMA.read(xml.parse(ROLE_XML.replace("{disks}", ATTACHED).encode())) or {}
    again = ROLE_SCHEMA.read(role_document(role)) or {}
    network = role["configuration_sets"]["network"]
    network["input_endpoints"][0]["vip"] = None
    network["subnet_names"] = None
    assert again == role


DEPLOYMENT_XML = (
    f'<Deployment xmlns="{NAMESPACE}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Name>shop</Name>'
    "<Status>Running</Status><Url>http://shop.cloudapp.net/</Url><RoleInstanceList><RoleInstance>"
    "<RoleName>web1</RoleName><InstanceName>web1</InstanceName><InstanceStatus>{status}</InstanceStatus>"
    "<PowerState>Stopped</PowerState></RoleInstance></RoleInstanceList><RoleList>"
    "<Role><RoleName>old</RoleName><RoleType>WebRole</RoleType></Role>{role}</RoleList>"
    "<VirtualIPs><VirtualIP><Address>1.2.3.4</Address></VirtualIP></VirtualIPs></Deployment>"
)


def observed(name: str = "web1", status: str = "StoppedVM", disks: str = ATTACHED) -> VirtualMachineState:
    """What a response says of the virtual machine of a name."""
    role = re.sub("^<Role[^>]*>", "<Role>", ROLE_XML.replace("{disks}", disks))
    document = DEPLOYMENT_XML.replace("{status}", status).replace("{role}", role)
    return virtual_machine_in(xml.parse(document.encode()), "store", name)


def test_fields_come_from_their_parts() -> None:
    shown = observed("WEB1").display()
    assert (shown["name"], shown["service_name"], shown["deployment_name"]) == ("web1", "store", "shop")
    assert (shown["status"], shown["billed"], shown["virtual_ip"]) == ("StoppedVM", True, "1.2.3.4")
    assert [each["name"] for each in shown["endpoints"]] == ["ssh"]
    assert (shown["subnet_names"], shown["host_name"], shown["data_disks"][0]["lun"]) == ([], None, 0)
    assert observed(status="StoppedDeallocated")["billed"] is False


def test_missing_machine_leaves_its_deployment() -> None:
    missing = observed("web2")
    assert missing.exists is False and missing["deployment_name"] == "shop"
    assert missing.has_package is True and missing.role_element is None


def test_state_is_compared_without_its_element() -> None:
    assert observed() == observed() and observed().role_element is not observed().role_element
    assert observed() != observed(status="ReadyRole") and observed() != observed(disks="")


def test_other_values_leave_the_state_unchanged() -> None:
    before = observed()
    after = before.with_values({"power_state": "Started", "subnet_names": ["front"], "role_size": "Medium"})
    assert (after["power_state"], after["subnet_names"], after["role_size"]) == ("Started", ["front"], "Medium")
    assert before == observed()


def test_edit_does_not_mutate_response() -> None:
    element = observed().role_element
    assert element is not None
    before = xml.write(element)
    written = [xml.write(edit_role(element, {"role_size": size})) for size in ("Medium", "Large", "Medium")]
    assert written[0] == written[2] != written[1]
    assert xml.write(element) == before
