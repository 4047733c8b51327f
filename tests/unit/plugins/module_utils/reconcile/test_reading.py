# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers of regular resources, of lists and of singletons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import (
    ListOnlyReader,
    SingletonReader,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Name
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NAME = Name("[a-z]+", "it must have letters", ignore_case=True)
SCHEMA = ResourceSchema(kind="thing", root="Thing", path="{shelf}/things", fields=(Field("name", "Name", NAME),))
WANT = {"shelf": "s", "name": "B"}


class Client:
    """Answers from a table of addresses, and notes what was asked."""

    def __init__(self, **responses: str) -> None:
        self.responses = responses
        self.asked: list[tuple[str, str]] = []

    def get(self, path: str, operation: str, root: str) -> Element | None:
        self.asked.append((path, operation))
        text = self.responses.get(operation)
        document = text and text.replace(">", f' xmlns="{xml.NAMESPACE}">', 1)
        return xml.parse(document.encode()) if document else None


ONE = "<Thing><Name>b</Name></Thing>"
LIST = "<Things><Thing><Name>a</Name></Thing><Thing><Name>b</Name></Thing></Things>"


def test_one_is_read_by_its_address() -> None:
    client = Client(GetThing=ONE)
    reader = FieldReader(SCHEMA)
    assert reader.read(client, WANT) == {"name": "b"}
    assert client.asked == [("s/things/B", "GetThing")]
    assert reader.read(Client(), WANT) is None
    assert reader.exists({}) and not reader.exists(None)


def test_list_only_resource_is_found_by_key() -> None:
    client = Client(ListThings=LIST)
    assert ListOnlyReader(SCHEMA).read(client, WANT) == {"name": "b"}
    assert ListOnlyReader(SCHEMA).read(client, {**WANT, "name": "c"}) is None
    assert set(client.asked) == {("s/things", "ListThings")}


def test_singleton_is_read_at_the_collection() -> None:
    client = Client(GetThing=ONE)
    assert SingletonReader(SCHEMA).read(client, WANT) == {"name": "b"}
    assert client.asked == [("s/things", "GetThing")]


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ("<AvailabilityResponse><Result>true</Result></AvailabilityResponse>", None),
        ("<AvailabilityResponse><Result>false</Result><Reason>taken</Reason></AvailabilityResponse>", "taken"),
        ("<AvailabilityResponse><Result>false</Result></AvailabilityResponse>", "the name is not available"),
        ("", None),
    ],
)
def test_name_conflict(response: str, reason: str | None) -> None:
    client = Client(CheckThingName=response)
    assert FieldReader(SCHEMA, availability="isavailable").name_conflict(client, WANT) == reason
    assert client.asked == [("isavailable/B", "CheckThingName")]
    assert FieldReader(SCHEMA).name_conflict(client, WANT) is None
