# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal has bounds, and its numbers go on."""

from __future__ import annotations

from typing import Any

from ansible_collections.classic.azure.emulator.core.journal import Journal
from ansible_collections.classic.azure.tests.unit.emulator.wire import GROUPS, SERVICES, Wire


def write(journal: Journal, subscription: str = "a", request: str = "", response: str = "") -> int:
    entry = journal.append(subscription=subscription, request=request, response=response)
    return int(entry["number"])


def numbers(entries: list[dict[str, Any]]) -> list[int]:
    return [entry["number"] for entry in entries]


def test_the_oldest_go_first() -> None:
    journal = Journal(entries=3)
    for dummy in range(5):
        write(journal)
    assert numbers(journal.read()) == [3, 4, 5] and journal.number == 5


def test_long_bodies_push_others_out() -> None:
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


def test_clearing_takes_away_one_subscription_and_its_size() -> None:
    journal = Journal(characters=100)
    for subscription in ("a", "b", "a"):
        write(journal, subscription, request="x" * 30)
    journal.clear("a")
    assert numbers(journal.read()) == [2] and journal.read("a") == []
    assert write(journal, request="x" * 60) == 4
    assert numbers(journal.read()) == [2, 4]


def test_reading() -> None:
    journal = Journal()
    for subscription in "abab":
        write(journal, subscription)
    assert numbers(journal.read("a")) == [1, 3]
    assert numbers(journal.read("b", after=2)) == [4]
    assert numbers(journal.read(after=1, limit=2)) == [3, 4]
    assert journal.read(after=4) == journal.read(limit=0) == journal.read("c") == []


def test_what_an_entry_tells(wire: Wire) -> None:
    response = wire.ask("GET", f"{GROUPS}/G1?Comp=&x=1", version="2016-06-01")
    entry = wire.entry
    assert {name: entry[name] for name in ("method", "path", "query", "version", "status", "operation")} == {
        "method": "GET",
        "path": f"/{GROUPS}/G1",
        "query": {"comp": "", "x": "(hidden)"},
        "version": "2016-06-01",
        "status": 400,
        "operation": "Unknown",
    }
    assert entry["operation_id"] == response.operation_id and entry["response"] == response.body.decode()
    assert entry["thumbprint"] == wire.authority.thumbprint
    assert entry["subscription"] == wire.service.subscription_id
    assert (entry["drops"], entry["fault"], entry["request"]) == ([], "", "") and entry["milliseconds"] > 0
    wire.ask("GET", SERVICES, version="x" * 5000)
    assert wire.entry["version"] == "x" * 40
