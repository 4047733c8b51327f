# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module virtual_machine: creation, addition to a deployment, update without loss, power states, deletion."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    InvalidOptionError,
    OperationFailedError,
    OperationTimeoutError,
    PreconditionError,
    ServiceError,
)
from ansible_collections.classic.azure.tests.emulated import Service

GUIDE = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"
PASSWORD = "Canary-In-1-Coalmine"


def create_services(service: Service) -> None:
    """A hosted service and a storage account of one name."""
    service.run("hosted_service", name=service.name, location="West US")
    service.run("storage_account", name=service.name, location="West US")
    service.pop_requests()


@pytest.fixture
def shop(service: Service) -> Service:
    """A subscription with a hosted service and a storage account."""
    create_services(service)
    return service


def run_machine(service: Service, name: str = "web1", check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module with what every new machine needs."""
    needed: dict[str, Any] = {
        "service_name": service.name,
        "name": name,
        "image": {"name": GUIDE},
        "storage_account": service.name,
        "linux": {"user_name": "shopkeeper", "user_password": PASSWORD},
    }
    return service.run("virtual_machine", check=check, **{**needed, **options})


def machine_info(service: Service, name: str = "web1") -> dict[str, Any]:
    (found,) = service.run("virtual_machine_info", service_name=service.name, name=name)["virtual_machines"]
    return dict(found)


def machine_names(service: Service) -> list[str]:
    found = service.run("virtual_machine_info", service_name=service.name)["virtual_machines"]
    return [each["name"] for each in found]


SSH = {"name": "ssh", "local_port": 22, "port": 2200}
RULE = {"order": 1, "action": "permit", "remote_subnet": "10.0.0.0/8"}
WEB = {
    "name": "web",
    "local_port": 8080,
    "port": 80,
    "load_balanced_endpoint_set_name": "web",
    "load_balancer_probe": {"protocol": "http", "port": 8080, "path": "/"},
    "endpoint_acl": {"rules": [RULE]},
}


def test_first_machine_creates_deployment(shop: Service) -> None:
    predicted = run_machine(shop, check=True, endpoints=[SSH])
    assert shop.writes() == []
    shop.pop_requests()
    done = run_machine(shop, endpoints=[SSH])
    looked, made, polled = "GetDeploymentBySlot", "CreateVMDeployment", "GetOperationStatus"
    assert shop.pop_requests() == [looked, "GetOSImage", "GetStorageService", made, polled, looked]
    assert predicted["diff"] == done["diff"] and predicted["requests"] == done["requests"] == ["CreateVMDeployment"]
    made = done["virtual_machine"]
    assert (made["status"], made["power_state"], made["billed"], made["role_size"]) == (
        "ReadyRole",
        "Started",
        True,
        "Small",
    )
    assert (made["deployment_name"], made["service_name"], made["host_name"]) == (shop.name, shop.name, "web1")
    (endpoint,) = made["endpoints"]
    assert (endpoint["port"], endpoint["local_port"], endpoint["protocol"]) == (2200, 22, "tcp")
    assert endpoint["vip"] == made["virtual_ip"]
    again = run_machine(shop, endpoints=[SSH])
    assert again["changed"] is False and again["virtual_machine"] == made
    assert again["diff"]["before"] == again["diff"]["after"]
    assert shop.writes() == []


def test_further_machines_are_added(shop: Service) -> None:
    run_machine(shop)
    done = run_machine(shop, "web2")
    assert done["requests"] == ["AddRole"]
    assert machine_names(shop) == ["web1", "web2"]
    assert run_machine(shop, "web2")["changed"] is False


def test_server_defaults_are_idempotent(shop: Service) -> None:
    options: dict[str, Any] = {
        "endpoints": [WEB, {"name": "any", "local_port": 25, "protocol": "udp"}],
        "data_disks": [{"lun": 0, "logical_disk_size_in_gb": 10}, {"lun": 1, "logical_disk_size_in_gb": 20}],
        "os_disk": {"host_caching": "ReadOnly"},
        "availability_set_name": "front",
        "role_size": "small",
    }
    done = run_machine(shop, **options)["virtual_machine"]
    assert [disk["lun"] for disk in done["data_disks"]] == [0, 1]
    assert {each["name"]: each["load_balancer_probe"] for each in done["endpoints"]}["web"]["interval_in_seconds"] == 15
    shop.pop_requests()
    assert run_machine(shop, **options)["changed"] is False
    assert shop.writes() == []


def test_update_preserves_unmentioned_options(shop: Service) -> None:
    """Regression 9: add an endpoint, and address, subnet, rules and probe are still there."""
    subnet = {"name": "front", "address_prefix": "10.1.0.0/24"}
    network = {"name": "net", "id": "1", "status": "Created", "address_prefixes": ["10.1.0.0/16"], "subnets": [subnet]}
    shop.seed("virtual_network", "net", {**network, "location": "West US"})
    placed: dict[str, Any] = {
        "subnet_names": ["front"],
        "static_virtual_network_ip_address": "10.1.0.9",
        "virtual_network_name": "net",
    }
    before = run_machine(shop, endpoints=[WEB], **placed)["virtual_machine"]
    assert before["ip_address"] == "10.1.0.9"
    wanted: dict[str, Any] = {"service_name": shop.name, "name": "web1", "endpoints": [SSH]}
    predicted = shop.run("virtual_machine", check=True, **wanted)
    done = shop.run("virtual_machine", **wanted)
    assert done["requests"] == ["UpdateRole"] and predicted["diff"] == done["diff"]
    after = done["virtual_machine"]
    assert {each["name"] for each in after["endpoints"]} == {"ssh", "web"}
    assert [each for each in after["endpoints"] if each["name"] == "web"] == before["endpoints"]
    for name in ("static_virtual_network_ip_address", "subnet_names", "ip_address", "os_disk", "role_size"):
        assert after[name] == before[name]
    assert shop.run("virtual_machine", **wanted)["changed"] is False


def test_endpoints_mode_exact_removes_others(shop: Service) -> None:
    run_machine(shop, endpoints=[WEB, SSH])
    done = shop.run("virtual_machine", service_name=shop.name, name="web1", endpoints=[SSH], endpoints_mode="exact")
    assert [each["name"] for each in done["virtual_machine"]["endpoints"]] == ["ssh"]
    assert {each["name"] for each in done["diff"]["before"]["endpoints"]} == {"ssh", "web"}


def test_update_preserves_unknown_elements(shop: Service) -> None:
    """Elements of the role that the schema does not have are sent back unchanged."""
    run_machine(shop, endpoints=[SSH])
    key = f"{shop.name}/{shop.name}"
    deployment = shop.stored("deployment", key) or {}
    deployment["roles"][0]["debug_settings"] = {"boot_diagnostics_enabled": True}
    shop.seed("deployment", key, deployment)
    shop.pop_requests()
    shop.run("virtual_machine", service_name=shop.name, name="web1", role_size="Medium")
    (sent,) = (entry["request"] for entry in shop.journal() if entry["operation"] == "UpdateRole")
    assert "<DebugSettings><BootDiagnosticsEnabled>true" in sent
    assert "<Name>ssh</Name><Port>2200</Port>" in sent and "<Vip>" not in sent
    assert "<RoleSize>Medium</RoleSize>" in sent and "<DataVirtualHardDisks" not in sent


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"image": {"name": "other"}}, "has image 'OpenLogic.*cannot change that to 'other'"),
        ({"vm_image_name": "other", "image": None}, "has vm_image_name None"),
        ({"os_disk": {"media_link": "https://a.blob.core.windows.net/b/c"}}, "has os_disk.media_link"),
        ({"virtual_network_name": "net"}, "has virtual_network_name None, and that is not changed to 'net' here"),
        ({"reserved_ip_name": "front"}, "has reserved_ip_name None.*see reserved_ip"),
    ],
)
def test_immutable_options_are_refused(shop: Service, options: dict[str, Any], sentence: str) -> None:
    run_machine(shop)
    shop.pop_requests()
    with pytest.raises(PreconditionError, match=sentence):
        run_machine(shop, **options)
    assert shop.writes() == []


def test_data_disks_add_and_update_caching(shop: Service) -> None:
    run_machine(shop)
    wanted: dict[str, Any] = {"service_name": shop.name, "name": "web1"}
    done = shop.run("virtual_machine", **wanted, data_disks=[{"lun": 1, "logical_disk_size_in_gb": 10}])
    assert done["requests"] == ["AddDataDisk"]
    (disk,) = done["virtual_machine"]["data_disks"]
    assert disk["media_link"].startswith(f"https://{shop.name}.blob.core.windows.net/vhds/{shop.name}-web1-1-")
    changed = shop.run("virtual_machine", **wanted, data_disks=[{"lun": 1, "host_caching": "ReadOnly"}])
    assert changed["requests"] == ["UpdateDataDisk"]
    assert changed["virtual_machine"]["data_disks"] == [{**disk, "host_caching": "ReadOnly"}]
    with pytest.raises(PreconditionError, match="has at lun 1 a data disk with logical_disk_size_in_gb 10"):
        shop.run("virtual_machine", **wanted, data_disks=[{"lun": 1, "logical_disk_size_in_gb": 99}])


def test_power_states(shop: Service) -> None:
    """Regression 21: a stopped machine is billed, a deallocated one is not."""
    run_machine(shop)
    wanted: dict[str, Any] = {"service_name": shop.name, "name": "web1"}
    stopped = shop.run("virtual_machine", **wanted, state="stopped")
    assert stopped["requests"] == ["ShutdownRole"]
    assert (stopped["virtual_machine"]["status"], stopped["virtual_machine"]["billed"]) == ("StoppedVM", True)
    assert stopped["diff"]["after"]["power_state"] == "Stopped"
    assert shop.run("virtual_machine", **wanted, state="stopped")["changed"] is False
    assert shop.run("virtual_machine", **wanted)["changed"] is False
    freed = shop.run("virtual_machine", **wanted, state="deallocated")
    assert (freed["virtual_machine"]["status"], freed["virtual_machine"]["billed"]) == ("StoppedDeallocated", False)
    assert freed["virtual_machine"]["deployment_status"] == "Suspended"
    assert shop.run("virtual_machine", **wanted, state="stopped")["changed"] is False
    started = shop.run("virtual_machine", **wanted, state="running")
    assert started["requests"] == ["StartRole"] and started["virtual_machine"]["status"] == "ReadyRole"
    assert shop.run("virtual_machine", **wanted, state="running")["changed"] is False
    for dummy in range(2):
        assert shop.run("virtual_machine", **wanted, state="restarted")["requests"] == ["RestartRole"]


def test_create_deallocated_machine(shop: Service) -> None:
    done = run_machine(shop, state="deallocated")
    assert done["requests"] == ["CreateVMDeployment", "ShutdownRole"]
    assert done["virtual_machine"]["status"] == "StoppedDeallocated"
    assert run_machine(shop, state="deallocated")["changed"] is False


def test_delete_leaves_other_machines_untouched(shop: Service) -> None:
    """Regression 6."""
    for name in ("web1", "web2", "web3"):
        run_machine(shop, name)
    before = [machine_info(shop, name) for name in ("web1", "web3")]
    wanted: dict[str, Any] = {"service_name": shop.name, "name": "web2", "state": "absent", "disks": "delete"}
    predicted = shop.run("virtual_machine", check=True, **wanted)
    done = shop.run("virtual_machine", **wanted)
    assert predicted["requests"] == done["requests"] == ["DeleteRole"] and done["diff"]["after"] == {}
    assert [machine_info(shop, name) for name in ("web1", "web3")] == before
    assert {disk["attached_to"]["role_name"] for disk in shop.run("disk_info")["disks"]} == {"web1", "web3"}
    assert shop.run("virtual_machine", **wanted)["changed"] is False


def test_check_mode_reads_documents_once(shop: Service) -> None:
    """Several questions of check mode need the hosted service, the storage accounts and what is registered in them."""
    disks = [{"lun": lun, "logical_disk_size_in_gb": 1} for lun in range(2)]
    run_machine(shop, check=True, data_disks=disks, endpoints=[SSH])
    sent = shop.pop_requests()
    repeatable = ("GetHostedService", "ListStorageServices", "ListDisks", "ListOSImages", "ListVMImages")
    assert [name for name in repeatable if sent.count(name) > 1] == [] and "GetHostedService" in sent


def test_last_machine_requires_delete_empty(shop: Service) -> None:
    run_machine(shop)
    wanted: dict[str, Any] = {"service_name": shop.name, "name": "web1", "state": "absent"}
    shop.pop_requests()
    for check in (True, False):
        with pytest.raises(PreconditionError, match="is the only one of deployment .* say delete_empty=deployment"):
            shop.run("virtual_machine", check=check, **wanted)
    assert shop.writes() == []
    done = shop.run("virtual_machine", **wanted, delete_empty="deployment")
    assert done["requests"] == ["DeleteDeployment"]
    assert len(shop.run("disk_info")["disks"]) == 1
    assert shop.run("hosted_service_info", name=shop.name)["hosted_services"]
    run_machine(shop)
    done = shop.run("virtual_machine", **wanted, delete_empty="service", disks="delete")
    assert done["requests"] == ["DeleteDeployment", "DeleteHostedService"]
    assert shop.run("hosted_service_info", name=shop.name)["hosted_services"] == []
    assert len(shop.run("disk_info")["disks"]) == 1


def test_recreate_with_same_name_and_day(shop: Service) -> None:
    """Regression 7: the disk that was kept is not in the way."""
    for dummy in range(2):
        run_machine(shop)
        shop.run("virtual_machine", service_name=shop.name, name="web1", state="absent", delete_empty="deployment")
    assert len(shop.run("disk_info")["disks"]) == 2


def test_kept_disks_are_released_after_delay(make_service: Callable[..., Service]) -> None:
    """Regression 5: the lease outlives the machine, and is waited for."""
    service = make_service("recorded")
    create_services(service)
    made = run_machine(service, data_disks=[{"lun": lun, "logical_disk_size_in_gb": 10} for lun in (0, 1)])
    service.run("virtual_machine", service_name=service.name, name="web1", state="absent", delete_empty="service")
    disks = [made["virtual_machine"]["os_disk"], *made["virtual_machine"]["data_disks"]]
    for disk in disks:
        done = service.run("disk", name=disk["name"], state="absent", delete_vhd=True)
        assert done["changed"]
    assert service.run("disk_info")["disks"] == []


def test_succeeded_operation_is_not_ready_machine(make_service: Callable[..., Service]) -> None:
    """Regression 1."""
    service = make_service("recorded")
    create_services(service)
    began = service.monotonic()
    accepted = run_machine(service, wait_for="operation")
    assert accepted["virtual_machine"]["status"] == "RoleStateUnknown"
    assert service.monotonic() - began < 100
    done = run_machine(service)
    assert done["virtual_machine"]["status"] == "ReadyRole" and not done["changed"]
    assert 180 < service.monotonic() - began < 260


def test_timeout_reports_state_and_resumes(make_service: Callable[..., Service]) -> None:
    """Regression 25."""
    service = make_service("recorded")
    create_services(service)
    with pytest.raises(OperationTimeoutError, match="virtual machine web1: RoleStateUnknown after 90 seconds"):
        run_machine(service, wait_timeout=90)
    service.pop_requests()
    done = run_machine(service)
    assert done["virtual_machine"]["status"] == "ReadyRole"
    assert not done["changed"] and service.writes() == []


def test_pending_creation_is_waited_for(make_service: Callable[..., Service]) -> None:
    """The second run waits for the machine that the first run began to create."""
    service = make_service("recorded")
    create_services(service)
    run_machine(service, wait=False)
    done = run_machine(service)
    assert done["virtual_machine"]["status"] == "ReadyRole"
    assert machine_names(service) == ["web1"]


def test_port_conflict_fails_asynchronously(shop: Service) -> None:
    """Regression 2."""
    run_machine(shop, endpoints=[SSH])
    with pytest.raises(OperationFailedError, match="Port 2200 is already in use") as raised:
        run_machine(shop, "web2", endpoints=[SSH])
    assert raised.value.details["error"]["code"] == "BadRequest"
    assert machine_names(shop) == ["web1"]


def test_five_machines_created_concurrently(make_service: Callable[..., Service]) -> None:
    """Regression 3: the first makes the deployment, the lock is waited for by name, and all are there in the end."""
    service = make_service("polls:2")
    create_services(service)
    wanted = [f"web{number}" for number in range(5)]
    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(lambda name: run_machine(service, name), wanted))
    assert all(result["changed"] for result in results)
    assert sorted(machine_names(service)) == wanted
    assert sum(len(result.get("lock_waits", [])) for result in results) > 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"linux": {"user_name": "me", "user_password": "short"}}, "user_password is hidden here, but it must have 6"),
        ({"linux": {"user_name": "root", "user_password": PASSWORD}}, "user_name is 'root', but the service does not"),
        ({"endpoints": [SSH, {**SSH}]}, "each has a name of its own, and 'ssh' is there twice"),
        ({"endpoints": [SSH, {**SSH, "name": "b"}]}, "public port 2200 is there twice for tcp"),
        ({"endpoints": [{**SSH, "port": 70000}]}, "port is 70000, and a port is a number from 1 to 65535"),
        ({"name": "no good"}, "name is 'no good'"),
        (
            {"endpoints": [{**SSH, "endpoint_acl": {"rules": [{**RULE, "remote_subnet": "10.0/8"}]}}]},
            "of ssh remote_subnet is '10.0/8', and a subnet is written as 10.0.0.0/8",
        ),
        ({"static_virtual_network_ip_address": "10.0"}, "ip_address is '10.0', but it must be an address: 10.0.0.4"),
        ({"data_disks": [{"lun": 0, "name": "a"}, {"name": "b"}]}, "two of them are at lun 0"),
        ({"data_disks": [{"lun": 64, "name": "a"}]}, "a lun is from 0 to 63, and one is 64"),
        ({"data_disks": [{"logical_disk_size_in_gb": 0}]}, "at lun 0 logical_disk_size_in_gb is 0, and may be from 1"),
        ({"data_disks": [{"logical_disk_size_in_gb": 1024}]}, "is 1024, and may be from 1 to 1023"),
        ({"data_disks": [{"media_link": "vhds/x.vhd"}]}, "at lun 0 its media_link is 'vhds/x.vhd', but it must be the"),
        ({"os_disk": {"media_link": "vhds/x.vhd"}}, "its media_link is 'vhds/x.vhd', but it must be the URL"),
        (
            {
                "linux": None,
                "windows": {"admin_username": "me", "admin_password": PASSWORD, "time_zone": "Pacific Time"},
            },
            "time_zone is 'Pacific Time', but Windows has no time zone of that name: did you mean Pacific Standard",
        ),
    ],
)
def test_invalid_option_sends_no_request(shop: Service, options: dict[str, Any], sentence: str) -> None:
    """Regression 8: nothing was created."""
    with pytest.raises(InvalidOptionError, match=sentence) as raised:
        run_machine(shop, **options)
    assert not [word for word in ("Canary", "short", "None") if word in str(raised.value)]
    assert shop.pop_requests() == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"linux": {"user_name": "me"}}, "nobody could log in to virtual machine web1"),
        ({"image": None}, "creating it needs one of image, vm_image_name, os_disk with name"),
        ({"linux": None}, "which needs linux or windows"),
        ({"storage_account": None}, "which needs storage_account or os_disk.media_link"),
        (
            {"windows": {"admin_username": "me", "admin_password": PASSWORD}},
            "virtual machine web1 cannot be both linux and windows",
        ),
    ],
)
def test_incomplete_options_are_refused(shop: Service, options: dict[str, Any], sentence: str) -> None:
    for check in (True, False):
        with pytest.raises(PreconditionError, match=sentence):
            run_machine(shop, check=check, **options)
    assert shop.writes() == []


def test_login_is_required_unless_allowed(shop: Service) -> None:
    locked = {"user_name": "me", "user_password": PASSWORD, "disable_ssh_password_authentication": True}
    with pytest.raises(PreconditionError, match="nobody could log in"):
        run_machine(shop, linux={**locked})
    assert run_machine(shop, linux=locked, allow_no_login=True)["changed"]
    with pytest.raises(ServiceError, match="UserPassword is missing"):
        run_machine(shop, "web2", linux={"user_name": "me"}, allow_no_login=True)


def test_latest_image_of_family(shop: Service) -> None:
    made = run_machine(shop, image={"family": "Ubuntu Server 15.04"})["virtual_machine"]
    assert made["os_disk"]["source_image_name"].endswith("Ubuntu-15_04-amd64-server-20150616.1-en-us-30GB")
    assert run_machine(shop, image={"family": "Ubuntu Server 15.04"})["changed"] is False
    older = run_machine(shop, "web2", image={"name_pattern": "OpenLogic-CentOS-62"})["virtual_machine"]
    assert older["os_disk"]["source_image_name"] == GUIDE
    with pytest.raises(InvalidOptionError, match="the service has no such image"):
        run_machine(shop, "web3", image={"label": "BeOS"})


def test_account_that_is_being_created_is_not_suggested(shop: Service) -> None:
    name = f"{shop.name[:20]}new"
    shop.seed("storage_account", name, {"name": name, "status": "Creating", "location": "West US"})
    with pytest.raises(PreconditionError, match=f"there is no storage account {name}$"):
        run_machine(shop, storage_account=name)


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"image": {"family": "Ubuntu Server 15.40"}}, "did you mean Ubuntu Server 15.04"),
        ({"image": {"name": GUIDE.replace("CentOS", "CentSO")}}, f"there is no OS image .*: did you mean {GUIDE}"),
        ({"storage_account": "{name}x"}, "there is no storage account {name}x: did you mean {name}?"),
        ({"storage_account": "other"}, "there is no storage account other$"),
        (
            {"image": None, "linux": None, "vm_image_name": "goldne"},
            "no VM image goldne: did you mean golden?",
        ),
    ],
)
def test_close_names_are_suggested_before_anything_is_sent(shop: Service, options: dict[str, Any], hint: str) -> None:
    shop.seed("vm_image", "golden", {"name": "golden"})
    given: dict[str, Any] = {
        key: value.format(name=shop.name) if isinstance(value, str) else value for key, value in options.items()
    }
    shop.pop_requests()
    with pytest.raises(AzureError, match=hint.format(name=shop.name)):
        run_machine(shop, "web3", **given)
    assert shop.writes() == []


def test_windows_with_winrm(shop: Service) -> None:
    windows = {
        "admin_username": "shopkeeper",
        "admin_password": PASSWORD,
        "winrm": {"listeners": [{"protocol": "Https"}]},
    }
    made = run_machine(shop, image={"family": "Windows Server 2012 R2 Datacenter"}, linux=None, windows=windows)
    assert made["virtual_machine"]["os_disk"]["os"] == "Windows"
    assert len(made["virtual_machine"]["default_winrm_certificate_thumbprint"]) == 40
    with pytest.raises(PreconditionError, match="needs windows.computer_name, since of its name it must have 1 to 15"):
        run_machine(shop, "a-name-that-is-too-long", image={"name": "x"}, linux=None, windows=windows)


def test_create_from_existing_disk(shop: Service) -> None:
    made = run_machine(shop)["virtual_machine"]
    shop.run("virtual_machine", service_name=shop.name, name="web1", state="absent", delete_empty="deployment")
    disk = {"name": made["os_disk"]["name"]}
    again = run_machine(shop, image=None, linux=None, storage_account=None, os_disk=disk)["virtual_machine"]
    assert again["os_disk"]["media_link"] == made["os_disk"]["media_link"]


def test_secrets_are_redacted(shop: Service) -> None:
    """Regression 20: canaries are planted in a password and in custom data, and found nowhere."""
    linux = {"user_name": "shopkeeper", "user_password": PASSWORD, "custom_data": "Canary in custom data"}
    parameter = {"key": "k", "value": "Q2FuYXJ5", "type": "Private"}
    extension = {"reference_name": "r", "publisher": "p", "name": "n", "version": "1.*", "parameters": [parameter]}
    results = [
        run_machine(shop, check=True, linux=linux, extensions=[extension]),
        run_machine(shop, linux=linux, extensions=[extension]),
    ]
    deployment = shop.stored("deployment", f"{shop.name}/{shop.name}")
    everything = f"{results}{shop.journal()}{shop.progress}{shop.warnings}{deployment}"
    for canary in ("Canary", "Q2FuYXJ5"):
        assert canary not in everything


def test_reserved_ip_and_core_quota(shop: Service) -> None:
    shop.run("reserved_ip", name="front", location="West US")
    made = run_machine(shop, reserved_ip_name="front", endpoints=[SSH])["virtual_machine"]
    (address,) = shop.run("reserved_ip_info", name="front")["reserved_ips"]
    assert (made["virtual_ip"], made["reserved_ip_name"]) == (address["address"], "front")
    with pytest.raises(ServiceError, match="'cores count' was exceeded.*the current count is 1"):
        run_machine(shop, "big", role_size="Standard_G5")


def test_load_balanced_set_shares_port(shop: Service) -> None:
    for name in ("web1", "web2"):
        run_machine(shop, name, endpoints=[{**WEB}])
    other = {"name": "web", "local_port": 8080, "port": 80, "load_balanced_endpoint_set_name": "other"}
    for endpoint in (other, {"name": "web", "local_port": 8080, "port": 80}):
        with pytest.raises(OperationFailedError, match="Port 80 is already in use"):
            run_machine(shop, "web3", endpoints=[endpoint])
    assert machine_names(shop) == ["web1", "web2"]


def test_disk_stays_attached_after_delete(make_service: Callable[..., Service]) -> None:
    service = make_service("recorded")
    create_services(service)
    run_machine(service)
    service.run("virtual_machine", service_name=service.name, name="web1", state="absent", delete_empty="deployment")
    (disk,) = service.run("disk_info")["disks"]
    assert disk["attached_to"]["role_name"] == "web1"
    service.sleep(106)
    (disk,) = service.run("disk_info")["disks"]
    assert disk["attached_to"] is None


def test_ssh_key_requires_certificate(shop: Service) -> None:
    thumbprint = "A" * 40
    keys = [{"fingerprint": thumbprint, "path": "/home/me/.ssh/authorized_keys"}]
    linux = {"user_name": "me", "ssh": {"public_keys": keys}}
    with pytest.raises(ServiceError, match=f"The certificate with thumbprint {thumbprint} was not found"):
        run_machine(shop, linux={**linux})
    shop.seed("service_certificate", f"{shop.name}/{thumbprint}", {"thumbprint": thumbprint})
    assert run_machine(shop, linux=linux)["virtual_machine"]["status"] == "ReadyRole"


@pytest.mark.parametrize(
    ("options", "needed"),
    [
        ({"linux": {"user_password": PASSWORD}}, "linux with user_name"),
        ({"linux": None, "windows": {"computer_name": "web1"}}, "windows with admin_username and admin_password"),
    ],
)
def test_only_new_machine_needs_login(shop: Service, options: dict[str, Any], needed: str) -> None:
    with pytest.raises(PreconditionError, match=f"web1 does not exist, and creating it needs {needed}"):
        run_machine(shop, check=True, **options)
    run_machine(shop)
    assert run_machine(shop, **options)["changed"] is False
