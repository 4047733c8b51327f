# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DNS servers: added to a deployment, changed, deleted, and listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    OperationFailedError,
    PreconditionError,
)
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import (
    create_services,
    run_machine,
)


@pytest.fixture
def shop(service: Service) -> Service:
    """A subscription with a virtual machine in production, in a deployment that is called as its hosted service."""
    create_services(service)
    run_machine(service)
    service.pop_requests()
    return service


def run(service: Service, name: str = "one", check: bool = False, **options: Any) -> dict[str, Any]:
    return service.run("dns_server", check=check, **{"service_name": service.name, "name": name, **options})


def listed(service: Service, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = service.run("dns_server_info", service_name=service.name, **options)["dns_servers"]
    return found


def predicted(service: Service, **options: Any) -> dict[str, Any]:
    """The result of a task that did what check mode foresaw, and does nothing when it is run again."""
    planned = run(service, check=True, **options)
    assert service.writes() == []
    done = run(service, **options)
    assert service.writes() == done["requests"] != []
    for part in ("changed", "requests", "diff", "dns_server"):
        assert planned.get(part) == done.get(part)
    service.pop_requests()
    again = run(service, **options)
    assert (again["changed"], again["requests"], again.get("dns_server")) == (False, [], done.get("dns_server"))
    assert service.writes() == []
    return done


@pytest.mark.parametrize("is_named", [False, True])
def test_lifecycle_is_idempotent(shop: Service, is_named: bool) -> None:
    deployment: dict[str, Any] = {"deployment_name": shop.name} if is_named else {}
    added = predicted(shop, address="10.1.0.4", **deployment)
    assert added["requests"] == ["AddDnsServer"] and added["diff"]["before"] == {}
    assert added["dns_server"] == {"name": "one", "address": "10.1.0.4", "deployment_name": shop.name}
    assert listed(shop, **deployment) == [added["dns_server"]]

    changed = predicted(shop, address="10.1.0.5", **deployment)
    assert changed["requests"] == ["UpdateDnsServer"]
    deployment_in_header = f" of deployment {shop.name}" if is_named else ""
    header = f"DNS server one{deployment_in_header} of hosted service {shop.name}"
    mentioned = {"name": "one", **deployment}
    assert changed["diff"] == {
        "before_header": header,
        "after_header": header,
        "before": {**mentioned, "address": "10.1.0.4"},
        "after": {**mentioned, "address": "10.1.0.5"},
    }
    assert run(shop, **deployment)["changed"] is False

    deleted = predicted(shop, state="absent", **deployment)
    assert deleted["requests"] == ["DeleteDnsServer"] and deleted["diff"]["after"] == {}
    assert listed(shop) == []


def test_second_run_sends_one_read(shop: Service) -> None:
    run(shop, address="10.1.0.4")
    shop.pop_requests()
    run(shop, address="10.1.0.4")
    assert shop.pop_requests() == ["GetDeploymentBySlot"]


def test_other_servers_are_unchanged(shop: Service) -> None:
    for name, address in (("one", "10.1.0.4"), ("two", "2001:db8::4")):
        run(shop, name, address=address)
    run(shop, "one", address="10.1.0.5")
    assert [(each["name"], each["address"]) for each in listed(shop)] == [("one", "10.1.0.5"), ("two", "2001:db8::4")]
    assert [each["address"] for each in listed(shop, name="two")] == ["2001:db8::4"]
    assert listed(shop, name="three") == []
    run(shop, "one", state="absent")
    assert [each["name"] for each in listed(shop)] == ["two"]


def test_names_ignore_case(shop: Service) -> None:
    run(shop, "Läden & Lager", address="10.1.0.4")
    there: dict[str, Any] = {"name": "LÄDEN & lager", "deployment_name": shop.name.upper()}
    assert run(shop, **there, address="10.1.0.4")["changed"] is False
    assert run(shop, **there, address="10.1.0.5")["dns_server"]["name"] == "Läden & Lager"
    assert len(listed(shop, name="läden & lager")) == 1
    assert run(shop, **there, state="absent")["requests"] == ["DeleteDnsServer"]


@pytest.mark.parametrize("check", [True, False])
def test_missing_deployment_is_refused(service: Service, check: bool) -> None:
    places: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "deployment in production"),
        ({"deployment_name": "nosuch"}, "deployment nosuch"),
    )
    for options, missing in places:
        sentence = f"DNS server one cannot be added: hosted service {service.name} has no {missing}"
        if check:
            predicted = run(service, check=True, address="10.1.0.4", **options)
            assert (predicted["missing_references"], predicted["requests"]) == ([sentence], ["AddDnsServer"])
        else:
            with pytest.raises(PreconditionError) as raised:
                run(service, address="10.1.0.4", **options)
            assert str(raised.value) == sentence
        assert run(service, check=check, state="absent", **options)["changed"] is False
        assert listed(service, **options) == listed(service, name="one", **options) == []
    assert service.writes() == []


def test_package_deployment_is_refused(service: Service) -> None:
    shop = HostedService(service)
    shop.deploy()
    service.pop_requests()
    for check in (True, False):
        with pytest.raises(PreconditionError, match="deployment v1 .* is one of web and worker roles, and only"):
            run(service, check=check, address="10.1.0.4")
    assert run(service, state="absent")["changed"] is False
    assert listed(service) == [] and service.writes() == []


def test_creation_needs_an_address(shop: Service) -> None:
    with pytest.raises(PreconditionError, match="DNS server one does not exist, and creating it needs address"):
        run(shop)
    assert shop.writes() == []


@pytest.mark.parametrize(
    ("option", "value", "rule"),
    [
        ("address", "nowhere", "an IP address"),
        ("address", "10.1.0.0/24", "an IP address"),
        ("name", "", "at least one character"),
        ("name", "bell\a", "no control characters"),
    ],
)
def test_invalid_option_sends_no_request(shop: Service, option: str, value: str, rule: str) -> None:
    with pytest.raises(InvalidOptionError, match=f"^{option} is .*, but it must .*{rule}") as raised:
        run(shop, **dict[str, Any]({"address": "10.1.0.4", option: value}))
    assert raised.value.option == option
    assert shop.pop_requests() == []


def test_operation_and_lock_are_waited_for(make_service: Callable[..., Service]) -> None:
    service = make_service("recorded")
    create_services(service)
    run_machine(service)
    began = service.monotonic()
    started = run(service, address="10.1.0.4", wait=False)
    assert len(started["operation_ids"]) == 1 and "dns_server" not in started and listed(service) == []
    added = run(service, address="10.1.0.4")
    assert added["lock_waits"] and added["dns_server"]["address"] == "10.1.0.4"
    assert service.monotonic() - began >= 20
    service.progress.clear()
    run(service, "two", address="10.1.0.5")
    assert "DNS server two: creating, AddDnsServer (usually 20 s)" in service.progress


def test_ambiguous_write_is_resolved(shop: Service) -> None:
    shop.inject_fault("cut_after", "AddDnsServer")
    assert run(shop, address="10.1.0.4")["requests"] == ["AddDnsServer"]
    assert len(listed(shop)) == 1
    assert shop.writes() == ["AddDnsServer"]


def test_failed_operation_has_service_message(shop: Service) -> None:
    shop.inject_fault("fail_operation", "AddDnsServer", message="The fabric is torn.")
    with pytest.raises(OperationFailedError, match="The fabric is torn"):
        run(shop, address="10.1.0.4")
    assert run(shop, address="10.1.0.4")["requests"] == ["AddDnsServer"]
