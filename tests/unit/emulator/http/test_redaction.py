# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries in requests of every kind: they reach no journal, page, log, overview or error."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.core.context import Document, Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.http import redaction
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Base64,
    Codec,
    Nillable,
    Secret,
    Text,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct
from ansible_collections.classic.azure.tests.emulated import ADMIN_TOKEN
from ansible_collections.classic.azure.tests.unit.emulator.process import running_emulator
from ansible_collections.classic.azure.tests.unit.emulator.wire import (
    ACCOUNTS,
    BOTH,
    GROUPS,
    NS,
    SERVICES,
    EmulatorClient,
    Response,
)

pytestmark = pytest.mark.slow

CANARY = "C4nary-Tweety"
ENCODED = base64.b64encode(CANARY.encode()).decode()
HALF = CANARY[:8]


def leaks_canary(text: str | bytes) -> bool:
    """Whether any half of the canary is in a text."""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return any(part in text for part in (HALF, CANARY[5:], ENCODED[:12], HALF.encode().hex()))


GROUP = "<Name>g1</Name><Label>Zw==</Label>{}<Location>West US</Location>"
CREATE = f"<CreateAffinityGroup {BOTH}{{}}>{GROUP}</CreateAffinityGroup>"
KEY = "<KeyType>*</KeyType>"
PAIRED = (
    "<ServiceName>x</ServiceName><Label>eA==</Label><Location>West US</Location><ExtendedProperties>"
    "<ExtendedProperty><Password>*</Password></ExtendedProperty></ExtendedProperties>"
)
CERTIFICATE = (
    "<SubscriptionCertificatePublicKey>eA==</SubscriptionCertificatePublicKey>"
    f"<SubscriptionCertificateThumbprint>{'A' * 40}</SubscriptionCertificateThumbprint>"
    "<SubscriptionCertificateData>*</SubscriptionCertificateData>"
)

DISK = "<OS>Linux</OS><Label>d</Label><MediaLink>{}</MediaLink><Name>d</Name>"

# Where a secret can stray to: a path, and a body in which C(*) stands for the canary.
STRAYS = {
    "unknown element": (GROUPS, CREATE.format("", "<AdminPassword>*</AdminPassword>")),
    "unknown element with children": (GROUPS, CREATE.format("", "<A><B>*</B><C x='*'/></A>")),
    "misspelt element": (GROUPS, CREATE.format("", "<Passwort>*</Passwort>")),
    "another namespace": (GROUPS, CREATE.format("", '<Description xmlns="urn:x">*</Description>')),
    "its namespace": (GROUPS, CREATE.format("", '<Description xmlns="urn:*"/>')),
    "a prefix": (GROUPS, CREATE.format(' xmlns:p="urn:*"', "<p:Description/>")),
    "an unused prefix": (GROUPS, CREATE.format(' xmlns:p="urn:*"', "")),
    "too late": (GROUPS, CREATE.format("", "<Name>*</Name>")),
    "attribute of the root": (GROUPS, CREATE.format(' Password="*"', "")),
    "attribute": (GROUPS, CREATE.format("", '<Description Password="*"/>')),
    "attribute of the instance": (GROUPS, CREATE.format("", '<Description i:schemaLocation="*"/>')),
    "text between": (GROUPS, CREATE.format("", "*")),
    "text behind": (GROUPS, CREATE.format("", "<A/>*")),
    "a comment": (GROUPS, CREATE.format("", "<!-- * -->")),
    "an instruction": (GROUPS, CREATE.format("", "<?password *?>")),
    "signature of a blob": ("services/disks", f"<Disk {NS}>{DISK.format('https://a.b/c/d.vhd?sv=1&amp;sig=*')}</Disk>"),
    "token of a blob": ("services/disks", f"<Disk {NS}>{DISK.format('https://a.b/c/d.vhd?access_token=*')}</Disk>"),
    "password of a blob": ("services/disks", f"<Disk {NS}>{DISK.format('https://me:*@a.b/c/d.vhd')}</Disk>"),
    "cdata": (GROUPS, CREATE.format("", "<A><![CDATA[*]]></A>")),
    "in a simple value": (GROUPS, CREATE.format("", "<Description><b>*</b></Description>")),
    "wrong root": (GROUPS, f"<CreateHostedService {NS}><Name>*</Name></CreateHostedService>"),
    "no root of ours": (GROUPS, "<html><body title='*'>*</body></html>"),
    "cut": (GROUPS, f"<CreateAffinityGroup {NS}><Name>*"),
    "not escaped": (GROUPS, CREATE.format("", "<Description>x&*</Description>")),
    "not escaped, with an end": (GROUPS, CREATE.format("", "<Description>x&*;</Description>")),
    "not escaped, like a tag": (GROUPS, CREATE.format("", "<Description>x<*</Description>")),
    "no xml": (GROUPS, "Password=*"),
    "json": (GROUPS, '{"Password": "*"}'),
    "encoding": (GROUPS, '<?xml version="1.0" encoding="*"?><a/>'),
    "entity": (GROUPS, '<!DOCTYPE a [<!ENTITY p "*">]><a>&p;</a>'),
    "entity in an attribute": (GROUPS, '<!DOCTYPE a [<!ENTITY p "*">]><a b="&p;"/>'),
    "a key that is none": (f"{ACCOUNTS}/xyz/keys?action=regenerate", f"<RegenerateKeys {NS}>{KEY}</RegenerateKeys>"),
    "a pair's unknown element": (SERVICES, f"<CreateHostedService {NS}>{PAIRED}</CreateHostedService>"),
    "not emulated": ("services/sqlservers/servers", "<Server><LoginPassword>*</LoginPassword></Server>"),
    "a certificate": ("certificates", f"<SubscriptionCertificate {NS}>{CERTIFICATE}</SubscriptionCertificate>"),
    "query": (f"{GROUPS}?sig=*&Password=*", CREATE.format("", "")),
    "query of an unknown address": ("nowhere?sig=*", ""),
}


def visible_texts(client: EmulatorClient, response: Response) -> dict[str, str]:
    """All that the emulator tells of a request."""
    journal = f"journal?subscription={client.service.subscription_id}"
    return {
        "response": response.body.decode(),
        "headers": json.dumps(dict(response.headers)),
        **{path: client.admin("GET", path).body.decode() for path in (journal, "overview", "status", "faults")},
        "page": client.send("GET", f"{client.endpoint}/emulator/", "", {}).body.decode(),
    }


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("canary", [CANARY, ENCODED, f"<![CDATA[{CANARY}]]>"], ids=["plain", "base64", "cdata"])
@pytest.mark.parametrize(("path", "body"), STRAYS.values(), ids=STRAYS)
def test_canary_is_redacted_everywhere(
    make_client: Callable[..., EmulatorClient],
    path: str,
    body: str,
    canary: str,
    strict: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = make_client(strict=strict)
    with caplog.at_level(logging.DEBUG):
        response = client.request("POST", path.replace("*", CANARY), body.replace("*", canary))
    for place, text in visible_texts(client, response).items():
        assert not leaks_canary(text), place
    assert not leaks_canary("\n".join(record.getMessage() for record in caplog.records if "emulator" in record.name))


def test_keys_are_returned_only_by_key_operations(client: EmulatorClient) -> None:
    inside = f"<ServiceName>{client.service.name}</ServiceName><Label>eA==</Label><Location>West US</Location>"
    made = client.request("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")
    keys = client.request("GET", f"{ACCOUNTS}/{client.service.name}/keys").texts("StorageServiceKeys/Primary")
    keys += client.request("GET", f"{ACCOUNTS}/{client.service.name}/keys").texts("StorageServiceKeys/Secondary")
    body = f"<RegenerateKeys {NS}><KeyType>Primary</KeyType></RegenerateKeys>"
    renewed = client.request("POST", f"{ACCOUNTS}/{client.service.name}/keys?action=regenerate", body)
    keys += renewed.texts("StorageServiceKeys/Primary")
    assert len(set(keys)) == 3
    returned = visible_texts(client, made)
    assert any("(hidden)" in text for text in returned.values())
    for place, text in returned.items():
        assert not [key for key in keys if key in text], place


def test_saved_state_contains_secrets_for_admin_only(client: EmulatorClient) -> None:
    """It could not be loaded otherwise; the page and the journal are what others look at."""
    client.service.seed("storage_account", "x", {"name": "x", "keys": {"primary": CANARY}, "status": "Created"})
    returned = visible_texts(client, client.request("GET", GROUPS))
    assert not any(leaks_canary(text) for text in returned.values())
    assert leaks_canary(client.admin("GET", "state").body)


def test_signature_is_not_kept_in_state(tmp_path: Path) -> None:
    """The file of the state has the URLs of blobs without it: the blob service is asked with the account's key."""
    state = tmp_path / "state"
    with running_emulator(tmp_path, "--state", state) as emulator:
        inside = "<ServiceName>keeper</ServiceName><Label>eA==</Label><Location>West US</Location>"
        body = f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>"
        assert emulator.request("POST", ACCOUNTS, body).status == 202
        link = f"https://keeper.blob.core.windows.net/c/d.vhd?sv=1&amp;sig={CANARY}"
        made = emulator.request("POST", "services/disks", f"<Disk {NS}>{DISK.format(link)}</Disk>")
        assert made.status == 200 and not leaks_canary(made.body)
        found = emulator.request("GET", "services/disks").body
        assert b"<MediaLink>https://keeper.blob.core.windows.net/c/d.vhd</MediaLink>" in found
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert any(b"c/d.vhd" in path.read_bytes() for path in files)
        assert not [path for path in files if leaks_canary(path.read_bytes())]


@pytest.mark.parametrize("body", ['{"kind": "*"}', '{"kind": "hang", "message": 5, "x": "*"', "*"])
def test_admin_input_is_not_logged(client: EmulatorClient, body: str) -> None:
    """What the keeper misspells is told to the keeper alone: it comes into no journal."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {ADMIN_TOKEN}"}
    client.send("POST", f"{client.endpoint}/emulator/faults", body.replace("*", CANARY), headers)
    assert not leaks_canary(client.admin("GET", "journal").body)


LINUX = Struct(
    Field("user", "UserName"),
    Field("word", "UserPassword", Secret(Text())),
    Field("custom", "CustomData", Nillable(Secret(Base64()))),
    Field("phrase", "Phrase", Secret(Text())),
)
ROLE = Struct(Field("name", "RoleName"), Field("sets", "ConfigurationSets", ListOf("ConfigurationSet", LINUX)))


def empty_reply(call: RequestContext) -> Reply:
    return Reply(200)


ROUTE = Route("AddRole", "POST", "roles", empty_reply, root="Role", body=ROLE)


def role(inside: str) -> bytes:
    sets = f"<ConfigurationSets><ConfigurationSet>{inside}</ConfigurationSet></ConfigurationSets>"
    return f"<Role {BOTH}><RoleName>web</RoleName>{sets}</Role>".encode()


@pytest.mark.parametrize(
    ("inside", "rendered"),
    [
        ("<UserName>me</UserName>", "<UserName>me</UserName>"),
        (f"<UserPassword>{CANARY}</UserPassword>", "<UserPassword>(hidden)</UserPassword>"),
        (f"<CustomData>{ENCODED}</CustomData>", "<CustomData>(hidden)</CustomData>"),
        (f"<CustomData>{CANARY}!</CustomData>", "<CustomData>(hidden)</CustomData>"),
        ('<CustomData i:nil="true"/>', '<CustomData i:nil="true"/>'),
        (f"<Phrase>{CANARY}</Phrase>", "<Phrase>(hidden)</Phrase>"),
        ("<Phrase/>", "<Phrase/>"),
        (f"<Phrase><x>{CANARY}</x></Phrase>", "<Phrase><x>(hidden)</x></Phrase>"),
        (f"<Phase>{CANARY}</Phase>", "<Phase>(dropped)</Phase>"),
    ],
)
def test_secret_fields_are_redacted_in_requests(inside: str, rendered: str) -> None:
    text = redaction.request(Document(role(inside)), ROUTE)
    assert f"<ConfigurationSet>{rendered}</ConfigurationSet>" in text and "<RoleName>web</RoleName>" in text
    assert not leaks_canary(text)


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("see https://a.b/c?SIG=*&amp;x=1", "see https://a.b/c?SIG=(hidden)&amp;x=1"),
        ("https://a.b/c?x=1;api-key=*", "https://a.b/c?x=1;api-key=(hidden)"),
        ("see https://me:*@a.b/c", "see https://(hidden)@a.b/c"),
        ("Account;AccountKey=*==;x=1", "Account;AccountKey=(hidden)"),
        ("https://a.b/c?lang=en#top me@a.b", "https://a.b/c?lang=en#top me@a.b"),
    ],
)
def test_url_secrets_are_redacted_in_texts(text: str, rendered: str) -> None:
    written = redaction.request(Document(role(f"<UserName>{text.replace('*', CANARY)}</UserName>")), ROUTE)
    assert f"<UserName>{rendered}</UserName>" in written


def test_dropped_elements_are_shown_by_name() -> None:
    body = f"<Role {BOTH}><RoleName>web</RoleName><RoleName>web</RoleName><X/></Role>"
    rendered = "<RoleName>web</RoleName><RoleName>(dropped)</RoleName><X>(dropped)</X></Role>"
    assert redaction.request(Document(body.encode()), ROUTE).endswith(rendered)


def test_long_bodies_are_replaced_by_size() -> None:
    body = role(f"<UserName>{'x' * redaction.MAX_SIZE}</UserName>")
    assert redaction.request(Document(body), ROUTE) == f"({len(body)} bytes)"
    root = xml.parse(body)
    assert redaction.response(root, body) == f"({len(body)} bytes)"


@pytest.mark.parametrize("name", sorted(redaction.SECRET_TAGS))
def test_secret_fields_are_redacted_in_responses(name: str) -> None:
    root = xml.parse(f"<R {NS}><A><{name}>{CANARY}</{name}></A><{name}><B>{CANARY}</B></{name}><C>c</C></R>".encode())
    text = redaction.response(root, xml.write(root))
    assert not leaks_canary(text) and text.count("(hidden)") == 2 and "<C>c</C>" in text
    assert leaks_canary(xml.write(root)), "what is sent is not touched"


def test_secret_tags_of_codecs() -> None:
    codecs: list[Codec] = [Text(), ListOf("x", Text()), Nillable(Text())]
    assert [redaction.secret_tags(codec) for codec in codecs] == [frozenset()] * 3
    assert redaction.secret_tags(ROLE) == {"UserPassword", "Phrase", "CustomData"}


def test_process_log_is_redacted(tmp_path: Path) -> None:
    with running_emulator(tmp_path, "--strict") as process:
        for path, body in STRAYS.values():
            process.request("POST", path.replace("*", CANARY), body.replace("*", CANARY))
        process.send("GET", f"{process.endpoint}/nonsense?password={CANARY}")
        reported = process.end()[1]
    assert "is not emulated" in reported and not leaks_canary(reported)
    returned = [path.read_bytes() for path in tmp_path.iterdir()]
    assert not any(map(leaks_canary, returned))
