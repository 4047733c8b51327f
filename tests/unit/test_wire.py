# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests typed by hand as the real service was seen to accept them: the anchor of the schema inside the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator import services
from ansible_collections.classic.azure.emulator.core.context import Route
from ansible_collections.classic.azure.emulator.http import validation
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, Struct
from ansible_collections.classic.azure.tests.unit.recorded import (
    MISSING,
    MISSING_DOTNET,
    Exchange,
    dotnet_exchanges,
    exchanges,
)

WIRE = Path(__file__).parents[1] / "wire"
EXAMPLES = sorted(WIRE.rglob("*.xml"))
UNVERIFIED = {
    tuple(line.partition(":")[0].split()): line.partition(":")[2].strip()
    for line in (WIRE / "UNVERIFIED").read_text().splitlines()
    if not line.startswith("#")
}
ROUTES_WITH_BODY = {route.operation: route for route in services.load().routes if isinstance(route.body, Struct)}


def route_of(example: Path) -> Route:
    return ROUTES_WITH_BODY[example.stem.partition("-")[0]]


def fields(route: Route) -> tuple[Field, ...]:
    """What a request can carry."""
    assert isinstance(route.body, Struct)
    return route.body.fields


def rendered(route: Route, body: bytes) -> set[tuple[str, str]]:
    """The fields of a request that a body shows."""
    root = xml.parse(body)
    return {(route.operation, field.name) for field in fields(route) if xml.find(root, field.tag) is not None}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_round_trip(example: Path) -> None:
    route = route_of(example)
    assert route.body
    typed = example.read_bytes().strip()
    root = xml.parse(typed)
    assert xml.local_name(root) == route.root
    assert validation.drop_unknown(root, route.body, route.root) == []
    written = xml.create(route.root)
    route.body.write(written, route.body.read(root))
    assert xml.write(written) == typed


def test_sent_fields_are_witnessed_or_listed() -> None:
    verified = {pair for example in EXAMPLES for pair in rendered(route_of(example), example.read_bytes())}
    carried = {(name, field.name) for name, route in ROUTES_WITH_BODY.items() for field in fields(route)}
    assert carried - verified == set(UNVERIFIED)
    assert all(source.startswith("docs/protocol/") for source in UNVERIFIED.values())


def recorded_fields(exchanges: list[Exchange]) -> set[tuple[str, str]]:
    """The fields that accepted requests show."""
    return {
        pair
        for exchange in exchanges
        if exchange.name in ROUTES_WITH_BODY and exchange.request and exchange.status < 300
        for pair in rendered(ROUTES_WITH_BODY[exchange.name], exchange.request)
    }


def example_fields() -> set[tuple[str, str]]:
    return {pair for example in EXAMPLES for pair in rendered(route_of(example), example.read_bytes())}


@pytest.mark.skipif(not exchanges(), reason=MISSING)
def test_examples_show_all_fields_of_the_python_sdk() -> None:
    assert recorded_fields(exchanges()) - example_fields() == set()


@pytest.mark.skipif(not dotnet_exchanges(), reason=MISSING_DOTNET)
def test_recordings_show_all_fields_of_examples() -> None:
    assert example_fields() - recorded_fields(exchanges()) - recorded_fields(dotnet_exchanges()) == set()
