# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses of 127.64.0.0/10: each is given once, and stays as long as its deployment or reservation."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.core.errors import ErrorResponse
from ansible_collections.classic.azure.emulator.core.store import Store
from ansible_collections.classic.azure.emulator.live import addresses
from ansible_collections.classic.azure.emulator.live.addresses import (
    RANGE,
    AddressPool,
    NoAddresses,
    block_of,
    given_addresses,
    is_loopback,
)
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.emulator.live.running import LiveEmulator, state_of
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import run_machine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all addresses of 127.0.0.0/8")
SSH = {"name": "ssh", "local_port": 22, "port": 2200}


@pytest.fixture
def make_pool() -> Iterator[Callable[..., AddressPool]]:
    made: list[AddressPool] = []

    def make(workdir: Path, *given: str) -> AddressPool:
        made.append(AddressPool())
        made[-1].open(workdir, given)
        return made[-1]

    yield make
    for pool in made:
        pool.close()


def test_two_emulators_have_different_blocks(make_pool: Callable[..., AddressPool], tmp_path: Path) -> None:
    one, two = make_pool(tmp_path), make_pool(tmp_path)
    assert one.blocks != two.blocks
    assert all(block.subnet_of(RANGE) for block in (*one.blocks, *two.blocks))


def test_folder_gets_the_same_block_again(make_pool: Callable[..., AddressPool], tmp_path: Path) -> None:
    pool = make_pool(tmp_path)
    blocks = pool.blocks
    pool.close()
    assert make_pool(tmp_path).blocks == blocks


def test_state_gets_its_block_again(make_pool: Callable[..., AddressPool], tmp_path: Path) -> None:
    """Also in another folder."""
    (block,) = make_pool(tmp_path / "one").blocks
    with pytest.raises(
        NoAddresses, match=f"^the state has addresses of {block}, which another emulator on this machine"
    ):
        make_pool(tmp_path / "two", str(block[7]))
    other = next(each for each in addresses.BLOCKS if each != block)
    assert make_pool(tmp_path / "two", str(other[9]), "198.18.3.4", "23.96.1.1").blocks == [other]


def test_nothing_is_left_of_a_pool_that_cannot_open(make_pool: Callable[..., AddressPool], tmp_path: Path) -> None:
    (taken,) = make_pool(tmp_path / "one").blocks
    free = next(each for each in addresses.BLOCKS if each < taken) if taken != addresses.BLOCKS[0] else None
    if free:
        with pytest.raises(NoAddresses):
            make_pool(tmp_path / "two", str(free[1]), str(taken[1]))
        assert make_pool(tmp_path / "two", str(free[1])).blocks == [free]


def test_all_blocks_taken(
    make_pool: Callable[..., AddressPool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "BLOCKS", make_pool(tmp_path).blocks)
    with pytest.raises(NoAddresses, match=r"^all addresses of 127\.64\.0\.0/10 are taken by other emulators"):
        make_pool(tmp_path / "two")


def test_each_address_is_given_once(make_pool: Callable[..., AddressPool], tmp_path: Path) -> None:
    pool, store = make_pool(tmp_path), Store()
    given = [pool.new_address(store) for _each in range(2000)]
    assert len(set(given)) == 2000
    assert all(ipaddress.ip_address(each) in pool.blocks[0] and each.rpartition(".")[2] != "0" for each in given)


def test_used_addresses_are_not_given(
    make_pool: Callable[..., AddressPool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "BLOCK_PREFIX", 30)
    block = ipaddress.IPv4Network("127.100.0.4/30")
    monkeypatch.setattr(addresses, "BLOCKS", [block])
    pool, store = make_pool(tmp_path), Store()
    store.put("s", "deployment", "a/b", {"name": "b", "vip": "127.100.0.4"})
    store.put("s", "deployment", "a/c", {"name": "c", "virtual_ips": [{"address": "127.100.0.5"}]})
    store.put("s", "reserved_ip", "r", {"name": "r", "address": "127.100.0.6"})
    assert given_addresses(store) == {"127.100.0.4", "127.100.0.5", "127.100.0.6"}
    assert {pool.new_address(store) for _each in range(8)} == {"127.100.0.7"}
    store.put("s", "reserved_ip", "q", {"name": "q", "address": "127.100.0.7"})
    with pytest.raises(ErrorResponse, match="are in use"):
        pool.new_address(store)


@pytest.mark.parametrize(
    ("address", "block", "loopback"),
    [
        ("127.64.0.1", "127.64.0.0/20", True),
        ("127.127.255.255", "127.127.240.0/20", True),
        ("127.128.0.1", None, True),
        ("127.0.0.1", None, True),
        ("198.18.0.1", None, False),
        ("128.0.0.1", None, False),
        ("::1", None, False),
        ("localhost", None, False),
        ("", None, False),
    ],
)
def test_blocks_of_addresses(address: str, block: str | None, loopback: bool) -> None:
    found = block_of(address)
    assert (found and str(found)) == block
    assert is_loopback(address) is loopback


def shop(service: Service) -> HostedService:
    return HostedService(service)


def address_of(service: Service) -> str | None:
    (deployment,) = service.run("deployment_info", service_name=service.name)["deployments"]
    return next((str(each["address"]) for each in deployment["virtual_ips"] or []), None)


def test_address_goes_with_the_last_machine(live: LiveEmulator) -> None:
    service = live.service
    shop(service)
    run_machine(service, "web1", endpoints=[SSH])
    run_machine(service, "web2", endpoints=[{**SSH, "port": 2201}])
    first = address_of(service)
    assert first and block_of(first)
    run_machine(service, "web1", state="deallocated")
    live.wait_for_state(first, 2200, "closed")
    assert (state_of(first, 2201), address_of(service)) == ("resets", first)
    run_machine(service, "web2", state="deallocated")
    live.wait_for_state(first, 2201, "closed")
    assert address_of(service) is None
    run_machine(service, "web2", state="running")
    second = address_of(service)
    assert second and second != first
    live.wait_for_state(second, 2201, "resets")


def test_reserved_address_stays(live: LiveEmulator) -> None:
    service = live.service
    shop(service)
    reserved = service.run("reserved_ip", name="web", location="West US")["reserved_ip"]["address"]
    assert block_of(reserved)
    run_machine(service, "web1", endpoints=[SSH], reserved_ip_name="web")
    assert address_of(service) == reserved
    run_machine(service, "web1", state="deallocated")
    live.wait_for_state(reserved, 2200, "closed")
    run_machine(service, "web1", state="running")
    assert address_of(service) == reserved
    live.wait_for_state(reserved, 2200, "resets")


def test_reserved_address_of_a_running_site_stays(live: LiveEmulator) -> None:
    """Whatever is done to its machines afterwards."""
    service = live.service
    shop(service)
    run_machine(service, "web1", endpoints=[SSH])
    run_machine(service, "web2", endpoints=[{**SSH, "port": 2201}])
    given: dict[str, Any] = {
        "name": "web",
        "location": "West US",
        "service_name": service.name,
        "deployment_name": service.name,
    }
    reserved = service.run("reserved_ip", **given)["reserved_ip"]["address"]
    other = service.run("reserved_ip", name="other", location="West US")["reserved_ip"]["address"]
    assert (address_of(service), reserved != other) == (reserved, True)
    service.run("reserved_ip", name="web", location="West US", state="released")
    service.run("reserved_ip", **{**given, "name": "other"})
    run_machine(service, "web1", state="deallocated")
    assert address_of(service) == other
    live.wait_for_state(other, 2201, "resets")


def test_restart_with_state_keeps_addresses(make_live: Callable[..., LiveEmulator], tmp_path: Path) -> None:
    state = tmp_path / "state"
    before = make_live(state=state)
    shop(before.service)
    run_machine(before.service, "web1", endpoints=[SSH])
    address = address_of(before.service)
    assert address
    before.wait_for_state(address, 2200, "resets")
    before.emulator.do(before.hosting.close)
    before.emulator.do(before.emulator.cloud.store.close)
    assert state_of(address, 2200) == "closed"
    after = make_live(state=state)
    after.wait_for_state(address, 2200, "resets")
    assert [key.rpartition("/")[2] for key in after.status()["machines"]] == ["web1"]


def test_loaded_state_of_another_emulator_is_reported(make_live: Callable[..., LiveEmulator], tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    one, two = make_live(), make_live(workdir=tmp_path / "two")
    shop(one.service)
    run_machine(one.service, "web1", endpoints=[SSH])
    address = address_of(one.service)
    assert address
    saved = one.emulator.do(one.emulator.cloud.save)
    two.emulator.do(two.emulator.cloud.load, saved)
    two.settle()
    (sentence,) = two.status()["failures"]
    assert sentence.startswith(f"{address}:2200 does not listen: the state has addresses of {block_of(address)}, which")
    assert (two.status()["listeners"], one.status()["listeners"]) == ([], [f"{address}:2200"])
