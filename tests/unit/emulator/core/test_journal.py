# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal has bounds, and its numbers go on."""

from __future__ import annotations

from typing import Any

from ansible_collections.classic.azure.emulator.core.journal import Journal
from ansible_collections.classic.azure.tests.unit.emulator.wire import GROUPS, SERVICES, EmulatorClient


def write(journal: Journal, subscription: str = "a", request: str = "", response: str = "") -> int:
    entry = journal.append(subscription=subscription, request=request, response=response)
    return int(entry["number"])


def numbers(entries: list[dict[str, Any]]) -> list[int]:
    return [entry["number"] for entry in entries]


def test_oldest_entries_are_evicted() -> None:
    journal = Journal(entries=3)
    for dummy in range(5):
        write(journal)
    assert numbers(journal.read()) == [3, 4, 5] and journal.number == 5


def test_size_limit_evicts_entries() -> None:
    journal = Journal(characters=100)
    for size in (40, 40, 10, 5):
        write(journal, request="x" * size)
    assert numbers(journal.read()) == [1, 2, 3, 4]
    write(journal, response="x" * 10)
    assert numbers(journal.read()) == [2, 3, 4, 5]
    write(journal, request="x" * 90, response="x" * 90)
    assert numbers(journal.read()) == [6], "the last one stays, however long it is"
    write(journal, request="x" * 99)
    assert numbers(journal.read()) == [7]


def test_clear_frees_size_of_one_subscription() -> None:
    journal = Journal(characters=100)
    for subscription in ("a", "b", "a"):
        write(journal, subscription, request="x" * 30)
    journal.clear("a")
    assert numbers(journal.read()) == [2] and journal.read("a") == []
    assert write(journal, request="x" * 60) == 4
    assert numbers(journal.read()) == [2, 4]


def test_read_filters_and_limits() -> None:
    journal = Journal()
    for subscription in "abab":
        write(journal, subscription)
    assert numbers(journal.read("a")) == [1, 3]
    assert numbers(journal.read("b", after=2)) == [4]
    assert numbers(journal.read(after=1, limit=2)) == [3, 4]
    assert journal.read(after=4) == journal.read(limit=0) == journal.read("c") == []


def test_entry_fields(client: EmulatorClient) -> None:
    response = client.request("GET", f"{GROUPS}/G1?Comp=&x=1", version="2016-06-01")
    entry = client.last_entry
    assert {name: entry[name] for name in ("method", "path", "query", "version", "status", "operation")} == {
        "method": "GET",
        "path": f"/{GROUPS}/G1",
        "query": {"comp": "", "x": "(hidden)"},
        "version": "2016-06-01",
        "status": 400,
        "operation": "Unknown",
    }
    assert entry["operation_id"] == response.operation_id and entry["response"] == response.body.decode()
    assert entry["thumbprint"] == client.authority.thumbprint
    assert entry["subscription"] == client.service.subscription_id
    assert (entry["drops"], entry["fault"], entry["request"]) == ([], "", "") and entry["milliseconds"] > 0
    client.request("GET", SERVICES, version="x" * 5000)
    assert client.last_entry["version"] == "x" * 40
