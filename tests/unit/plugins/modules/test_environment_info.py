# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The export of a subscription: each kind of resource, what is left out, filters, secrets, and the way back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.export import Export
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.kinds import COLLECTIONS
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.snapshot import Snapshot
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    PASSWORD,
    pfx,
    rsa_key,
    thumbprint,
)
from ansible_collections.classic.azure.tests.unit.plugins.modules.exported import (
    apply_tree,
    export,
    filled,
    misplaced,
)
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_secret_options import CANARY, WINDOWS, leaks
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import GUIDE

Values = dict[str, Any]
KEY = rsa_key()
LINUX = {"user_name": "shopkeeper", "user_password": CANARY}
SHOP_PROPERTIES = {"owner": "Отдел продаж", "cost_centre": "4711"}
RULE = {"order": 1, "action": "permit", "remote_subnet": "10.0.0.0/8"}
CONFIGURATION = {"service_name": "Shop", "roles": {"web": {"instances": 2}}}


@pytest.fixture
def shop(service: Service) -> Service:
    """A subscription with a storage account and a hosted service of one name."""
    for module in ("storage_account", "hosted_service"):
        service.run(module, name=service.name, location="West US")
    service.pop_requests()
    return service


def blob(service: Service, name: str) -> str:
    return f"https://{service.name}.blob.core.windows.net/vhds/{name}"


def run_machine(service: Service, name: str = "web1", **options: Any) -> None:
    """Create a virtual machine with disks whose names and blobs are given."""
    usual: Values = {
        "image": {"name": GUIDE},
        "os_disk": {"name": f"{name}-os", "media_link": blob(service, f"{name}.vhd")},
        "linux": LINUX,
    }
    given = {**usual, **options}
    service.run("virtual_machine", service_name=service.name, name=name, **given)


def machines(service: Service) -> list[Values]:
    """The virtual machines in the export."""
    (exported,) = export(service)["hosted_services"]
    return list(exported["virtual_machines"])


def machine(service: Service) -> Values:
    (exported,) = machines(service)
    return dict(exported)


def variables(service: Service) -> dict[str, str]:
    """The variables of an export by resource and option, without the hosted service."""
    found = service.run("environment_info")["placeholders"]
    return {f"{each['resource'].partition(' of hosted')[0]}: {each['option']}": each["variable"] for each in found}


def test_empty_subscription_has_empty_tree(service: Service) -> None:
    returned = service.run("environment_info")
    assert returned == {"changed": False, "resources": {}, "placeholders": [], "unsupported": []}
    assert service.run("environment_info", check=True) == returned


@pytest.mark.parametrize(
    ("option", "module", "options"),
    [
        ("affinity_groups", "affinity_group", {"location": "West US"}),
        ("affinity_groups", "affinity_group", {"label": "Магазин", "description": "店", "location": "West US"}),
        ("storage_accounts", "storage_account", {"location": "West US", "account_type": "Standard_LRS"}),
        (
            "storage_accounts",
            "storage_account",
            {
                "label": "Магазин",
                "description": "店",
                "location": "West US",
                "account_type": "Standard_RAGRS",
                "extended_properties": SHOP_PROPERTIES,
            },
        ),
        ("reserved_ips", "reserved_ip", {"label": "Front door", "location": "West US"}),
        ("hosted_services", "hosted_service", {"location": "West US"}),
        (
            "hosted_services",
            "hosted_service",
            {
                "label": "Магазин",
                "description": "two\nlines",
                "location": "West US",
                "extended_properties": SHOP_PROPERTIES,
            },
        ),
    ],
)
def test_resource_is_exported_as_it_was_declared(service: Service, option: str, module: str, options: Values) -> None:
    entry = {"name": service.name, **options}
    service.run(module, **entry)
    service.sleep(60)  # for the extended properties of the service's own
    returned = service.run("environment_info")
    assert returned["resources"] == {option: [entry]}
    assert list(misplaced(returned["resources"])) == []
    assert (returned["placeholders"], returned["unsupported"]) == ([], [])


def test_own_properties_of_service_are_left_out(shop: Service) -> None:
    shop.sleep(60)
    (stored,) = shop.run("hosted_service_info", name=shop.name)["hosted_services"]
    assert set(stored["extended_properties"]) == {"ResourceGroup", "ResourceLocation"}
    tree = export(shop)
    assert "extended_properties" not in tree["hosted_services"][0]
    assert "extended_properties" not in tree["storage_accounts"][0]


def test_default_label_is_left_out(service: Service) -> None:
    service.run("affinity_group", name="shop", label="shop", location="West US")
    assert export(service) == {"affinity_groups": [{"name": "shop", "location": "West US"}]}


def test_names_are_sorted_without_case(service: Service) -> None:
    for name in ("b", "C", "a"):
        service.run("affinity_group", name=name, location="West US")
    assert [each["name"] for each in export(service)["affinity_groups"]] == ["a", "b", "C"]


def test_own_images_are_exported(shop: Service) -> None:
    entry: Values = {
        "name": "golden",
        "label": "Золотой",
        "media_link": blob(shop, "golden.vhd"),
        "os": "Linux",
        "eula": "https://shop.example/eula",
        "description": "two\nlines",
        "image_family": "Shop",
        "published_date": "2015-06-01T00:00:00Z",
        "show_in_gui": True,
        "recommended_vm_size": "Small",
    }
    shop.run("os_image", **entry)
    tree = export(shop)
    assert tree["os_images"] == [entry]
    assert list(misplaced(tree)) == []


def test_custom_domain_is_unsupported(shop: Service) -> None:
    stored = shop.stored("storage_account", shop.name) or {}
    shop.seed("storage_account", shop.name, {**stored, "custom_domains": [{"name": "shop.example"}]})
    returned = shop.run("environment_info")
    assert returned["unsupported"] == [
        f"storage account {shop.name}: the tree does not have its custom domain shop.example"
    ]


def test_certificate_has_placeholders(shop: Service, tmp_path: Path) -> None:
    (tmp_path / "shop.pfx").write_bytes(pfx(KEY, PASSWORD))
    path, found = str(tmp_path / "shop.pfx"), thumbprint(KEY)
    shop.run("service_certificate", service_name=shop.name, certificate_path=path, password=PASSWORD)
    tree = export(shop)
    variable = f"{shop.name}_{found.lower()}"
    assert tree["hosted_services"][0]["certificates"] == [
        {
            "certificate_path": f"{{{{ {variable}_certificate_path | default(omit) }}}}",
            "password": f"{{{{ {variable}_password | default(omit) }}}}",
            "thumbprint": found,
        }
    ]
    assert list(misplaced(tree)) == []
    assert apply_tree(shop, filled(tree)) == []
    values = {f"{variable}_certificate_path": path, f"{variable}_password": PASSWORD}
    assert apply_tree(shop, filled(tree, values.get)) == []


def test_certificate_of_service_is_left_out(shop: Service) -> None:
    windows = {
        "admin_username": "shopkeeper",
        "admin_password": CANARY,
        "winrm": {"listeners": [{"protocol": "Https"}]},
    }
    run_machine(shop, image={"name": WINDOWS}, linux=None, windows=windows)
    made = (shop.stored("hosted_service", shop.name) or {})["default_winrm_certificate_thumbprint"]
    shop.seed("service_certificate", f"{shop.name}/{made}", {"thumbprint": made, "service": shop.name})
    returned = shop.run("environment_info")
    assert "certificates" not in returned["resources"]["hosted_services"][0]
    assert machine(shop)["windows"]["winrm"] == {"listeners": [{"protocol": "Https"}]}
    assert returned["unsupported"] == [
        f"service certificate {made} of hosted service {shop.name}: "
        "the tree does not have it, since the service made it for WinRM"
    ]


@pytest.mark.parametrize(
    ("options", "exported"),
    [
        ({}, {"configuration": CONFIGURATION}),
        ({"slot": "production", "status": "running", "label": "v1"}, {"configuration": CONFIGURATION}),
        (
            {"slot": "staging", "label": "Версия 1", "status": "suspended", "extended_properties": {"owner": "sales"}},
            {
                "slot": "staging",
                "configuration": CONFIGURATION,
                "label": "Версия 1",
                "status": "suspended",
                "extended_properties": {"owner": "sales"},
            },
        ),
        (
            {"configuration": {"roles": {"web": {"instances": 3, "settings": {"Empty": ""}}}, "os_family": "3"}},
            {"configuration": {"os_family": "3", "roles": {"web": {"instances": 3, "settings": {"Empty": ""}}}}},
        ),
        (
            {"configuration": {"roles": {"web": {"instances": 3, "settings": {"Connection": CANARY}}}}},
            {"configuration": "{{ SHOP_v1_configuration | default(omit) }}", "instances": {"web": 3}},
        ),
    ],
    ids=["least", "defaults", "most", "empty setting", "setting"],
)
def test_deployment(shop: Service, options: Values, exported: Values) -> None:
    url = f"https://{shop.name}.blob.core.windows.net/deployments/shop.cspkg?sig={CANARY[:6]}"
    needed = {"package_url": url, "configuration": CONFIGURATION}
    shop.run("deployment", service_name=shop.name, name="v1", **{**needed, **options})
    returned = shop.run("environment_info")
    tree = returned["resources"]
    expected = {"name": "v1", "package_url": "{{ SHOP_v1_package_url | default(omit) }}", **exported}
    (found,) = tree["hosted_services"][0]["deployments"]
    assert found == json.loads(json.dumps(expected).replace("SHOP", shop.name))
    assert list(misplaced(tree)) == []
    assert not leaks(returned)
    assert apply_tree(shop, filled(tree)) == []
    values = {f"{shop.name}_v1_package_url": url, f"{shop.name}_v1_configuration": options.get("configuration")}
    assert apply_tree(shop, filled(tree, values.get)) == []


def test_configuration_beyond_structure_is_text(shop: Service) -> None:
    text = (
        '<ServiceConfiguration xmlns="http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration"'
        f' serviceName="Магазин" osFamily="4" osVersion="*"><!-- {CANARY} -->\n  <Role name="web">\n'
        '    <Instances count="1"/>\n  </Role>\n  <NetworkConfiguration>\n    <Dns>'
        '<DnsServers><DnsServer name="a" IPAddress="10.0.0.4"/></DnsServers></Dns>\n  </NetworkConfiguration>\n'
        "</ServiceConfiguration>"
    ).replace(CANARY, "C4nary")
    url = f"https://{shop.name}.blob.core.windows.net/deployments/shop.cspkg"
    shop.run("deployment", service_name=shop.name, name="v1", package_url=url, configuration=text)
    tree = export(shop)
    (found,) = tree["hosted_services"][0]["deployments"]
    assert found["configuration"] == text.replace("<!-- C4nary -->", "")
    assert apply_tree(shop, filled(tree)) == []


def test_deployment_in_change_is_named(shop: Service) -> None:
    url = f"https://{shop.name}.blob.core.windows.net/deployments/shop.cspkg"
    shop.run("deployment", service_name=shop.name, name="v1", package_url=url, configuration=CONFIGURATION)
    stored = shop.stored("deployment", f"{shop.name}/v1") or {}
    status = {"upgrade_type": "Manual", "current_upgrade_domain_state": "Before", "current_upgrade_domain": 0}
    shop.seed("deployment", f"{shop.name}/v1", {**stored, "upgrade_status": status})
    assert shop.run("environment_info")["unsupported"] == [
        f"deployment v1 of hosted service {shop.name}: the tree does not have its update, which is not finished"
    ]


def test_least_machine(shop: Service) -> None:
    run_machine(shop)
    assert machine(shop) == {
        "name": "web1",
        "role_size": "Small",
        "os_disk": {"host_caching": "ReadWrite", "name": "web1-os", "media_link": blob(shop, "web1.vhd")},
        "linux": {
            "user_name": f"{{{{ {shop.name}_web1_user_name | default(omit) }}}}",
            "user_password": f"{{{{ {shop.name}_web1_user_password | default(omit) }}}}",
        },
        "image": {"name": GUIDE},
    }


def test_most_of_a_machine(shop: Service) -> None:
    endpoints = [
        {"local_port": 22, "name": "ssh", "port": 2200},
        {
            "load_balanced_endpoint_set_name": "web",
            "local_port": 8080,
            "name": "web",
            "port": 80,
            "load_balancer_probe": {"path": "/", "port": 8080, "protocol": "http", "interval_in_seconds": 20},
            "enable_direct_server_return": True,
            "endpoint_acl": {"rules": [RULE]},
            "idle_timeout_in_minutes": 10,
            "load_balancer_distribution": "sourceIP",
        },
        {"local_port": 53, "name": "zone", "port": 53, "protocol": "udp"},
    ]
    disks = [
        {
            "host_caching": "ReadOnly",
            "label": "Данные",
            "name": "data0",
            "lun": 0,
            "logical_disk_size_in_gb": 10,
            "media_link": blob(shop, "data0.vhd"),
        },
        {
            "host_caching": "None",
            "name": "data5",
            "lun": 5,
            "logical_disk_size_in_gb": 20,
            "media_link": blob(shop, "data5.vhd"),
        },
    ]
    options: Values = {
        "role_size": "Medium",
        "availability_set_name": "front",
        "endpoints": endpoints,
        "public_ips": [{"name": "own", "idle_timeout_in_minutes": 5, "domain_name_label": "shopweb"}],
        "data_disks": disks,
        "provision_guest_agent": True,
        "linux": {**LINUX, "host_name": "front-1"},
    }
    run_machine(shop, **options, allow_no_login=False)
    tree = export(shop)
    assert list(misplaced(tree)) == []
    (found,) = tree["hosted_services"][0]["virtual_machines"]
    assert {name: found[name] for name in options if name != "linux"} == {
        name: value for name, value in options.items() if name != "linux"
    }
    assert found["linux"]["host_name"] == "front-1"
    assert apply_tree(shop, filled(tree)) == []


def test_windows(shop: Service) -> None:
    windows = {"admin_username": "shopkeeper", "admin_password": CANARY}
    run_machine(shop, image={"name": WINDOWS}, linux=None, windows={**windows, "computer_name": "Front"})
    assert machine(shop)["windows"] == {
        "computer_name": "Front",
        "admin_password": f"{{{{ {shop.name}_web1_admin_password | default(omit) }}}}",
        "admin_username": f"{{{{ {shop.name}_web1_admin_username | default(omit) }}}}",
    }
    assert apply_tree(shop, filled(export(shop))) == []


def test_long_name_of_windows_needs_computer_name(shop: Service) -> None:
    windows = {"admin_username": "shopkeeper", "admin_password": CANARY, "computer_name": "front"}
    options = {"image": {"name": WINDOWS}, "linux": None, "windows": windows, "state": "deallocated"}
    run_machine(shop, "front-door-of-the-shop", **options)
    assert machine(shop)["windows"]["computer_name"] == (
        f"{{{{ {shop.name}_front_door_of_the_shop_computer_name | default(omit) }}}}"
    )


@pytest.mark.parametrize(
    ("state", "exported"),
    [("present", None), ("running", None), ("stopped", "stopped"), ("deallocated", "deallocated")],
)
def test_state_of_machine(shop: Service, state: str, exported: str | None) -> None:
    run_machine(shop, state=state)
    assert machine(shop).get("state") == exported
    assert apply_tree(shop, filled(export(shop))) == []


def test_machine_from_registered_disk(shop: Service) -> None:
    shop.run("disk", name="old", os="Linux", media_link=blob(shop, "old.vhd"))
    run_machine(shop, image=None, linux=None, os_disk={"name": "old", "host_caching": "ReadOnly"})
    assert machine(shop) == {
        "name": "web1",
        "role_size": "Small",
        "os_disk": {"host_caching": "ReadOnly", "name": "old"},
    }
    assert apply_tree(shop, filled(export(shop))) == []
    assert shop.run("environment_info")["unsupported"] == [
        f"virtual machine web1 of hosted service {shop.name}: the tree does not have disk old, from which it starts "
        "and which has to exist"
    ]


def test_enlarged_disk(shop: Service) -> None:
    disk = {"name": "large", "media_link": blob(shop, "large.vhd"), "resized_size_in_gb": 60}
    run_machine(shop, os_disk=disk)
    assert machine(shop)["os_disk"] == {"host_caching": "ReadWrite", **disk}
    assert apply_tree(shop, filled(export(shop))) == []


@pytest.mark.parametrize("os_state", ["Generalized", "Specialized"])
def test_machine_from_vm_image(shop: Service, os_state: str) -> None:
    disk = {"os": "Linux", "os_state": os_state, "media_link": blob(shop, "golden.vhd")}
    shop.run("vm_image", name="golden", os_disk_configuration=disk)
    options: Values = {"image": None, "os_disk": None, "linux": LINUX if os_state == "Generalized" else None}
    run_machine(shop, vm_image_name="golden", **options)
    found = machine(shop)
    assert ("linux" in found) is (os_state == "Generalized")
    assert {name: value for name, value in found.items() if name != "linux"} == {
        "name": "web1",
        "role_size": "Small",
        "vm_image_name": "golden",
    }
    assert apply_tree(shop, filled(export(shop))) == []
    assert shop.run("environment_info")["unsupported"] == ["the tree does not have VM image golden"]


def test_extensions(shop: Service) -> None:
    parameters = [
        {"key": "open", "value": "QzRuYXJ5", "type": "Public"},
        {"key": "s", "value": "QzRuYXJ5", "type": "Private"},
    ]
    extension = {"reference_name": "script", "publisher": "Shop", "name": "Custom", "version": "1.*"}
    run_machine(shop, provision_guest_agent=True, extensions=[{**extension, "parameters": parameters}])
    returned = shop.run("environment_info")
    (found,) = returned["resources"]["hosted_services"][0]["virtual_machines"]
    value = f"{{{{ {shop.name}_web1_script_open_value | default(omit) }}}}"
    assert found["extensions"] == [{**extension, "parameters": [{"key": "open", "value": value, "type": "Public"}]}]
    assert "QzRuYXJ5" not in str(returned)
    assert returned["unsupported"] == [
        f"virtual machine web1 of hosted service {shop.name}: the tree does not have private parameters of its "
        "extensions script, if they have any"
    ]
    assert apply_tree(shop, filled(returned["resources"])) == []


def test_deployment_of_other_name_is_given(shop: Service) -> None:
    run_machine(shop, deployment_name="live")
    assert machine(shop)["deployment_name"] == "live"
    assert apply_tree(shop, filled(export(shop))) == []


def network(service: Service) -> None:
    """Seed a virtual network."""
    subnet = {"name": "front", "address_prefix": "10.0.1.0/24"}
    value = {"name": "corporate", "location": "West US", "subnets": [subnet], "address_prefixes": ["10.0.0.0/16"]}
    service.seed("virtual_network", "corporate", value)


def test_machine_in_network(shop: Service) -> None:
    network(shop)
    options: Values = {
        "subnet_names": ["front"],
        "static_virtual_network_ip_address": "10.0.1.7",
        "virtual_network_name": "corporate",
    }
    run_machine(shop, **options)
    shop.run("dns_server", service_name=shop.name, name="resolver", address="10.0.0.5")
    returned = shop.run("environment_info")
    found = machine(shop)
    assert {name: found[name] for name in options} == options
    assert returned["unsupported"] == [
        f"deployment {shop.name} of hosted service {shop.name}: the tree does not have its DNS server resolver",
        f"deployment {shop.name} of hosted service {shop.name}: the tree does not have its virtual network corporate, "
        "which has to exist",
        "the tree does not have virtual network corporate",
    ]
    assert apply_tree(shop, filled(export(shop))) == []


def test_endpoint_behind_internal_balancer_is_left_out(shop: Service) -> None:
    run_machine(shop, endpoints=[{"name": "ssh", "local_port": 22}, {"name": "inner", "local_port": 80}])
    stored = shop.stored("deployment", f"{shop.name}/{shop.name}") or {}
    for endpoint in stored["roles"][0]["configuration_sets"]["network"]["input_endpoints"]:
        if endpoint["name"] == "inner":
            endpoint["load_balancer_name"] = "balancer"
    balancers = [{"name": "balancer", "type": "Private"}]
    shop.seed("deployment", f"{shop.name}/{shop.name}", {**stored, "load_balancers": balancers})
    returned = shop.run("environment_info")
    (found,) = returned["resources"]["hosted_services"][0]["virtual_machines"]
    assert [each["name"] for each in found["endpoints"]] == ["ssh"]
    assert returned["unsupported"] == [
        f"deployment {shop.name} of hosted service {shop.name}: the tree does not have its internal load balancer "
        "balancer",
        f"virtual machine web1 of hosted service {shop.name}: the tree does not have its endpoint inner, which is "
        "behind the internal load balancer balancer",
    ]


ENDPOINT = {"name": "ssh", "local_port": 22}


@pytest.mark.parametrize(("endpoints", "is_said"), [([ENDPOINT], True), (None, False)])
def test_reserved_address_of_machines(shop: Service, endpoints: list[Values] | None, is_said: bool) -> None:
    """Where a machine has no endpoint it could not be the first one of a deployment with the address."""
    shop.run("reserved_ip", name="door", location="West US")
    run_machine(shop, "web2", endpoints=[ENDPOINT], reserved_ip_name="door")
    run_machine(shop, "web1", endpoints=endpoints)
    returned = shop.run("environment_info")
    tree = returned["resources"]
    assert tree["reserved_ips"] == [{"name": "door", "location": "West US"}]
    assert [each.get("reserved_ip_name") for each in machines(shop)] == (["door"] * 2 if is_said else [None] * 2)
    sentence = (
        f"reserved IP door: the tree does not have its use by deployment {shop.name} of hosted service {shop.name}, in "
        "which a virtual machine has no endpoint"
    )
    assert returned["unsupported"] == ([] if is_said else [sentence])
    assert apply_tree(shop, filled(tree)) == []
    assert shop.run("environment", resources=tree)["requests"] == []


def test_reserved_address_of_package(shop: Service, make_service: Callable[..., Service]) -> None:
    shop.run("reserved_ip", name="door", location="West US")
    url = f"https://{shop.name}.blob.core.windows.net/deployments/shop.cspkg"
    web = {"name": "web", "endpoints": [{"name": "http", "protocol": "http", "port": 80}]}
    second = make_service(strict=False)
    for service in (shop, second):
        service.register_package(url, web)
    shop.run("deployment", service_name=shop.name, name="v1", package_url=url, configuration=CONFIGURATION)
    shop.run("reserved_ip", name="door", service_name=shop.name, deployment_name="v1")
    tree = export(shop)
    assert tree["reserved_ips"] == [
        {"name": "door", "location": "West US", "service_name": shop.name, "deployment_name": "v1"}
    ]
    assert list(misplaced(tree)) == []
    assert shop.run("environment", resources=tree)["requests"] == []
    second.run("environment", resources=filled(tree, {f"{shop.name}_v1_package_url": url}.get))
    assert export(second) == tree


def test_free_disks_and_networks_are_named(shop: Service) -> None:
    network(shop)
    run_machine(shop)
    shop.run("disk", name="free", media_link=blob(shop, "free.vhd"))
    assert shop.run("environment_info")["unsupported"] == [
        "the tree does not have disk free",
        "the tree does not have virtual network corporate",
    ]


@pytest.fixture
def places(shop: Service) -> Service:
    """A subscription with resources in two locations, and an affinity group in each."""
    for group, location in (("near", "West US"), ("far", "North Europe")):
        shop.run("affinity_group", name=group, location=location)
    shop.run("reserved_ip", name="door", location="West US")
    shop.run("reserved_ip", name="gate", location="North Europe")
    shop.run("storage_account", name=f"{shop.name}n", affinity_group="near")
    shop.run("hosted_service", name=f"{shop.name}n", affinity_group="near")
    shop.run("hosted_service", name=f"{shop.name}f", affinity_group="far")
    shop.run("os_image", name="golden", os="Linux", media_link=blob(shop, "golden.vhd"))
    shop.run("vm_image", name="other", os_disk_configuration=GENERALIZED | {"media_link": blob(shop, "other.vhd")})
    run_machine(shop, image={"name": "golden"}, endpoints=[ENDPOINT], reserved_ip_name="door")
    shop.pop_requests()
    return shop


GENERALIZED = {"os": "Linux", "os_state": "Generalized"}


def names(tree: Values, service: Service) -> dict[str, list[str]]:
    """The names in a tree by list, with * for that of the service."""
    return {option: [each["name"].replace(service.name, "*") for each in tree[option]] for option in tree}


WHOLE = {
    "affinity_groups": ["far", "near"],
    "storage_accounts": ["*", "*n"],
    "os_images": ["golden"],
    "reserved_ips": ["door", "gate"],
    "hosted_services": ["*", "*f", "*n"],
}
SHOP_ALONE = {
    "storage_accounts": ["*"],
    "os_images": ["golden"],
    "reserved_ips": ["door"],
    "hosted_services": ["*"],
}


@pytest.mark.parametrize(
    ("filters", "exported"),
    [
        ({}, WHOLE),
        ({"hosted_services": []}, WHOLE),
        ({"hosted_services": ["*"]}, SHOP_ALONE),
        ({"hosted_services": ["*F"]}, {"affinity_groups": ["far"], "hosted_services": ["*f"]}),
        (
            {"hosted_services": ["*n", "*f"], "affinity_groups": ["FAR"]},
            {"affinity_groups": ["far"], "hosted_services": ["*f"]},
        ),
        (
            {"affinity_groups": ["near"]},
            {"affinity_groups": ["near"], "storage_accounts": ["*n"], "hosted_services": ["*n"]},
        ),
        (
            {"locations": ["northeurope"]},
            {"affinity_groups": ["far"], "reserved_ips": ["gate"], "hosted_services": ["*f"]},
        ),
        (
            {"locations": ["West US"]},
            {
                **SHOP_ALONE,
                "affinity_groups": ["near"],
                "storage_accounts": ["*", "*n"],
                "hosted_services": ["*", "*n"],
            },
        ),
        ({"hosted_services": ["*"], "locations": ["North Europe"]}, {}),
    ],
)
def test_filters(places: Service, filters: dict[str, list[str]], exported: dict[str, list[str]]) -> None:
    given = {name: [each.replace("*", places.name) for each in wanted] for name, wanted in filters.items()}
    assert names(export(places, **given), places) == exported
    assert places.warnings == []


def test_filters_apply_to_what_is_unsupported(places: Service) -> None:
    whole = places.run("environment_info")["unsupported"]
    assert whole == ["the tree does not have VM image other"]
    assert places.run("environment_info", hosted_services=[places.name])["unsupported"] == []
    assert places.run("environment_info", locations=["North Europe"])["unsupported"] == []
    assert places.run("environment_info", locations=["West US"])["unsupported"] == whole


def test_unknown_name_in_filter_is_warned_of(places: Service) -> None:
    assert export(places, hosted_services=["nowhere"], affinity_groups=["nobody"]) == {}
    assert places.warnings == ["there is no affinity group nobody", "there is no hosted service nowhere"]


def test_only_what_is_selected_is_read(places: Service) -> None:
    lists = ["ListAffinityGroups", "ListStorageServices", "ListOSImages", "ListReservedIPs", "ListHostedServices"]
    others = ["ListDisks", "ListVMImages", "ListVirtualNetworkSites"]
    each = ["GetHostedService", "ListServiceCertificates"]
    export(places)
    assert sorted(places.pop_requests()) == sorted([*lists, *others, *each * 3])
    export(places, hosted_services=[places.name])
    assert sorted(places.pop_requests()) == sorted([*lists, *others, *each])


def test_secrets_are_nowhere(shop: Service) -> None:
    """Neither in the result nor in a warning, whatever the service returns."""
    script = {"reference_name": "script", "publisher": "Shop", "name": "Script", "version": "1.*"}
    parameters = [{"key": each, "value": CANARY, "type": each} for each in ("Public", "Private")]
    run_machine(shop, provision_guest_agent=True, extensions=[{**script, "parameters": parameters}])
    remote = {"name": "copy", "media_link": blob(shop, "copy.vhd"), "os": "Linux"}
    source = f"https://elsewhere.blob.core.windows.net/vhds/a.vhd?sig={CANARY}"
    run_machine(shop, "web2", image=None, os_disk={**remote, "remote_source_image_link": source})
    stored = shop.stored("deployment", f"{shop.name}/{shop.name}") or {}
    stored["roles"][0]["extensions"][0]["parameters"].append({"key": "odd", "value": CANARY, "type": "Private"})
    shop.seed("deployment", f"{shop.name}/{shop.name}", stored)
    returned = shop.run("environment_info")
    assert not leaks(returned) and not leaks(shop.warnings)
    assert [each["option"] for each in returned["placeholders"]] == [
        "extensions.parameters.value",
        "extensions.parameters.value",
        "linux.user_name",
        "linux.user_password",
        "linux.user_name",
        "linux.user_password",
    ]
    assert apply_tree(shop, filled(returned["resources"])) == []


def test_variables_are_valid_and_unique(shop: Service) -> None:
    """Also where the names of deployments have no letter that a variable may have."""
    shop.run("hosted_service", name=f"{shop.name}-2", location="West US")
    url = f"https://{shop.name}.blob.core.windows.net/deployments/shop.cspkg"
    for slot, name in (("production", "Магазин"), ("staging", "店")):
        options: Values = {"slot": slot, "package_url": url, "configuration": CONFIGURATION}
        shop.run("deployment", service_name=shop.name, name=name, **options)
    found = variables(shop)
    assert found == {
        "deployment Магазин: package_url": f"{shop.name}_package_url",
        "deployment 店: package_url": f"{shop.name}_package_url_2",
    }
    assert apply_tree(shop, filled(export(shop))) == []


class ReversedLists:
    """A client of a service that lists everything in the opposite order."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def get(self, path: str, operation: str, root: str) -> Any:
        document = self._client.get(path, operation, root)
        if document is not None:
            for tag in ("RoleList", "InputEndpoints", "DataVirtualHardDisks"):
                for element in document.iter(xml.qualified(tag)):
                    element[:] = reversed(element)
            document[:] = reversed(document) if operation.startswith("List") else document
        return document


def test_order_does_not_depend_on_that_of_service(places: Service) -> None:
    disks = [{"lun": lun, "logical_disk_size_in_gb": 5} for lun in (0, 1)]
    endpoints = [ENDPOINT, {"name": "Web", "local_port": 80}, {"name": "zone", "local_port": 53}]
    for name in ("web2", "Web3"):
        options: Values = {"data_disks": disks, "endpoints": endpoints, "storage_account": places.name}
        run_machine(places, name, image={"name": "golden"}, **options)
    everything: Values = {"hosted_services": None, "affinity_groups": None, "locations": None}
    exported = Export(Snapshot(ReversedLists(places.client()), COLLECTIONS), everything, places.context())
    exported.run()
    assert exported.resources == export(places)
