# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service passes over without a word: dropped and said in the journal, refused by name where it is strict."""

from __future__ import annotations

import logging

import pytest
from ansible_collections.classic.azure.emulator.http import validation
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Base64,
    Boolean,
    Codec,
    Integer,
    Nillable,
    OneOf,
    Secret,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, BOTH, NS, SERVICES, EmulatorClient
from lxml import etree

NAME, LABEL, PLACE = "<ServiceName>{name}</ServiceName>", "<Label>c2hvcA==</Label>", "<Location>West US</Location>"
PAIR = "<ExtendedProperty><Name>owner</Name><Value>me</Value></ExtendedProperty>"
WHERE = "CreateHostedService"

# What is sent, what of it is dropped, and what becomes of the rest.
DROPPED = {
    "unknown": (f"{NAME}<Labell/>{LABEL}{PLACE}", [f"{WHERE}/Labell is unknown here"], 201),
    "in another case": (f"{NAME}{LABEL}<description/>{PLACE}", [f"{WHERE}/description is unknown here"], 201),
    "unknown with children": (f"{NAME}{LABEL}<A><B/></A>{PLACE}", [f"{WHERE}/A is unknown here"], 201),
    "no namespace": (
        f'{NAME}{LABEL}<Description xmlns=""/>{PLACE}',
        [f"{WHERE}/Description is not in the namespace"],
        201,
    ),
    "another namespace": (
        f'{NAME}{LABEL}<Description xmlns="https://schemas.microsoft.com/windowsazure">x</Description>{PLACE}',
        [f"{WHERE}/Description is not in the namespace"],
        201,
    ),
    "twice": (f"{NAME}{LABEL}{LABEL}{PLACE}", [f"{WHERE}/Label comes twice"], 201),
    "too late, not needed": (
        f"{NAME}{LABEL}{PLACE}<Description>x</Description>",
        [f"{WHERE}/Description comes too late: the order is ServiceName, Label, Description, Location, AffinityGroup"],
        201,
    ),
    "too late, needed": (f"{LABEL}{NAME}{PLACE}", [f"{WHERE}/ServiceName comes too late"], 400),
    "in the order of storage accounts": (
        f"{NAME}{LABEL}<AffinityGroup>g</AffinityGroup>{PLACE}",
        [f"{WHERE}/Location comes too late"],
        404,
    ),
    "twice, not in a row": (f"{NAME}{LABEL}{PLACE}{LABEL}", [f"{WHERE}/Label comes too late"], 201),
    "in a text": (f"{NAME}{LABEL}{PLACE.replace('West', 'West<b/>')}", [f"{WHERE}/Location/b has no place"], 400),
    "text beside elements": (f"{NAME}hello{LABEL}{PLACE}", [f"{WHERE} has text between its elements"], 201),
    "in a list": (
        f"{NAME}{LABEL}{PLACE}<ExtendedProperties><Property/>{PAIR}</ExtendedProperties>",
        [f"{WHERE}/ExtendedProperties/Property is not ExtendedProperty"],
        201,
    ),
    "in an item of a list": (
        f"{NAME}{LABEL}{PLACE}<ExtendedProperties>{PAIR.replace('<Value>', '<X/><Value>')}</ExtendedProperties>",
        [f"{WHERE}/ExtendedProperties/ExtendedProperty/X is unknown here"],
        201,
    ),
    "a pair the wrong way round": (
        f"{NAME}{LABEL}{PLACE}<ExtendedProperties><ExtendedProperty><Value>me</Value><Name>owner</Name></ExtendedProperty>"
        "</ExtendedProperties>",
        [f"{WHERE}/ExtendedProperties/ExtendedProperty/Name comes too late: the order is Name, Value"],
        400,
    ),
    "three at once": (
        f"<X/>{NAME}{LABEL}{PLACE}<Y/>{LABEL}",
        [f"{WHERE}/X is unknown", f"{WHERE}/Y is unknown", f"{WHERE}/Label comes too late"],
        201,
    ),
}


def creation_body(client: EmulatorClient, inside: str) -> str:
    return f"<CreateHostedService {NS}>{inside}</CreateHostedService>".replace("{name}", client.service.name)


@pytest.mark.parametrize(("inside", "drops", "status"), DROPPED.values(), ids=DROPPED)
def test_dropped_elements_are_logged(
    client: EmulatorClient, inside: str, drops: list[str], status: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        response = client.request("POST", SERVICES, creation_body(client, inside))
    assert response.status == status
    reported = client.last_entry["drops"]
    assert len(reported) == len(drops)
    for sentence, beginning in zip(reported, drops, strict=True):
        assert sentence.startswith(beginning)
        assert sentence in caplog.text


@pytest.mark.parametrize(("inside", "drops", "status"), DROPPED.values(), ids=DROPPED)
def test_strict_mode_refuses_dropped_elements(
    strict_client: EmulatorClient, inside: str, drops: list[str], status: int
) -> None:
    response = strict_client.request("POST", SERVICES, creation_body(strict_client, inside))
    assert response.error[:2] == (400, "InvalidXmlRequest")
    for beginning in drops:
        assert beginning in (response.error[2] or "")
    assert strict_client.request("GET", SERVICES).tags() == []


def test_valid_request_logs_nothing(client: EmulatorClient, caplog: pytest.LogCaptureFixture) -> None:
    pairs = f"<ExtendedProperties>{PAIR}</ExtendedProperties>"
    with caplog.at_level(logging.DEBUG, "ansible_collections.classic.azure.emulator"):
        assert client.request(
            "POST", SERVICES, f"<CreateHostedService {NS}>{NAME}{LABEL}{PLACE}{pairs}</CreateHostedService>"
        ).status
    assert client.last_entry["drops"] == [] and client.last_entry["reason"] == ""
    assert not [record for record in caplog.records if record.name.startswith("ansible_collections")]


ACCOUNT = f"<CreateStorageServiceInput {NS}>{NAME}{LABEL}{PLACE}{{more}}</CreateStorageServiceInput>"


@pytest.mark.parametrize(
    ("version", "more", "dropped"),
    [
        ("2014-10-01", "<GeoReplicationEnabled>false</GeoReplicationEnabled>", "GeoReplicationEnabled"),
        ("2014-10-01", "<SecondaryReadEnabled>true</SecondaryReadEnabled>", "SecondaryReadEnabled"),
        ("2014-05-01", "<AccountType>Standard_LRS</AccountType>", "AccountType"),
        ("2013-08-01", "<SecondaryReadEnabled>true</SecondaryReadEnabled>", "SecondaryReadEnabled"),
        ("2011-10-01", "<GeoReplicationEnabled>false</GeoReplicationEnabled>", "GeoReplicationEnabled"),
        ("2012-03-01", "<GeoReplicationEnabled>false</GeoReplicationEnabled>", None),
        ("2013-11-01", "<SecondaryReadEnabled>true</SecondaryReadEnabled>", None),
        ("2014-06-01", "<AccountType>Standard_LRS</AccountType>", None),
    ],
)
def test_fields_of_newer_versions_are_dropped(
    client: EmulatorClient, version: str, more: str, dropped: str | None
) -> None:
    """docs/protocol/storage.md#storage-account-versions."""
    body = ACCOUNT.format(name=client.service.name, more=more)
    assert client.request("POST", ACCOUNTS, body, version).status == 202
    root = "CreateStorageServiceInput"
    assert client.last_entry["drops"] == ([f"{root}/{dropped} is not known to version {version}"] if dropped else [])


MISSPELT = {
    "not base64": ("<Label>hello!</Label>", "Label is not base64 of UTF-8 text"),
    "base64 with a break": ("<Label>c2hv\ncA==</Label>", "Label is not base64 of UTF-8 text"),
    "base64 without its end": ("<Label>c2hvcA</Label>", "Label is not base64 of UTF-8 text"),
    "base64 for addresses": ("<Label>c2hv-_==</Label>", "Label is not base64 of UTF-8 text"),
    "base64 of Latin-1": ("<Label>5Ck=</Label>", "Label is not base64 of UTF-8 text"),
}


@pytest.mark.parametrize(("label", "reason"), MISSPELT.values(), ids=MISSPELT)
def test_invalid_label_is_refused(
    client: EmulatorClient, strict_client: EmulatorClient, label: str, reason: str
) -> None:
    body = creation_body(client, f"{NAME}{label}{PLACE}")
    assert client.request("POST", SERVICES, body).error == (400, "BadRequest", "A parameter was incorrect")
    assert client.last_entry["reason"] == f"CreateHostedService/{reason}"
    refused = (400, "BadRequest", f"A parameter was incorrect Strict: CreateHostedService/{reason}.")
    assert strict_client.request("POST", SERVICES, body).error == refused


@pytest.mark.parametrize("word", ["True", "FALSE", "yes", "2", "", "t rue", "-1"])
def test_invalid_boolean_is_refused(client: EmulatorClient, word: str) -> None:
    more = f"<GeoReplicationEnabled>{word}</GeoReplicationEnabled>"
    response = client.request("POST", ACCOUNTS, ACCOUNT.format(name=client.service.name, more=more), "2012-03-01")
    assert response.error == (400, "BadRequest", "A parameter was incorrect")
    assert client.last_entry["reason"] == "CreateStorageServiceInput/GeoReplicationEnabled is neither true nor false"


@pytest.mark.parametrize(
    ("word", "kind"), [("true", "GRS"), (" true\n", "GRS"), ("1", "GRS"), ("false", "LRS"), ("0", "LRS")]
)
def test_valid_booleans(client: EmulatorClient, word: str, kind: str) -> None:
    more = f"<GeoReplicationEnabled>{word}</GeoReplicationEnabled>"
    assert (
        client.request("POST", ACCOUNTS, ACCOUNT.format(name=client.service.name, more=more), "2012-03-01").status
        == 202
    )
    stored = client.service.stored("storage_account", client.service.name) or {}
    assert stored["account_type"] == f"Standard_{kind}"


def read(inside: str) -> etree._Element:
    return xml.parse(f"<R {BOTH}>{inside}</R>".encode())


@pytest.mark.parametrize("word", ["", "x", "1.0", "1e3", "1_000", "0x10", "٣", "2147483648", "-2147483649", "9" * 5000])
def test_invalid_integer_is_refused(word: str) -> None:
    struct = Struct(Field("n", "N", Integer()))
    assert validation.invalid_values(read(f"<N>{word}</N>"), struct, "R") == ["R/N is not a whole number of 32 bits"]


@pytest.mark.parametrize("word", ["0", "-1", "+5", " 7 ", "007", "2147483647", "-2147483648"])
def test_valid_integers(word: str) -> None:
    struct = Struct(Field("n", "N", Integer()))
    assert validation.invalid_values(read(f"<N>{word}</N>"), struct, "R") == []
    assert struct.read(read(f"<N>{word}</N>")) == {"n": int(word)}


class Odd(Codec):
    """Reads one word only."""

    def decode(self, text: str) -> str:
        if text != "odd":
            raise ValueError(f"secret {text}")
        return text


@pytest.mark.parametrize(
    ("codec", "inside", "reasons"),
    [
        (ListOf("I", Boolean()), "<F><I>true</I><I>no</I></F>", ["R/F/I is neither true nor false"]),
        (Struct(Field("a", "A", Base64())), "<F><A>!</A></F>", ["R/F/A is not base64 of UTF-8 text"]),
        (
            ListOf("I", Struct(Field("a", "A", Integer()))),
            "<F><I><A>x</A></I></F>",
            ["R/F/I/A is not a whole number of 32 bits"],
        ),
        (Secret(Base64()), "<F>!</F>", ["R/F is not base64 of UTF-8 text"]),
        (Nillable(Boolean()), '<F i:nil="true"/>', []),
        (Boolean(), '<F i:nil="true"/>', []),
        (Odd(), "<F>even</F>", ["R/F is misspelt"]),
        (Odd(), "<F>odd</F>", []),
        (OneOf({"a": "A"}), "<F>B</F>", ["R/F is none of A"]),
        (OneOf({"a": "A"}), "<F>A</F>", []),
        (Base64(), "<F/>", []),
    ],
)
def test_invalid_values_in_nested_codecs(codec: Codec, inside: str, reasons: list[str]) -> None:
    assert validation.invalid_values(read(inside), Struct(Field("f", "F", codec)), "R") == reasons
