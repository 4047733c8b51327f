# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded scenarios, asked of the emulator at the recorded times: it must answer what the real service answered."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.context import HttpResponse, Request
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.tests.observations import PROPERTY
from ansible_collections.classic.azure.tests.unit.recorded import LATER, MISSING, Exchange, exchanges
from lxml import etree

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
THUMBPRINT = "A" * 40

RECORDED_CERTIFICATE = "BEA4B74BD6B915E9DD6A01FB1B8C3C1740F517F2"

# What each subscription and each run has of its own: compared by being there, not by value.
OWN = (
    "AADTenantID",
    "AccountAdminLiveEmailId",
    "Address",
    "Created",
    "CreatedTime",
    "CreationTime",
    "CurrentCoreCount",
    "CurrentHostedServices",
    "CurrentStorageAccounts",
    "DateCreated",
    "DateLastModified",
    "DefaultWinRmCertificateThumbprint",
    "DiskName",
    "ID",
    "Id",
    "InternalDnsSuffix",
    "IpAddress",
    "LastModifiedTime",
    "ModifiedTime",
    "OfferCategories",
    "Primary",
    "PrivateID",
    "Secondary",
    "RemoteAccessCertificateThumbprint",
    "ServiceAdminLiveEmailId",
    "SubscriptionName",
    "Vip",
)

# Scenarios that begin with something that an unrecorded request, or another scenario, had made.
UNPREPARED = (
    "get_management_certificate",
    "list_management_certificates",
    "delete_management_certificate",
    "add_role_linux",
    "windows_virtual_network",
    "linux_vm_image",
    "shutdown_start_restart_role",
)

# States in which a machine rests. How long it stays in others differs from recording to recording.
RESTING = ("ReadyRole", "StoppedVM", "StoppedDeallocated")


def scenarios() -> list[tuple[str, list[Exchange]]]:
    together = ((name, list(each)) for name, each in groupby(exchanges(), lambda exchange: exchange.scenario))
    return [
        (name, each)
        for name, each in together
        if not any(exchange.operation in LATER for exchange in each) and not name.endswith(UNPREPARED)
    ]


SCENARIOS = scenarios()
pytestmark = pytest.mark.skipif(not SCENARIOS, reason=MISSING)


@pytest.mark.parametrize("exchanges", [each for name, each in SCENARIOS], ids=[name for name, each in SCENARIOS])
def test_emulator_replays_recorded_exchanges(
    exchanges: list[Exchange], record_property: Callable[[str, object], None]
) -> None:
    clock = VirtualClock(exchanges[0].moment)
    cloud = Cloud(parse("seconds:5"), clock=clock)
    cloud.add_subscription([{"thumbprint": THUMBPRINT}], SUBSCRIPTION)
    prepare(cloud, exchanges)
    ids: dict[str, str] = {}
    for exchange in exchanges:
        clock.advance(max(0, exchange.moment - clock.now()))
        sent = replay(cloud, exchange, ids)
        ids[exchange.headers["x-ms-request-id"]] = sent.headers["x-ms-request-id"]
        assert (exchange.operation, sent.status) == (exchange.operation, exchange.status)
        assert sent.headers.get("Location") == exchange.headers.get("location")
        if exchange.response:
            compare(sent, exchange)
        record_property("recorded", f"{exchange.group} replayed")
        record_property(PROPERTY, f"replayed {exchange.name}")


def prepare(cloud: Cloud, exchanges: list[Exchange]) -> None:
    """What unrecorded requests had made: the storage account of all packages, and the certificate of a service."""
    values = []
    if any(b"//storagename.blob" in exchange.request for exchange in exchanges):
        account: dict[str, Any] = {"name": "storagename", "endpoints": ["https://storagename.blob.core.windows.net/"]}
        account.update({"keys": {"primary": "eA=="}, "affinity_group": None, "region": "West US"})
        values.append({"kind": "storage_account", "name": "storagename", "value": account})
    for exchange in exchanges:
        service = exchange.path.partition("hostedservices/")[2].partition("/")[0]
        if "ServiceCertificate" in exchange.operation or exchange.operation == "CreateVMDeployment":
            url = f"https://management.core.windows.net/{SUBSCRIPTION}/services/hostedservices/{service}/certificates"
            certificate = {
                "certificate_url": f"{url}/sha1-{RECORDED_CERTIFICATE}",
                "thumbprint": RECORDED_CERTIFICATE,
                "thumbprint_algorithm": "sha1",
                "data": xml.parse(exchange.response).findtext(".//{*}Data") if exchange.status == 200 else "eA==",
            }
            values.append(
                {"kind": "service_certificate", "name": f"{service}/{RECORDED_CERTIFICATE}", "value": certificate}
            )
    cloud.seed(SUBSCRIPTION, values)


def replay(cloud: Cloud, exchange: Exchange, ids: dict[str, str]) -> HttpResponse:
    """Send a recorded request; a recorded id of another is the one that we gave to it (C(ids))."""
    path, dummy, query = exchange.path.replace("{sub}", SUBSCRIPTION).partition("?")
    place, dummy, last = path.rpartition("/")
    path = f"{place}/{ids.get(last, last)}"
    asked = dict(part.split("=") for part in query.split("&") if part)
    headers = {"x-ms-version": "2014-10-01", "host": "localhost"}
    return Dispatcher(cloud).handle(Request(exchange.method, path, asked, headers, exchange.request, THUMBPRINT))


def compare(sent: HttpResponse, exchange: Exchange) -> None:
    ours, theirs = normalized(sent.body), normalized(exchange.response)
    if exchange.operation == "GetHostedService+embed-detail":
        ignore_instance_progress(ours)
        ignore_instance_progress(theirs)
    ignore_machine_progress(ours, theirs)
    if exchange.scenario.endswith("capture_role"):
        for root in (ours, theirs):
            for link in root.findall("{*}MediaLink"):
                link.text = (link.text or "").rpartition("/")[0]
    if exchange.operation.startswith("List") and len(theirs) != len(ours):
        last = {xml.local_name(child): child.text for child in ours[-1]}
        name = last.get("Name") or last.get("ServiceName") or ""
        assert name in [each.text for each in theirs.iter() if xml.local_name(each) in ("Name", "ServiceName")]
        theirs = next(each for each in theirs if name in each.itertext())
        ours = ours[-1]
    assert lines(ours) == lines(theirs)


def ignore_machine_progress(ours: etree._Element, theirs: etree._Element) -> None:
    """Of machines that are on their way it counts that they are there; what they tell of themselves comes in time."""
    if theirs.find(".//{*}RoleList/{*}Role/{*}RoleType") is None:
        return
    instances = [root.findall(".//{*}RoleInstance") for root in (ours, theirs)]
    for pair in zip(*instances, strict=True):
        moving = any(each.findtext("{*}InstanceStatus") not in RESTING for each in pair)
        returned = ("HostName", "RemoteAccessCertificateThumbprint", "InstanceStateDetails")
        for each in pair:
            for name in (*returned, *(("InstanceStatus", "PowerState") if moving else ())):
                for element in each.findall(f"{{*}}{name}"):
                    each.remove(element)


def ignore_instance_progress(root: etree._Element) -> None:
    """Of two instances that were made together one was there in 44 seconds, where others took more than a minute."""
    for element in root.iter(xml.qualified("InstanceStatus")):
        if element.text in ("CreatingVM", "StoppedVM"):
            element.text = "own"


def normalized(body: bytes) -> etree._Element:
    root = xml.parse(body)
    for element in list(root.iter()):
        if xml.local_name(element) in OWN and element.text:
            element.text = "own"
        parent = element.getparent()
        if parent is not None and is_subscription_specific(element):
            parent.remove(element)
    return root


def is_subscription_specific(element: etree._Element) -> bool:
    """The recorded subscription has reserved addresses, which are counted only where there are some; and its services
    were offered sizes (Basic_D*) that the list of locations of the same day does not have. The region of its
    deployments had been maintained a week before."""
    name, text = xml.local_name(element), element.text or ""
    mutate_response = name in ("CurrentReservedIPs", "PersistentVMDowntime")
    return mutate_response or (name == "RoleSize" and text.startswith("Basic_D"))


def lines(root: etree._Element) -> list[str]:
    """One line an element, so that a difference can be read."""
    etree.cleanup_namespaces(root)
    return etree.tostring(root, pretty_print=True, encoding="unicode").splitlines()
