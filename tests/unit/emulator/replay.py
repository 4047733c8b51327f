# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replay scenarios of Microsoft's .NET clients against a new emulator, and compare what it answers.

Compared are the status, the code of an error, and the shape of a document: its elements and their order, and what is
nil. Values are not compared: most are the subscription's own. An operation lasts as long as the recording shows.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby, zip_longest
from typing import Any
from urllib.parse import parse_qsl

from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.context import HttpResponse, Request
from ansible_collections.classic.azure.emulator.core.latency import LatencyProfile
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import OS_IMAGE_SCHEMA
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.tests.unit.recorded import Exchange, dotnet_exchanges
from ansible_collections.classic.azure.tools.replay_differences import FIGURES
from lxml import etree

Element = etree._Element

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
THUMBPRINT = "A" * 40

AREAS = {
    "applicationgateways": "application gateways",
    "datadisks": "virtual machines",
    "deployments": "deployments",
    "disks": "images and disks",
    "extensionimages": "extensions",
    "extensions": "extensions",
    "gatewayconnections": "gateways",
    "gateways": "gateways",
    "hostedservices": "hosted services",
    "images": "images and disks",
    "ipforwarding": "IP forwarding",
    "localnetworkgateways": "gateways",
    "locations": "locations",
    "networks": "network configuration",
    "networksecuritygroups": "security groups",
    "reservedips": "reserved IPs",
    "roleinstances": "virtual machines",
    "roles": "virtual machines",
    "routetables": "routes",
    "storageservices": "storage",
    "trafficmanager": "traffic manager",
    "virtualips": "virtual IPs",
    "websites": "web sites",
}
"""The area of each group of the recordings; polls belong to the area of what began the operation."""

POLLS = ("GetOperationStatus", "GetGatewayOperation")

LISTS = {
    "Disks": "Name",
    "HostedServices": "ServiceName",
    "Images": "Name",
    "Locations": "Name",
    "NetworkSecurityGroups": "Name",
    "Profiles": "DomainName",
    "RouteTables": "Name",
    "StorageServices": "ServiceName",
    "VMImages": "Name",
    "VirtualNetworkSites": "Name",
}
"""Documents that list what the whole subscription has, each with what names an item. Items of which the emulator knows
nothing were there before the scenario. Where none is known, the elements that occur in any item are compared."""

NAMES = ("Name", "RoleName", "InstanceName", "DiskName", "Lun")
"""What names an item of another list."""

OFFERED = ("AvailableService", "RoleSize", "StorageAccountType")
"""Of these an offer has as many as the subscription and the day have: compared is that there are some."""

RESTING = ("ReadyRole", "StoppedVM", "StoppedDeallocated")
REPORTED_LATER = ("HostName", "RemoteAccessCertificateThumbprint")
"""What an instance that is in none of the states above tells in time; how long that takes differs from recording to
recording (docs/protocol/compute.md#role-instance)."""

NOT_COMPARED = ("PersistentVMDowntime",)
"""Only regions that had been maintained show it (docs/protocol/cloud_services.md#deployment-properties)."""

TEST_CLUSTER, CLOUD = "core.test-cint.azure-test.net", "core.windows.net"
"""Where storage accounts are in test clusters of the service, and where the emulator has them."""

WITHOUT_POLLS_SECONDS = 5.0
"""How long an operation takes that nobody asked after."""


@dataclass(frozen=True)
class Compared:
    """An exchange, and whether the emulator's answer has the recorded status, code of an error, and shape.

    ``differences`` say what is not alike, each in a few words, without anything of the scenario's own.
    """

    exchange: Exchange
    area: str
    status: bool
    code: bool
    differences: tuple[str, ...] = ()

    @property
    def is_poll(self) -> bool:
        return self.exchange.operation in POLLS


@dataclass
class Replay:
    """A scenario on its way: the emulator, and what the recorded ids, names and addresses are called there."""

    exchanges: list[Exchange]
    known: dict[str, str] = field(default_factory=lambda: {TEST_CLUSTER: CLOUD})
    areas: dict[str, str] = field(default_factory=dict)
    area: str = ""
    sent: str = ""
    """What the client has said so far: what occurs in it was not made up by the service."""

    def __post_init__(self) -> None:
        self.clock = VirtualClock(self.exchanges[0].moment)
        self.cloud = Cloud(LatencyProfile("replay", seconds=WITHOUT_POLLS_SECONDS), clock=self.clock, seed=1)
        self.cloud.add_subscription([{"thumbprint": THUMBPRINT}], SUBSCRIPTION)
        self.cloud.seed(SUBSCRIPTION, list(preparation(self.exchanges)))
        for package in packages(self.exchanges):
            self.cloud.register_package(SUBSCRIPTION, package)
        self.dispatcher = Dispatcher(self.cloud)
        self.durations = dict(durations(self.exchanges))

    def run(self) -> Iterator[Compared]:
        for exchange in self.exchanges:
            self.clock.advance(max(0, exchange.moment - self.clock.now()))
            recorded_id = exchange.headers.get("x-ms-request-id", "")
            seconds = self.durations.get(recorded_id, WITHOUT_POLLS_SECONDS)
            self.cloud.operations.profile = LatencyProfile("replay", seconds=seconds)
            answer = self.send(exchange)
            if recorded_id:
                self.known[recorded_id] = answer.headers["x-ms-request-id"]
            yield self.compare(exchange, answer)

    def send(self, exchange: Exchange) -> HttpResponse:
        self.sent += f"{exchange.path}\n{exchange.request.decode()}\n"
        path, dummy, query = exchange.path.replace("{sub}", SUBSCRIPTION).partition("?")
        parameters = {name.lower(): value for name, value in parse_qsl(self.translate(query), keep_blank_values=True)}
        headers = {"x-ms-version": exchange.version, "host": "localhost"}
        body = self.translate(exchange.request.decode()).encode()
        request = Request(exchange.method, self.translate(path), parameters, headers, body, THUMBPRINT)
        return self.dispatcher.handle(request)

    def translate(self, text: str) -> str:
        """A recorded text with what the emulator has instead of what the service had made up."""
        if not self.known or not text:
            return text
        words = sorted(self.known, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, words)), lambda found: self.known[found[0]], text)

    def compare(self, exchange: Exchange, answer: HttpResponse) -> Compared:
        area = self.area_of(exchange)
        if answer.status != exchange.status:
            return Compared(exchange, area, False, False, (f"status {answer.status}, recorded {exchange.status}",))
        ours, theirs = (xml.parse(body) if body else None for body in (answer.body, exchange.response))
        if ours is None or theirs is None:
            alike = ours is theirs
            return Compared(exchange, area, True, True, () if alike else ("one has a body, the other has none",))
        if exchange.status >= 400:
            codes = [root.findtext("{*}Code") for root in (ours, theirs)]
            if codes[0] != codes[1]:
                return Compared(exchange, area, True, False, (f"code {codes[0]}, recorded {codes[1]}",))
        else:
            self.learn(ours, theirs)
        found = dict.fromkeys(document_differences(ours, theirs, exchange.omitted))
        return Compared(exchange, area, True, True, tuple(found))

    def area_of(self, exchange: Exchange) -> str:
        """The area of an exchange, noting it for the polls of what it began."""
        if exchange.operation in POLLS:
            last = exchange.path.rpartition("/")[2]
            return self.areas.get(last, self.area)
        self.area = AREAS[exchange.group]
        self.areas[exchange.headers.get("x-ms-request-id", "")] = self.area
        return self.area

    def learn(self, ours: Element, theirs: Element) -> None:
        """Note what the emulator made up where the service made up something else: ids, addresses, names of blobs."""
        for mine, recorded in paired(ours, theirs):
            new, old = (mine.text or "").strip(), (recorded.text or "").strip()
            made_up = len(old) >= 7 and re.search("[0-9]", old) and old not in self.sent
            if new and new != old and not len(mine) and made_up:
                self.known.setdefault(old, new)


def paired(ours: Element, theirs: Element) -> Iterator[tuple[Element, Element]]:
    """The elements of two documents that stand for each other."""
    yield ours, theirs
    for tag in dict.fromkeys(child.tag for child in theirs):
        items = [[child for child in parent if child.tag == tag] for parent in (ours, theirs)]
        for mine, recorded in matched(*items):
            if mine is not None and recorded is not None:
                yield from paired(mine, recorded)


def matched(ours: list[Element], theirs: list[Element]) -> list[tuple[Element | None, Element | None]]:
    """The items of two lists that stand for each other: by their names if these are alike, else by their places."""
    names = [[name_of(item) for item in items] for items in (ours, theirs)]
    if len(theirs) > 1 and all(names[0]) and set(names[0]) & set(names[1]):
        mine = dict(zip(names[0], ours, strict=True))
        recorded = dict(zip(names[1], theirs, strict=True))
        return [(mine.get(name), recorded.get(name)) for name in dict.fromkeys([*recorded, *mine])]
    return list(zip_longest(ours, theirs))


def name_of(item: Element) -> str:
    return next((text for name in NAMES if (text := item.findtext(f"{{*}}{name}"))), "")


def document_differences(ours: Element, theirs: Element, omitted: Iterable[str] = ()) -> Iterator[str]:
    root = xml.local_name(theirs)
    if xml.local_name(ours) != root:
        yield f"{xml.local_name(ours)}, recorded {root}"
    elif root in LISTS:
        yield from list_differences(ours, theirs, omitted)
    else:
        yield from differences(ours, theirs, root)


def list_differences(ours: Element, theirs: Element, omitted: Iterable[str]) -> Iterator[str]:
    """How the items of a list differ that both have, or else all of the one from all of the other."""
    name = f"{{*}}{LISTS[xml.local_name(theirs)]}"
    mine = {item.findtext(name): item for item in ours}
    both = [(mine[item.findtext(name)], item) for item in theirs if item.findtext(name) in mine]
    for pair in both:
        yield from differences(*pair, xml.local_name(pair[1]))
    if not both and len(ours) and len(theirs):
        item = xml.local_name(theirs[0])
        found = [{path for each in root for path in paths(each, item)} for root in (ours, theirs)]
        found[1] |= {f"{item}/{path}" for path in omitted}
        yield from (f"no item has {path}" for path in sorted(found[1] - found[0]))
        yield from (f"an item has {path}" for path in sorted(found[0] - found[1]))


def paths(element: Element, path: str) -> Iterator[str]:
    yield path
    for child in element:
        yield from paths(child, f"{path}/{xml.local_name(child)}")


def differences(ours: Element, theirs: Element, path: str) -> Iterator[str]:
    """How the shape of an element differs: in whole elements, their order, what is nil, and types."""
    for attribute, word in ((xml.NIL, "nil"), (xml.TYPE, "type")):
        values = [each.get(attribute) for each in (ours, theirs)]
        if values[0] != values[1]:
            yield f"{path} has another {word}"
    states = [each.findtext("{*}InstanceStatus") for each in (ours, theirs)]
    moving = None not in states and not all(state in RESTING for state in states)
    tags = [list(dict.fromkeys(child.tag for child in each)) for each in (ours, theirs)]
    common = [[tag for tag in side if tag in tags[0] and tag in tags[1]] for side in tags]
    if common[0] != common[1]:
        yield f"the elements of {path} are in another order"
    for tag in dict.fromkeys([*tags[1], *tags[0]]):
        name = etree.QName(tag).localname
        inner = f"{path}/{name}"
        items = [[child for child in parent if child.tag == tag] for parent in (ours, theirs)]
        if name in NOT_COMPARED or (name in OFFERED and all(items)) or (moving and name in REPORTED_LATER):
            continue
        for mine, recorded in matched(*items):
            if mine is None:
                yield f"no {inner}"
            elif recorded is None:
                yield f"has {inner}"
            else:
                yield from differences(mine, recorded, inner)


def durations(exchanges: list[Exchange]) -> Iterator[tuple[str, float]]:
    """How long the operations took that somebody asked after, by the ids of their requests."""
    begun = {each.headers.get("x-ms-request-id", ""): each.moment for each in exchanges}
    polls: dict[str, list[Exchange]] = defaultdict(list)
    for exchange in exchanges:
        if exchange.operation in POLLS:
            polls[exchange.path.rpartition("/")[2]].append(exchange)
    for request, asked in polls.items():
        going = [each.moment for each in asked if b">InProgress<" in each.response]
        over = [each.moment for each in asked if b">InProgress<" not in each.response]
        if request in begun and over:
            last = max(going, default=begun[request])
            yield request, (last + over[0]) / 2 - begun[request] if going else 0.0


def preparation(exchanges: list[Exchange]) -> Iterator[dict[str, Any]]:
    """What unrecorded requests had made: storage accounts of blobs, images of the platform, affinity groups."""
    sent = b"".join(each.request for each in exchanges).decode()
    created = re.findall("<ServiceName>(.*?)</ServiceName>", sent)
    for account in dict.fromkeys(re.findall("https?://([a-z0-9]+)[.]blob[.]", sent)):
        if account not in created:
            value: dict[str, Any] = {"name": account, "endpoints": [f"https://{account}.blob.core.windows.net/"]}
            value |= {"keys": {"primary": "eA=="}, "affinity_group": None, "region": region_of(exchanges)}
            yield {"kind": "storage_account", "name": account, "value": value}
    for name in dict.fromkeys(re.findall("<SourceImageName>(.+?)</SourceImageName>", sent)):
        image = {"name": name, "category": "Public", "os": "Windows" if "Windows" in name else "Linux"}
        value = platform_images().get(name, {**image, "logical_size_in_gb": 127})
        yield {"kind": "os_image", "name": name, "value": value}

    for name in dict.fromkeys(re.findall(' AffinityGroup="(.+?)"', sent)):
        group = {"name": name, "label": name, "location": "North Central US"}
        yield {"kind": "affinity_group", "name": name, "value": group}
    asked = [each for each in exchanges if each.operation.endswith("NetworkConfiguration")]
    if asked and asked[0].operation == "GetNetworkConfiguration" and asked[0].status == 200:
        document = {"text": asked[0].response.decode()}
        yield {"kind": "network_configuration", "name": "document", "value": document}


def packages(exchanges: list[Exchange]) -> Iterator[dict[str, Any]]:
    """What is in the packages of a scenario: what the first answer with their deployment shows."""
    for exchange in exchanges:
        if exchange.name in ("CreateDeployment", "UpgradeDeployment"):
            url = (xml.parse(exchange.request).findtext("{*}PackageUrl") or "").replace(TEST_CLUSTER, CLOUD)
            service = exchange.path.partition("hostedservices/")[2].partition("/")[0]
            shown = [
                xml.parse(each.response)
                for each in exchanges
                if each.operation.startswith("GetDeploymentBy") and f"/{service}/" in each.path and each.status == 200
            ]
            if shown:
                domains, version = (shown[0].findtext(f"{{*}}{name}") for name in ("UpgradeDomainCount", "SdkVersion"))
                roles = [package_role(role, shown[0]) for role in shown[0].iterfind("{*}RoleList/{*}Role")]
                yield {"url": url, "roles": roles, "upgrade_domains": int(domains or 1), "sdk_version": version}


def package_role(role: Element, deployment: Element) -> dict[str, Any]:
    """A role of a package, of a deployment that was made of it."""
    name = role.findtext("{*}RoleName")
    instances = deployment.iterfind("{*}RoleInstanceList/{*}RoleInstance")
    instance = next(each for each in instances if each.findtext("{*}RoleName") == name)
    endpoints = [
        {
            "name": endpoint.findtext("{*}Name"),
            "port": int(endpoint.findtext("{*}PublicPort") or 0),
            "local_port": int(endpoint.findtext("{*}LocalPort") or 0),
            "protocol": endpoint.findtext("{*}Protocol"),
        }
        for endpoint in instance.iterfind("{*}InstanceEndpoints/{*}InstanceEndpoint")
    ]
    return {"name": name, "size": instance.findtext("{*}InstanceSize"), "endpoints": endpoints}


def region_of(exchanges: list[Exchange]) -> str:
    """Where the first thing of a scenario is made that has a location."""
    found = (re.search(b"<Location>(.+?)</Location>", each.request) for each in exchanges)
    return next((each[1].decode() for each in found if each), "West US")


@cache
def platform_images() -> dict[str, dict[str, Any]]:
    """The images of the platform that the recordings show, which are more than the emulator's."""
    images = [
        OS_IMAGE_SCHEMA.response.read(item) or {}
        for exchange in dotnet_exchanges()
        if exchange.operation == "ListOSImages" and exchange.status == 200
        for item in xml.parse(exchange.response)
    ]
    return {image["name"]: image for image in images if image["category"] == "Public"}


def replay_all() -> list[Compared]:
    """All scenarios, each replayed in an emulator of its own."""
    together = groupby(dotnet_exchanges(), lambda exchange: exchange.scenario)
    return [each for dummy, exchanges in together for each in Replay(list(exchanges)).run()]


def figures(compared: Iterable[Compared]) -> dict[str, Counter[str]]:
    """The ``FIGURES`` of each area."""
    counted: dict[str, Counter[str]] = defaultdict(lambda: Counter(dict.fromkeys(FIGURES, 0)))
    for each in compared:
        area = counted[each.area]
        if each.is_poll:
            area["polls"] += 1
            area["polls_alike"] += not each.differences
        else:
            area["requests"] += 1
            area["status"] += each.status
            area["code"] += each.code
            area["shape"] += not each.differences
    return dict(sorted(counted.items(), key=lambda item: item[0].lower()))
