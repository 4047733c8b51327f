# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Web and worker instances answer at their public ports, and follow upgrades, swaps, scaling and suspension."""

from __future__ import annotations

import http.client
import socket
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.live.web import public_settings
from ansible_collections.classic.azure.tests.unit.emulator.live.running import (
    UNREACHABLE,
    LiveEmulator,
    ask,
    eventually,
    receive_all,
)
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService

PORT = 8080
WEB = {"name": "web", "endpoints": [{"name": "http", "port": PORT, "local_port": 80}]}


class Shop(HostedService):
    """A hosted service whose packages have an endpoint."""

    def __init__(self, live: LiveEmulator) -> None:
        super().__init__(live.service)
        self.live = live
        for version in ("v1", "v2"):
            live.service.register_package(self.url(f"{version}.cspkg"), WEB, {"name": "worker"}, upgrade_domains=2)

    def address(self, name: str = "v1") -> str:
        return str(self.deployment(name)["virtual_ips"][0]["address"])

    def answer(self, address: str) -> dict[str, Any]:
        self.live.settle()
        status, document = ask(address, PORT)
        assert status == 200
        return dict(document)

    def instances_that_answer(self, address: str, tries: int = 12) -> set[str]:
        return {self.answer(address)["instance"] for _try in range(tries)}


@pytest.fixture
def shop(live: LiveEmulator) -> Shop:
    return Shop(live)


def test_instances_answer_in_turn(shop: Shop) -> None:
    shop.deploy(label="first")
    address = shop.address()
    assert address.startswith("127.") and 64 <= int(address.split(".")[1]) < 128
    answer = shop.answer(address)
    assert answer == {
        "service": shop.name,
        "deployment": "v1",
        "label": "first",
        "slot": "Production",
        "role": "web",
        "instance": answer["instance"],
        "version": "first",
        "package": f"{shop.name}.blob.core.windows.net/deployments/v1.cspkg",
        "upgrade_domain": int(answer["instance"][-1]),
        "fault_domain": int(answer["instance"][-1]),
        "settings": {"Greeting": "Hello"},
    }
    assert shop.instances_that_answer(address) == {"web_IN_0", "web_IN_1"}
    connection = http.client.HTTPConnection(address, PORT, timeout=10)
    for method, path in (("HEAD", "/"), ("POST", "/any"), ("GET", "/health?x=1")):
        connection.request(method, path, body=b"x" if method == "POST" else None)
        response = connection.getresponse()
        assert response.status == 200 and response.getheader("Content-Type") == "application/json"
        assert bool(response.read()) is (method != "HEAD")
    connection.close()


@pytest.mark.parametrize(
    ("name", "value", "is_public"),
    [
        ("Greeting", "Hello", True),
        ("Version", "2.1", True),
        ("Url", "https://shop.example/api?page=1", True),
        ("AdminPassword", "x", False),
        ("DbPwd", "x", False),
        ("ClientSecret", "x", False),
        ("ApiKey", "x", False),
        ("Microsoft.WindowsAzure.Plugins.Diagnostics.ConnectionString", "x", False),
        ("Connection String", "x", False),
        ("SasToken", "x", False),
        ("Storage", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=eA==", False),
        ("Bus", "Endpoint=sb://a/;SharedAccessKeyName=r;x=", False),
        ("Db", "Server=tcp:a;User ID=b;Password=c", False),
        ("Blob", "https://a.blob.core.windows.net/c?sv=2012&sig=abc", False),
        ("Proxy", "http://user:pass@proxy:3128/", False),
        ("Pem", "-----BEGIN PRIVATE KEY-----", False),
    ],
)
def test_settings_that_may_be_secret_are_left_out(name: str, value: str, is_public: bool) -> None:
    assert public_settings({name: value}) == ({name: value} if is_public else {})


def test_secret_settings_are_not_answered(shop: Shop) -> None:
    configuration = shop.configuration()
    configuration["roles"]["web"]["settings"] = {"Version": "7", "Db": "Password=C4nary", "ApiKey": "C4nary"}
    shop.deploy(configuration=configuration)
    answer = shop.answer(shop.address())
    assert answer["settings"] == {"Version": "7"} and answer["version"] == "7"
    assert "C4nary" not in str(shop.live.status())


def test_swap_exchanges_what_addresses_answer(shop: Shop) -> None:
    shop.deploy("v1", label="one")
    shop.deploy("v2", label="two", slot="staging")
    production, staging = shop.address("v1"), shop.address("v2")
    assert production != staging
    assert (shop.answer(production)["version"], shop.answer(staging)["version"]) == ("one", "two")
    shop.run("deployment_swap", production="v2")
    answers = shop.answer(production), shop.answer(staging)
    assert [(each["version"], each["slot"]) for each in answers] == [("two", "Production"), ("one", "Staging")]


def test_host_names_lead_to_addresses(shop: Shop) -> None:
    shop.deploy("v1")
    shop.deploy("v2", slot="staging")
    shop.live.settle()
    hosts = (shop.live.hosting._workdir / "hosts").read_text().splitlines()[1:]
    staging = shop.deployment("v2")
    assert set(hosts) == {
        f"{shop.address('v1')} {shop.name}.cloudapp.net",
        f"{shop.address('v2')} {staging['private_id']}.cloudapp.net",
    }


def test_scaling_shows_at_once(shop: Shop) -> None:
    shop.deploy()
    address = shop.address()
    shop.deploy(configuration=shop.configuration(web=3))
    assert shop.instances_that_answer(address) == {"web_IN_0", "web_IN_1", "web_IN_2"}
    shop.deploy(configuration=shop.configuration(web=1))
    assert shop.instances_that_answer(address) == {"web_IN_0"}


def test_suspended_deployment_resets(shop: Shop) -> None:
    shop.deploy()
    address = shop.address()
    kept = socket.create_connection((address, PORT))
    kept.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert kept.recv(4096)
    shop.change(status="suspended")
    shop.live.wait_for_state(address, PORT, "resets")
    with kept, pytest.raises(ConnectionResetError):
        receive_all(kept)
    shop.change(status="running")
    shop.live.wait_for_state(address, PORT, "answers")


def test_deleted_deployment_closes_its_ports(shop: Shop) -> None:
    shop.deploy()
    address = shop.address()
    shop.answer(address)
    shop.change(state="absent")
    shop.live.wait_for_state(address, PORT, "closed")
    assert shop.live.status()["listeners"] == []


def test_instance_that_never_gets_ready_is_not_asked(live: LiveEmulator) -> None:
    shop = Shop(live)
    live.service.register_package(shop.url("v1.cspkg"), {**WEB, "final_status": "FailedStartingRole"})
    configuration = {"service_name": "Shop", "roles": {"web": {"instances": 1}}}
    shop.run("deployment", name="v1", package_url=shop.url("v1.cspkg"), configuration=configuration, wait=False)
    live.service.sleep(1000)
    address = eventually(lambda: [each["address"] for each in shop.deployment()["virtual_ips"] or []])[0]
    live.wait_for_state(address, PORT, "resets")
    with pytest.raises(UNREACHABLE):
        ask(address, PORT)


def test_upgrade_by_hand_changes_one_domain_after_the_other(shop: Shop) -> None:
    shop.deploy("v1", label="one")
    address = shop.address()
    shop.change(
        "v1",
        package_url=shop.url("v2.cspkg"),
        configuration=shop.configuration(),
        label="two",
        upgrade_mode="manual",
    )

    def versions() -> dict[str, str]:
        answers = [shop.answer(address) for _try in range(12)]
        return {answer["instance"]: answer["version"] for answer in answers}

    assert versions() == {"web_IN_0": "one", "web_IN_1": "one"}
    shop.run("deployment_upgrade", name="v1", state="walked", upgrade_domain=0)
    assert versions() == {"web_IN_0": "two", "web_IN_1": "one"}
