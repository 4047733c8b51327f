# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes and effects are registered by the services themselves, and mistakes are noticed when they register."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator import services
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.operations import Effect, Operations
from ansible_collections.classic.azure.emulator.core.registry import RegistrationError, Registry
from ansible_collections.classic.azure.emulator.services import networking

DNS = "services/hostedservices/{service_name}/dnsservers/{name}"

DROPPED_IN = """
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.registry import {names}


def get(context: RequestContext) -> Reply:
    return Reply(200)


{registration}
"""


def handler(context: RequestContext) -> Reply:
    return Reply(200)


def change(operations: Operations, subscription: str, facts: dict[str, Any], moment: float) -> None:
    """An effect."""


@pytest.fixture
def registry() -> Registry:
    found = Registry()
    found.register_routes(Route("GetDnsServer", "GET", DNS, handler))
    found.effect("dns_server_created")(change)
    return found


@pytest.mark.parametrize(
    "route",
    [
        Route("GetDnsServer", "GET", DNS, handler),
        Route("GetOther", "GET", "Services/HostedServices/{other}/dnsservers/{dns}", handler),
        Route("GetDefault", "GET", "services/hostedservices/{name}/dnsservers/default", handler),
        Route("GetAny", "GET", "services/{kind}/{name}/dnsservers/{dns}", handler),
    ],
)
def test_clashing_routes_are_refused(registry: Registry, route: Route) -> None:
    sentence = rf"{route.operation} \(GET {route.path}\) of \S+ clashes with GetDnsServer \(GET {DNS}\) of \S+"
    with pytest.raises(RegistrationError, match=sentence):
        registry.register_routes(route)
    assert len(registry.routes) == 1


@pytest.mark.parametrize(
    "route",
    [
        Route("DeleteDnsServer", "DELETE", DNS, handler),
        Route("GetDetail", "GET", DNS, handler, (("comp", "detail"),)),
        Route("GetByDocument", "GET", DNS, handler, root="Document"),
        Route("ListDnsServers", "GET", "services/hostedservices/{service_name}/dnsservers", handler),
        Route("GetRole", "GET", "services/hostedservices/{service_name}/roles/{name}", handler),
    ],
)
def test_distinguishable_routes_are_registered(registry: Registry, route: Route) -> None:
    registry.register_routes(route)
    assert registry.routes[-1] is route


@pytest.mark.parametrize("name", ["", "two words", "dns-server", None, change])
def test_effect_without_name_is_refused(registry: Registry, name: Any) -> None:
    with pytest.raises(RegistrationError, match=r'is no name of an effect: decorate it with @effect\("its_name"\)$'):
        registry.effect(name)


def test_effect_of_taken_name_is_refused(registry: Registry) -> None:
    with pytest.raises(
        RegistrationError, match=r"dns_server_created of \S+ is registered already, by \S+test_registry$"
    ):
        registry.effect("dns_server_created")(lambda operations, subscription, facts, moment: None)
    assert registry.effects == {"dns_server_created": Effect("dns_server_created", change)}


@pytest.fixture
def drop_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Registry]:
    """Drops a file into the folder of a service, and loads all services."""

    def dropped(name: str, names: str, registration: str) -> Registry:
        registry = services.load()
        monkeypatch.setattr(registry, "routes", list(registry.routes))
        monkeypatch.setattr(registry, "effects", dict(registry.effects))
        monkeypatch.setattr(networking, "__path__", [*networking.__path__, str(tmp_path)])
        (tmp_path / f"{name}.py").write_text(DROPPED_IN.format(names=names, registration=registration))
        try:
            return services.load()
        finally:
            sys.modules.pop(f"{networking.__name__}.{name}", None)

    return dropped


def test_new_service_file_is_found(drop_in: Callable[..., Registry]) -> None:
    text = 'register_routes(Route("ListTunnels", "GET", "services/networking/tunnels", get))'
    registry = drop_in("tunnels", "register_routes", text)
    assert "ListTunnels" in {route.operation for route in registry.routes}


def test_clash_of_new_service_file_is_noticed(drop_in: Callable[..., Registry]) -> None:
    text = 'register_routes(Route("GetAddress", "GET", "services/networking/reservedips/{address}", get))'
    with pytest.raises(
        RegistrationError, match=r"networking.addresses clashes with GetReservedIP .* of \S+reserved_ips$"
    ):
        drop_in("addresses", "register_routes", text)


def test_unnamed_effect_of_new_service_is_detected(drop_in: Callable[..., Registry]) -> None:
    with pytest.raises(RegistrationError, match="is no name of an effect"):
        drop_in("nameless", "effect", "@effect\ndef happens(operations, subscription, facts, moment):\n    pass")
