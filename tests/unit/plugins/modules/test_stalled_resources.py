# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources that stay in a transient state: waited for while an operation works on them, and no longer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    OperationFailedError,
    OperationTimeoutError,
    StalledError,
)
from ansible_collections.classic.azure.tests.emulated import Service

pytestmark = pytest.mark.slow

CREATIONS = pytest.mark.parametrize(
    ("module", "operation", "status"),
    [
        ("storage_account", "CreateStorageService", "ResolvingDns"),
        ("reserved_ip", "CreateReservedIP", "Creating"),
    ],
)


def seed_stalled(service: Service, module: str, status: str) -> None:
    """Store a resource in a transient state without an operation, as a service that lost it would show it."""
    service.run(module, name=service.name, location="West US")
    value = service.stored(module, service.name)
    assert value
    service.seed(module, service.name, {**value, "status": status})


@CREATIONS
def test_stalled_creation_is_not_waited_for(
    make_service: Callable[..., Service], module: str, operation: str, status: str
) -> None:
    service = make_service("recorded")
    seed_stalled(service, module, status)
    service.pop_requests()
    began = service.monotonic()
    with pytest.raises(StalledError, match=f"is {status}, and no operation of the service works on it") as raised:
        service.run(module, name=service.name, location="West US", wait_timeout=3600)
    assert 120 <= service.monotonic() - began < 180
    assert raised.value.result["changed"] is False
    assert service.pop_requests().count("ListSubscriptionOperations") == 2


@CREATIONS
def test_hanging_operation_is_waited_for(
    make_service: Callable[..., Service], module: str, operation: str, status: str
) -> None:
    """While an operation works on the resource, the task waits for as long as it may."""
    service = make_service("recorded")
    service.inject_fault("hang_operation", operation)
    service.run(module, name=service.name, location="West US", wait=False)
    began = service.monotonic()
    with pytest.raises(OperationTimeoutError, match=f"{status} after 600 seconds"):
        service.run(module, name=service.name, location="West US", wait_timeout=600)
    assert service.monotonic() - began >= 600


@CREATIONS
@pytest.mark.parametrize("fault", ["internal_error", "not_found", "html"])
def test_unknown_operations_are_waited_for(
    make_service: Callable[..., Service], module: str, operation: str, status: str, fault: str
) -> None:
    """A service that does not tell its operations does not make the task give up."""
    service = make_service("recorded")
    seed_stalled(service, module, status)
    service.inject_fault(fault, "ListSubscriptionOperations", times=0)
    with pytest.raises(OperationTimeoutError, match=f"{status} after 600 seconds"):
        service.run(module, name=service.name, location="West US", wait_timeout=600)


@CREATIONS
@pytest.mark.parametrize("wait", [True, False])
def test_failed_creation_leaves_nothing(
    make_service: Callable[..., Service], module: str, operation: str, status: str, wait: bool
) -> None:
    """After an operation that failed, the resource can be deleted, and the same task creates it."""
    service = make_service("recorded")
    service.inject_fault("fail_operation", operation)
    if wait:
        with pytest.raises(OperationFailedError):
            service.run(module, name=service.name, location="West US")
    else:
        service.run(module, name=service.name, location="West US", wait=False)
        service.sleep(600)
    assert service.run(module, name=service.name, state="absent")["changed"] is False
    assert service.run(module, name=service.name, location="West US")["requests"] == [operation]
