# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory: who is listed, how each is reached, what the cache keeps, and what one failing service costs."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.classic.azure.plugins.module_utils._asm.reports.inventory_hosts import (
    connection_vars,
    hosts,
    known_hosts_args,
)
from ansible_collections.classic.azure.tests.emulated import Service

pytestmark = pytest.mark.slow

GUIDE = {"name": "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"}
WINDOWS = {"family": "Windows Server 2012 R2 Datacenter"}
PASSWORD = "Canary-In-1-Coalmine"


@pytest.fixture
def shop(service: Service) -> Service:
    """Two hosted services: in one a machine with Linux and one with Windows, in the other one that stands still."""
    first, other = f"{service.name}a", f"{service.name}b"
    service.run("storage_account", name=service.name, location="West US")
    for name, owner in ((first, "sales"), (other, "stock")):
        service.run("hosted_service", name=name, location="West US", extended_properties={"owner": owner})
    linux = {"user_name": "shopkeeper", "user_password": PASSWORD}
    windows = {"admin_username": "shopkeeper", "admin_password": PASSWORD}
    common: dict[str, Any] = {"storage_account": service.name}
    ssh = [{"name": "anything", "local_port": 22, "port": 50022}]
    winrm = [{"name": "PowerShell", "local_port": 5986}, {"name": "web", "local_port": 80, "port": 80}]
    service.run("virtual_machine", service_name=first, name="web1", image=GUIDE, linux=linux, endpoints=ssh, **common)
    service.run(
        "virtual_machine", service_name=first, name="win1", image=WINDOWS, windows=windows, endpoints=winrm, **common
    )
    service.run("virtual_machine", service_name=other, name="web1", image=GUIDE, linux=linux, state="stopped", **common)
    service.pop_requests()
    return service


def run_inventory(service: Service, tmp_path: Path, *, environment: Any = None, **options: Any) -> dict[str, Any]:
    """What ansible-inventory makes of a source with these options. C(stderr) is what it warned of."""
    source = tmp_path / "shop.classic_azure.yml"
    given = {name: value for name, value in {**service.connection, **options}.items() if value is not None}
    source.write_text(yaml.safe_dump({"plugin": "classic.azure.virtual_machines", **given}))
    environment = {
        **os.environ,
        **(environment or {}),
        "ANSIBLE_INVENTORY_ENABLED": "classic.azure.virtual_machines",
        "HOME": str(tmp_path),
    }
    command = [str(Path(sys.executable).parent / "ansible-inventory"), "-i", str(source), "--list"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = without_tags(json.loads(done.stdout))
    return {**found, "stderr": " ".join(done.stderr.split())}


def without_tags(value: Any) -> Any:
    """Values as they are, whatever Ansible says of whether they may be templates."""
    if isinstance(value, dict):
        inner = value.get("__ansible_unsafe")
        return inner if inner is not None else {name: without_tags(each) for name, each in value.items()}
    return [without_tags(each) for each in value] if isinstance(value, list) else value


def variables(found: dict[str, Any]) -> dict[str, Any]:
    hostvars: dict[str, Any] = found["_meta"]["hostvars"]
    return hostvars


def test_hosts_of_all_services_with_public_ports(shop: Service, tmp_path: Path) -> None:
    """Regression 19: the public port of SSH is not 22, and the endpoint is not called so."""
    returned = run_inventory(shop, tmp_path)
    assert returned["stderr"] == ""
    found = variables(returned)
    first, other = f"{shop.name}a", f"{shop.name}b"
    assert set(found) == {f"web1.{first}", f"web1.{other}", "win1"}
    web = found[f"web1.{first}"]
    assert (web["ansible_host"], web["ansible_port"]) == (web["virtual_ip"], 50022)
    assert (web["location"], web["extended_properties"]["owner"]) == ("West US", "sales")
    win = found["win1"]
    port = next(each["port"] for each in win["endpoints"] if each["local_port"] == 5986)
    assert (win["ansible_connection"], win["ansible_port"], win["ansible_winrm_scheme"]) == ("winrm", port, "https")
    assert "Canary" not in json.dumps(found)
    assert shop.pop_requests() == ["ListHostedServices", "GetHostedService", "GetHostedService"]


def test_azure_variables_precede_sdk_variables(shop: Service, tmp_path: Path) -> None:
    """As they do for modules."""
    certificate = shop.connection["management_certificate"]
    ours = {"AZURE_SUBSCRIPTION_ID": shop.subscription_id, "AZURE_CERT_PATH": certificate}
    theirs = {"AZURE_MANAGEMENT_SUBSCRIPTIONID": "another", "AZURE_MANAGEMENT_CERTFILE": "/nowhere"}
    none: dict[str, Any] = {"subscription_id": None, "management_certificate": None}
    found = run_inventory(shop, tmp_path, environment={**ours, **theirs}, **none)
    assert len(variables(found)) == 3


def test_groups_filters_hostnames_and_private_addresses(shop: Service, tmp_path: Path) -> None:
    found = run_inventory(
        shop,
        tmp_path,
        connect_with="private",
        hostnames=["nothing | default('')", "service_name ~ '-' ~ name"],
        filters=["status == 'ReadyRole'"],
        keyed_groups=[{"key": "role_size", "prefix": "size"}],
        groups={"windows": "os_disk.os == 'Windows'"},
        compose={"owner": "extended_properties.owner"},
    )
    assert "DEPRECAT" not in found["stderr"]
    hostvars = variables(found)
    web, win = f"{shop.name}a-web1", f"{shop.name}a-win1"
    assert set(hostvars) == {web, win}
    assert found["windows"]["hosts"] == [win] and set(found["size_Small"]["hosts"]) == {web, win}
    assert hostvars[web]["owner"] == "sales"
    assert hostvars[web]["ansible_host"] == hostvars[web]["ip_address"]


def test_cache_round_trip(shop: Service, tmp_path: Path) -> None:
    """Regression 17."""
    cached: dict[str, Any] = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile"}
    cached["cache_connection"] = str(tmp_path / "cache")
    grouped = {"keyed_groups": [{"key": "service_name", "prefix": "service"}]}
    fresh = run_inventory(shop, tmp_path, **cached, **grouped)
    assert len(shop.pop_requests()) == 3
    again = run_inventory(shop, tmp_path, **cached, **grouped)
    assert again == fresh and f"service_{shop.name}a" in again
    assert shop.pop_requests() == []


def test_failing_service_warns_and_marks_hosts_incomplete(shop: Service, tmp_path: Path) -> None:
    """Regression 18: the others are listed, and nothing is lost in silence; what is not complete is not cached."""
    shop.inject_fault("internal_error", "GetHostedService", times=5)
    options: dict[str, Any] = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "parallel": 1}
    options["cache_connection"] = str(tmp_path / "cache")
    found = run_inventory(shop, tmp_path, **options)
    hostvars = variables(found)
    assert set(hostvars) == {"web1"}
    missing = hostvars["web1"]["classic_azure_incomplete"]
    assert list(missing) == [f"{shop.name}a"] and "InternalError" in missing[f"{shop.name}a"]
    assert f"hosted service {shop.name}a are missing" in found["stderr"]
    assert len(variables(run_inventory(shop, tmp_path, **options))) == 3


def test_role_instances_are_listed_on_request(service: Service) -> None:
    service.run("hosted_service", name=service.name, location="West US")
    seed_instance(service, "live", "Staging")
    assert hosts(service.client, 2, instances=False) == ([], {})
    ((host,), failures) = hosts(service.client, 2, instances=True)
    assert (host["name"], host["slot"], host["endpoints"][0]["port"], failures) == ("front_IN_0", "Staging", 80, {})


def test_same_instance_name_in_both_slots(service: Service, tmp_path: Path) -> None:
    service.run("hosted_service", name=service.name, location="West US")
    seed_instance(service, "v1", "Production")
    seed_instance(service, "v2", "Staging")
    found = run_inventory(service, tmp_path, web_and_worker_instances=True, slots=["production", "staging"])
    slots = {name: host["slot"] for name, host in variables(found).items()}
    name = f"front_IN_0.{service.name}"
    assert slots == {f"{name}.v1": "Production", f"{name}.v2": "Staging"}


def seed_instance(service: Service, deployment: str, slot: str) -> None:
    """A deployment with one instance of a web role."""
    endpoint = {"name": "web", "vip": "23.96.0.1", "public_port": 80, "local_port": 8080, "protocol": "tcp"}
    instance = {"name": "front_IN_0", "role_name": "front", "status": "ReadyRole", "endpoints": [endpoint]}
    values = {"name": deployment, "slot": slot, "status": "Running", "label": "l", "role_instances": [instance]}
    values.update(roles=[{"name": "front"}], virtual_ips=[])
    service.seed("deployment", f"{service.name}/{deployment}", values)


@pytest.mark.parametrize(
    ("host", "public", "ways"),
    [
        ({"endpoints": [], "virtual_ip": "1.2.3.4"}, True, {}),
        ({"endpoints": [{"local_port": 22, "port": 9, "protocol": "udp"}], "virtual_ip": "1.2.3.4"}, True, {}),
        ({"endpoints": [{"local_port": 22, "port": 9, "protocol": "tcp"}], "virtual_ip": None}, True, {}),
        ({"endpoints": [], "ip_address": "10.0.0.4"}, False, {"ansible_host": "10.0.0.4"}),
        ({"os_disk": {"os": "Windows"}, "ip_address": None}, False, {"ansible_connection": "winrm"}),
        (
            {"endpoints": [{"local_port": 5985, "port": 9, "protocol": "tcp"}], "ip_address": "10.0.0.4"},
            False,
            {
                "ansible_connection": "winrm",
                "ansible_host": "10.0.0.4",
                "ansible_port": 5985,
                "ansible_winrm_scheme": "http",
            },
        ),
    ],
)
def test_connection_variables(host: dict[str, Any], public: bool, ways: dict[str, Any]) -> None:
    assert connection_vars(host, public) == ways


def test_host_keys_are_verified_by_a_file(shop: Service, tmp_path: Path) -> None:
    """By SSH only, and wherever the file was named; what the user composes has precedence."""
    file = tmp_path / "known hosts 100%"
    expected = f"-o 'UserKnownHostsFile=\"{file}%\"' -o GlobalKnownHostsFile=/dev/null"
    windows, linux, stopped = "win1", f"web1.{shop.name}a", f"web1.{shop.name}b"
    for options in ({"ssh_known_hosts": str(file)}, {"ssh_known_hosts": "~/known hosts 100%"}):
        found = variables(run_inventory(shop, tmp_path, **options))
        assert found[linux]["ansible_ssh_common_args"] == expected
        assert "ansible_ssh_common_args" not in {**found[windows], **found[stopped]}
    environment = {"AZURE_SSH_KNOWN_HOSTS": str(file)}
    found = variables(
        run_inventory(shop, tmp_path, environment=environment, compose={"ansible_ssh_common_args": "'-4'"})
    )
    assert found[linux]["ansible_ssh_common_args"] == "-4"
    assert "ansible_ssh_common_args" not in variables(run_inventory(shop, tmp_path))[linux]


@pytest.mark.parametrize(
    "path", ["/srv/known_hosts", "/my files/known_hosts", "/100%/known_hosts", "/it's/known_hosts"]
)
def test_path_of_known_hosts_as_ssh_reads_it(path: str) -> None:
    if shutil.which("ssh") is None:
        pytest.skip("ssh is missing: install OpenSSH's client")
    command = ["ssh", "-F", "none", "-G", *shlex.split(known_hosts_args(path)), "host.example"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert f"userknownhostsfile {path}" in lines and "globalknownhostsfile /dev/null" in lines


def test_password_of_broken_proxy_is_hidden(service: Service, tmp_path: Path) -> None:
    """Of a password that no URL can hold, urllib3 quotes a part as a host."""
    proxies = {"HTTPS_PROXY": "http://me:C4na/ry@127.0.0.1:1", "NO_PROXY": "", "no_proxy": ""}
    done = run_inventory(service, tmp_path, environment=proxies)
    assert "the virtual machines cannot be listed" in done["stderr"]
    assert "C4na" not in done["stderr"]
