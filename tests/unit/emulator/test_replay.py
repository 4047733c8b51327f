# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded scenarios, asked of the emulator at the recorded times: it must answer what the real service answered."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import pytest
from ansible_collections.classic.azure.emulator.call import Request, Sent
from ansible_collections.classic.azure.emulator.clock import VirtualClock
from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.profile import Profile
from ansible_collections.classic.azure.plugins.module_utils._asm import document
from ansible_collections.classic.azure.tests.unit.recorded import LATER, MISSING, Exchange, exchanges
from lxml import etree

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
THUMBPRINT = "A" * 40

# What each subscription and each run has of its own: compared by being there, not by value.
OWN = (
    "Address",
    "AADTenantID",
    "AccountAdminLiveEmailId",
    "Created",
    "CreatedTime",
    "CreationTime",
    "CurrentCoreCount",
    "CurrentHostedServices",
    "CurrentStorageAccounts",
    "DateCreated",
    "DateLastModified",
    "Id",
    "ModifiedTime",
    "OfferCategories",
    "Primary",
    "Secondary",
    "ServiceAdminLiveEmailId",
    "SubscriptionName",
)

# Scenarios that begin with something that an unrecorded request, or another scenario, had made.
UNPREPARED = ("get_management_certificate", "list_management_certificates", "delete_management_certificate")


def scenarios() -> list[tuple[str, list[Exchange]]]:
    together = ((name, list(each)) for name, each in groupby(exchanges(), lambda exchange: exchange.scenario))
    return [
        (name, each)
        for name, each in together
        if not any(exchange.operation in LATER for exchange in each) and not name.endswith(UNPREPARED)
    ]


class Fastest(Profile):
    """Operations take as long as the fastest recorded ones, whose polls are not among the recordings."""

    def duration(self, operation: str) -> float:
        return 18.0 if operation == "CreateStorageService" else 4.0


# The account of the disks and images, which unrecorded requests had made.
ACCOUNT = {"name": "storagename", "affinity_group": None, "location": "West US", "region": "West US"}

SCENARIOS = scenarios()
pytestmark = pytest.mark.skipif(not SCENARIOS, reason=MISSING)


@pytest.mark.parametrize("exchanges", [each for name, each in SCENARIOS], ids=[name for name, each in SCENARIOS])
def test_the_emulator_answers_as_the_service_did(
    exchanges: list[Exchange], record_property: Callable[[str, object], None]
) -> None:
    clock = VirtualClock(exchanges[0].moment)
    cloud = Cloud(Fastest("recorded"), clock=clock)
    cloud.add_subscription([{"thumbprint": THUMBPRINT}], SUBSCRIPTION)
    if any(b"//storagename." in exchange.request for exchange in exchanges):
        cloud.seed(SUBSCRIPTION, [{"kind": "storage_account", "name": ACCOUNT["name"], "value": ACCOUNT}])
    for exchange in exchanges:
        clock.advance(max(0, exchange.moment - clock.now()))
        sent = ask(cloud, exchange)
        assert (exchange.operation, sent.status) == (exchange.operation, exchange.status)
        assert sent.headers.get("Location") == exchange.headers.get("location")
        if exchange.answer:
            compare(sent, exchange)
        record_property("recorded", f"{exchange.group} replayed")


def ask(cloud: Cloud, exchange: Exchange) -> Sent:
    path, dummy, query = exchange.path.replace("{sub}", SUBSCRIPTION).partition("?")
    asked = dict(part.split("=") for part in query.split("&") if part)
    headers = {"x-ms-version": "2014-10-01", "host": "localhost"}
    return cloud.frontend.handle(Request(exchange.method, path, asked, headers, exchange.request, THUMBPRINT))


def compare(sent: Sent, exchange: Exchange) -> None:
    ours, theirs = comparable(sent.body), comparable(exchange.answer)
    if exchange.operation.startswith("List") and len(theirs) != len(ours):
        last = {document.local_name(child): child.text for child in ours[-1]}
        name = last.get("Name") or last.get("ServiceName") or ""
        assert name in [each.text for each in theirs.iter() if document.local_name(each) in ("Name", "ServiceName")]
        theirs = next(each for each in theirs if name in each.itertext())
        ours = ours[-1]
    assert lines(ours) == lines(theirs)


def comparable(body: bytes) -> etree._Element:
    root = document.parse(body)
    for element in list(root.iter()):
        if document.local_name(element) in OWN and element.text:
            element.text = "own"
        parent = element.getparent()
        if parent is not None and is_peculiar(element):
            parent.remove(element)
    return root


def is_peculiar(element: etree._Element) -> bool:
    """The recorded subscription has reserved addresses, which are counted only where there are some; and its services
    were offered sizes (Basic_D*) that the list of locations of the same day does not have."""
    name, text = document.local_name(element), element.text or ""
    return name == "CurrentReservedIPs" or (name == "RoleSize" and text.startswith("Basic_D"))


def lines(root: etree._Element) -> list[str]:
    """One line an element, so that a difference can be read."""
    etree.cleanup_namespaces(root)
    return etree.tostring(root, pretty_print=True, encoding="unicode").splitlines()
