# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A subscription asked without a connection, and all that is stored of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.context import Request
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import HostedServiceClient
from ansible_collections.classic.azure.tests.unit.emulator.wire import BOTH, Response

CERTIFICATE = "A" * 40
DURATION, AT_REST = 30.0, 10_000.0
BOOKKEEPING = ("clock", "operation", "begun")
TIMES = ("last_modified_time", "date_last_modified", "generation", "boots")


class Subscription:
    """A subscription asked without a connection, whose operations take a while; its state is in a file."""

    def __init__(self, state: Path, blobs: Blobs | None = None) -> None:
        self.state, self.blobs = state, blobs
        self.open()
        self.id = self.cloud.add_subscription([{"thumbprint": CERTIFICATE}])
        self.shop = HostedServiceClient(self, "shop")
        self.settle()

    def open(self) -> None:
        profile, clock = parse(f"seconds:{DURATION}"), VirtualClock()
        self.cloud = Cloud(profile, state=self.state, clock=clock, blobs=self.blobs)
        self.dispatcher = Dispatcher(self.cloud)

    def restart(self) -> None:
        """Have another process go on with the state."""
        self.cloud.store.close()
        self.open()

    def request(self, method: str, path: str = "", body: str = "") -> Response:
        path, dummy, query = path.partition("?")
        parameters, headers = dict(parse_qsl(query)), {"x-ms-version": "2015-04-01"}
        request = Request(method, f"/{self.id}/{path}", parameters, headers, body.encode(), CERTIFICATE)
        response = self.dispatcher.handle(request)
        return Response(response.status, response.headers, response.body)

    def post(self, path: str, root: str, inside: str, method: str = "POST") -> Response:
        return self.request(method, path, f"<{root} {BOTH}>{inside}</{root}>")

    def settle(self) -> None:
        """Wait until nothing happens any more."""
        self.cloud.advance(AT_REST)

    def status(self, response: Response) -> str | None:
        return self.request("GET", f"operations/{response.operation_id}").text("Status")

    def resources(self) -> dict[tuple[str, str], Any]:
        """All that is stored, but operations, and without the moments of the last changes."""
        kept = self.cloud.store.dump()["kept"]
        return {(kind, name): without_times(value) for dummy, kind, name, value in kept if kind not in BOOKKEEPING}


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_times(inner) for name, inner in value.items() if name not in TIMES}
    return [without_times(inner) for inner in value] if isinstance(value, list) else value
