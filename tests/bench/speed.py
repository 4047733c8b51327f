# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator: start time, requests per second and memory."""

from __future__ import annotations

import http.client
import ssl
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.classic.azure.tests.bench.place import Emulator, emulator
from ansible_collections.classic.azure.tests.bench.table import ROUNDS, Table

FOR = 1.0
MANY = 10_000


def emulation(folder: Path) -> Table:
    """Start-up, requests and memory."""
    starts = []
    for number in range(ROUNDS):
        with emulator(folder / f"start{number}", "--profile", "instant") as one:
            starts.append(one.started_in)
    table = Table(
        "8. The emulator",
        ("what", "value"),
        [("start, including new certificates", f"{median(starts):.2f} s")],
        f"The requests read a hosted service for {FOR:.0f} s, with one process for each persistent connection. The "
        "clients run on the same machine.",
    )
    with emulator(folder / "speed", "--profile", "instant") as one:
        _seed(one, 1)
        for connections in (1, 8):
            rates = [_rate(one.card, connections) for dummy in range(ROUNDS)]
            table.rows.append((f"requests per second, {connections} connections", f"{median(rates):.0f}"))
        before = one.resident
        _seed(one, MANY)
        table.rows.append(("memory, empty", f"{before:.0f} MB"))
        table.rows.append((f"memory with {MANY} hosted services", f"{one.resident:.0f} MB"))
    return table


def _seed(one: Emulator, count: int) -> None:
    values = [
        {"kind": "hosted_service", "name": f"bench{number}", "value": {"name": f"bench{number}", "location": "West US"}}
        for number in range(count)
    ]
    one.post("seed", subscription=one.card["subscription_id"], values=values)


def _rate(card: dict[str, Any], connections: int) -> float:
    with ProcessPoolExecutor(connections) as pool:
        return sum(pool.map(_ask, [card] * connections))


def _ask(card: dict[str, Any]) -> float:
    """Requests per second of one connection."""
    context = ssl.create_default_context(cafile=card["ca_certificate"])
    context.load_cert_chain(card["management_certificate"])
    connection = http.client.HTTPSConnection(urlsplit(card["endpoint"]).netloc, context=context)
    connection.connect()
    path = f"/{card['subscription_id']}/services/hostedservices/bench0"
    began, count = time.monotonic(), 0
    while time.monotonic() - began < FOR:
        connection.request("GET", path, headers={"x-ms-version": "2014-10-01"})
        response = connection.getresponse()
        response.read()
        assert response.status == 200, response.status
        count += 1
    return count / (time.monotonic() - began)
