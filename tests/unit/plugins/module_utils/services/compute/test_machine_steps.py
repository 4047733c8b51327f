# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual machines without a service: endpoints put together, roles edited without loss, images chosen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.services.compute.virtual_machines import role_document
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.provisioning_schema import (
    COMPUTER_NAME,
    Password,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import ROLE_SCHEMA
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.time_zone import (
    TIME_ZONES,
    TimeZone,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.image_selection import select_image
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.resource_extensions import (
    merge_extensions,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_state import edit_role
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.endpoints import merge_endpoints
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    ENDPOINT_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as some

NAMESPACE = "http://schemas.microsoft.com/windowsazure"


def endpoint(name: str, **values: Any) -> dict[str, Any]:
    """An endpoint as the service tells it."""
    returned = {field.name: None for field in ENDPOINT_SCHEMA.fields}
    return {**returned, "name": name, "local_port": 80, "port": 80, "protocol": "tcp", **values}


HAVE = [endpoint("a"), endpoint("b", port=81, idle_timeout_in_minutes=4)]


@pytest.mark.parametrize(
    ("want", "exact", "names"),
    [
        (None, True, None),
        ([], False, None),
        ([], True, []),
        ([{"name": "a", "local_port": 80}], False, None),
        ([{"name": "a", "local_port": 80}], True, ["a"]),
        ([{"name": "a", "local_port": 81}], False, ["a", "b"]),
        ([{"name": "c", "local_port": 82}], False, ["a", "b", "c"]),
        ([{"name": "c", "local_port": 82}], True, ["c"]),
        ([{"name": "b", "local_port": 80, "port": 81}, {"name": "a", "local_port": 80}], True, None),
    ],
)
def test_endpoints_are_put_together(want: list[dict[str, Any]] | None, exact: bool, names: list[str] | None) -> None:
    found = merge_endpoints(HAVE, want, exact)
    assert (None if found is None else [each["name"] for each in found]) == names
    for each in found or []:
        assert each["protocol"] == "tcp"
        if each["name"] == "b":
            assert each["idle_timeout_in_minutes"] == 4


names = some.text("abc", min_size=1, max_size=2)
ports = some.integers(1, 9)
wanted = some.lists(some.fixed_dictionaries({"name": names, "local_port": ports}), unique_by=lambda each: each["name"])


@given(wanted, wanted, some.booleans())
def test_what_was_put_together_is_what_is_wanted(one: Any, other: Any, exact: bool) -> None:
    have = merge_endpoints([], one, exact=False) or []
    after = merge_endpoints(have, other, exact)
    there = have if after is None else after
    assert merge_endpoints(there, other, exact) is None
    current = {each["name"]: each["local_port"] for each in there}
    assert all(current[each["name"]] == each["local_port"] for each in other)
    if exact:
        assert set(current) == {each["name"] for each in other}


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
def test_an_edit_changes_what_is_to_change_and_nothing_else(
    changes: dict[str, Any], before: str, after: str, disks: str
) -> None:
    source = ROLE_XML.replace("{disks}", disks)
    written = xml.write(edit_role(xml.parse(source.encode()), changes)).decode()
    kept = source.replace("<Vip>1.2.3.4</Vip>", "").replace("<DataVirtualHardDisks/>", "").replace(before, after, 1)
    inner = re.sub("^<Role[^>]*>|</Role>$", "", kept)
    assert re.sub("^<PersistentVMRole[^>]*>|</PersistentVMRole>$", "", written) == inner


def test_what_the_emulator_tells_of_a_role_is_read_as_it_was() -> None:
    role = ROLE_SCHEMA.read(xml.parse(ROLE_XML.replace("{disks}", ATTACHED).encode())) or {}
    again = ROLE_SCHEMA.read(role_document(role)) or {}
    network = role["configuration_sets"]["network"]
    network["input_endpoints"][0]["vip"] = None
    network["subnet_names"] = None
    assert again == role


ANYWHERE = {"os": "Linux", "category": "Public", "location": None}
IMAGES: list[dict[str, Any]] = [
    {"name": name, "label": label, "image_family": family, "published_date": date, **ANYWHERE}
    for name, label, family, date in (
        ("a-2", "A 2", "A", "2015-02-01"),
        ("a-1", "A 1", "A", "2015-01-01"),
        ("b-1", "B 1", None, None),
    )
]


@pytest.mark.parametrize(
    ("meant", "name"),
    [
        ({"family": "A"}, "a-2"),
        ({"label": "A 1"}, "a-1"),
        ({"name_pattern": "^b"}, "b-1"),
        ({"name_pattern": "1"}, "a-1"),
    ],
)
def test_the_newest_that_fits_is_chosen(meant: dict[str, str], name: str) -> None:
    assert select_image(IMAGES, meant) == name


@pytest.mark.parametrize(
    ("meant", "rule"),
    [
        ({}, "it must have name, label, family or name_pattern"),
        ({"family": "C"}, "no such image"),
        ({"family": "A", "label": "B 1"}, "no such image"),
        ({"name_pattern": "a("}, "name_pattern is 'a\\(', but it is no regular expression"),
    ],
)
def test_no_image_is_chosen_where_none_fits(meant: dict[str, str], rule: str) -> None:
    with pytest.raises(InvalidOptionError, match=rule):
        select_image(IMAGES, meant)


def extension(name: str, **values: Any) -> dict[str, Any]:
    return {"reference_name": name, "publisher": "p", "name": "n", "version": "1.*", "state": "Enable", **values}


@pytest.mark.parametrize(
    ("want", "sent"),
    [
        (None, None),
        ([extension("a", state=None)], None),
        ([extension("a", parameters=[{"key": "k", "value": "v", "type": "Private"}])], None),
        ([extension("a", version="2.*")], ["b", "a"]),
        ([extension("c")], ["a", "b", "c"]),
        ([extension("a", state="Uninstall")], ["b", "a"]),
        ([extension("c", state="Uninstall")], None),
    ],
)
def test_extensions_are_sent_if_something_is_to_change(want: Any, sent: list[str] | None) -> None:
    have = [extension("a", parameters=None), extension("b", parameters=None)]
    found = merge_extensions(have, want)
    assert (None if found is None else [each["reference_name"] for each in found]) == sent


@pytest.mark.parametrize(
    ("password", "right"),
    [
        ("abc", False),
        ("abcdef", False),
        ("Abcdef", False),
        ("Abcde1", True),
        ("abc-1x", True),
        ("A1-" + "a" * 70, False),
    ],
)
def test_passwords(password: str, right: bool) -> None:
    assert (Password(6, 72).validate(password) is None) is right


@pytest.mark.parametrize(
    ("name", "right"),
    [("web1", True), ("12345", False), ("a" * 15, True), ("a" * 16, False), ("a.b", False), ("", False)],
)
def test_computer_names(name: str, right: bool) -> None:
    assert (COMPUTER_NAME.validate(name) is None) is right


def test_all_time_zones_of_windows_are_known() -> None:
    names = set(get_global("windows_zone_mapping"))
    assert len(names) > 130 and names <= TIME_ZONES
    assert all(TimeZone().validate(name) is None for name in TIME_ZONES)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("pacific standard time", "no time zone of that name: did you mean Pacific Standard Time"),
        ("W. Europe Standart Time", "did you mean W. Europe Standard Time or"),
        ("Europe/Berlin", "it must be a name that Windows has for a time zone: W. Europe Standard Time"),
        ("", "Pacific Standard Time is one; tzutil /l lists them"),
        ("Mars", "Pacific Standard Time is one; tzutil /l lists them"),
    ],
)
def test_a_time_zone_that_windows_does_not_have(name: str, hint: str) -> None:
    assert hint in (TimeZone().validate(name) or "")
