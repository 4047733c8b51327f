# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be asked: versions, verbs, addresses, queries, and bodies that are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.wire import (
    ACCOUNTS,
    BOTH,
    GROUPS,
    NS,
    SERVICES,
    EmulatorClient,
)

VERSION_REFUSED = (
    400,
    "MissingOrIncorrectVersionHeader",
    "The versioning header is not specified or was specified incorrectly.",
)
VERB_REFUSED = (
    400,
    "InvalidHttpVerb",
    "The HTTP verb specified was not recognized by the server or isn't valid for this resource.",
)
QUERY_REFUSED = (
    400,
    "MissingOrInvalidRequiredQueryParameter",
    "A required query parameter was not specified for this request or was specified incorrectly.",
)
XML_REFUSED = (400, "InvalidXmlRequest", "The request body's XML was invalid or not correctly specified.")


@pytest.mark.parametrize(
    "version",
    [
        None,
        "",
        "2014",
        "2014-10",
        "2014-1-1",
        "14-10-01",
        "2014/10/01",
        "2014-10-01T00:00:00Z",
        "2014-13-01",
        "2014-02-30",
        "2014-10-01, 2012-03-01",
        "latest",
        "x" * 5000,
        "2009-09-19",
        "2008-10-27",
        "1999-01-01",
    ],
)
def test_missing_or_old_version_is_refused(client: EmulatorClient, version: str | None) -> None:
    assert client.request("GET", "locations", version=version).error == VERSION_REFUSED


@pytest.mark.parametrize("version", ["2010-10-28", "2012-03-01", "2014-05-01", "2017-01-01", "2026-11-22"])
def test_valid_versions_are_accepted(client: EmulatorClient, version: str) -> None:
    assert client.request("GET", "locations", version=version).status == 200


@pytest.mark.parametrize(
    ("since", "method", "path"),
    [
        ("2009-10-01", "GET", SERVICES),
        ("2009-10-01", "GET", ACCOUNTS),
        ("2009-10-01", "GET", GROUPS),
        ("2009-10-01", "GET", "operations/0123456789abcdef0123456789abcdef"),
        ("2010-10-28", "GET", "locations"),
        ("2010-10-28", "POST", SERVICES),
        ("2010-10-28", "PUT", f"{SERVICES}/x"),
        ("2010-10-28", "DELETE", f"{SERVICES}/x"),
        ("2011-02-25", "POST", GROUPS),
        ("2011-02-25", "PUT", f"{GROUPS}/x"),
        ("2011-02-25", "DELETE", f"{GROUPS}/x"),
        ("2011-06-01", "POST", ACCOUNTS),
        ("2011-06-01", "PUT", f"{ACCOUNTS}/x"),
        ("2011-06-01", "DELETE", f"{ACCOUNTS}/x"),
        ("2011-10-01", "GET", ""),
        ("2012-03-01", "GET", f"{SERVICES}/operations/isavailable/x"),
        ("2012-03-01", "GET", f"{ACCOUNTS}/operations/isavailable/xyz"),
        ("2012-03-01", "GET", "certificates"),
        ("2012-03-01", "POST", "certificates"),
        ("2012-03-01", "DELETE", "certificates/x"),
        ("2013-08-01", "DELETE", f"{SERVICES}/x?comp=media"),
    ],
)
def test_operation_requires_minimum_version(client: EmulatorClient, since: str, method: str, path: str) -> None:
    """The minima that the reference prints (docs/protocol/general.md#versions)."""
    year, rest = since.split("-", 1)
    assert client.request(method, path, version=f"{int(year) - 1}-{rest}").error == VERSION_REFUSED
    assert client.request(method, path, version=since).body[-400:].find(b"MissingOrIncorrectVersionHeader") < 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ""),
        ("DELETE", "locations"),
        ("PUT", SERVICES),
        ("PATCH", f"{SERVICES}/x"),
        ("DELETE", SERVICES),
        ("POST", f"{ACCOUNTS}/x"),
        ("PUT", f"{ACCOUNTS}/x/keys"),
        ("POST", "operations/x"),
        ("POST", "operations"),
        ("PUT", "certificates/x"),
        ("OPTIONS", GROUPS),
        ("NONSENSE", GROUPS),
    ],
)
def test_unsupported_method_is_refused(client: EmulatorClient, method: str, path: str) -> None:
    assert client.request(method, path).error == VERB_REFUSED
    assert client.last_entry["operation"] == "Unknown"


@pytest.mark.parametrize(
    "path", ["nowhere", "services", "services/hostedservices/a/b/c/d", "services/sqlservers/servers"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "BREW"])
def test_unknown_path_is_not_implemented(client: EmulatorClient, method: str, path: str) -> None:
    assert client.request(method, path).error == (501, "NotImplemented", f"{method} /{path} is not emulated.")
    assert (client.last_entry["operation"], client.last_entry["status"]) == ("Unknown", 501)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{ACCOUNTS}/xyz/keys"),
        ("POST", f"{ACCOUNTS}/xyz/keys?action="),
        ("POST", f"{ACCOUNTS}/xyz/keys?action=renew"),
        ("POST", f"{ACCOUNTS}/xyz/keys?comp=regenerate"),
        ("POST", f"{ACCOUNTS}/xyz/keys?action=regenerate&comp=x"),
        ("DELETE", f"{SERVICES}/xyz?comp=everything"),
        ("DELETE", f"{SERVICES}/xyz?comp="),
        ("GET", f"{SERVICES}?comp=list"),
    ],
)
def test_missing_or_unknown_query_is_refused(client: EmulatorClient, method: str, path: str) -> None:
    assert client.request(method, path).error == QUERY_REFUSED


@pytest.mark.parametrize(
    "query", ["?COMP=media", "?comp=MEDIA", "/?comp=media", "?timeout=90&comp=media", "?comp=%6dedia"]
)
def test_query_is_case_insensitive(client: EmulatorClient, query: str) -> None:
    assert client.request("DELETE", f"{SERVICES}/xyz{query}").error[1] == "ResourceNotFound"


GROUP = "<Name>g1</Name><Label>Zw==</Label><Location>West US</Location>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DTD = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>'

NOT_XML = {
    "empty": "",
    "blank": " \n ",
    "text": "Name=g1",
    "json": '{"Name": "g1"}',
    "cut": f"<CreateAffinityGroup {NS}><Name>g1</Name>",
    "crossed": f"<CreateAffinityGroup {NS}><Name>g1</Label></CreateAffinityGroup>",
    "two roots": f"<CreateAffinityGroup {NS}>{GROUP}</CreateAffinityGroup><a/>",
    "not escaped": f"<CreateAffinityGroup {NS}>{GROUP.replace('g1', 'g&1')}</CreateAffinityGroup>",
    "no such prefix": f"<CreateAffinityGroup {NS}><x:Name>g1</x:Name></CreateAffinityGroup>",
    "doctype": f"<!DOCTYPE a><CreateAffinityGroup {NS}>{GROUP}</CreateAffinityGroup>",
    "entity": f'<!DOCTYPE a [<!ENTITY n "g1">]><CreateAffinityGroup {NS}>{GROUP}</CreateAffinityGroup>',
    "entities in text": f"{DTD}<CreateAffinityGroup {NS}>&l9;</CreateAffinityGroup>",
    "entities in an attribute": f'{DTD}<CreateAffinityGroup {NS} a="&l9;"/>',
    "a file": '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    f"<CreateAffinityGroup {NS}>&e;</CreateAffinityGroup>",
    "deep": f"<CreateAffinityGroup {NS}>{'<a>' * 100}{'</a>' * 100}</CreateAffinityGroup>",
    "very deep": "<a>" * 200_000 + "</a>" * 200_000,
    "control character": f"<CreateAffinityGroup {NS}>{GROUP.replace('g1', chr(1))}</CreateAffinityGroup>",
    "wrong root": f"<CreateHostedService {NS}>{GROUP}</CreateHostedService>",
    "root in another case": f"<createAffinityGroup {NS}>{GROUP}</createAffinityGroup>",
    "no namespace": f"<CreateAffinityGroup>{GROUP}</CreateAffinityGroup>",
    "the namespace of the new reference": f'<CreateAffinityGroup xmlns="https://schemas.microsoft.com/windowsazure">{GROUP}'
    "</CreateAffinityGroup>",
    "root is nil": f'<CreateAffinityGroup {BOTH} i:nil="true"/>',
}


@pytest.mark.parametrize("body", NOT_XML.values(), ids=NOT_XML)
def test_malformed_body_is_refused(client: EmulatorClient, body: str) -> None:
    assert client.request("POST", GROUPS, body).error == XML_REFUSED
    assert client.last_entry["reason"]
    assert client.request("GET", GROUPS).tags() == []


@pytest.mark.parametrize("body", NOT_XML.values(), ids=NOT_XML)
def test_malformed_body_is_explained_when_strict(strict_client: EmulatorClient, body: str) -> None:
    status, code, message = strict_client.request("POST", GROUPS, body).error
    assert (status, code) == XML_REFUSED[:2]
    assert message and message.startswith(f"{XML_REFUSED[2]} Strict: ") and message.endswith(".")


WIDE = {
    "elements": "<a/>" * 9_000,
    "attributes": ("<a " + " ".join(f'a{n}=""' for n in range(1000)) + "/>") * 200,
    "namespaces": ("<a " + " ".join(f'xmlns:a{n}="x"' for n in range(1000)) + "/>") * 100,
    "a long name": f"<{'a' * 40_000}/>",
    "text": "x" * 5_000_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("waste", WIDE.values(), ids=WIDE)
def test_error_for_wide_body_is_short(make_client: Callable[..., EmulatorClient], waste: str, strict: bool) -> None:
    client = make_client(strict=strict)
    body = f"<CreateAffinityGroup {NS}>{GROUP}{waste}</CreateAffinityGroup>"
    response = client.request("POST", GROUPS, body)
    assert response.status == (400 if strict else 201)
    assert len(response.body) < 8_000
    assert sum(map(len, client.last_entry["drops"])) < 8_000
    assert len(client.last_entry["request"]) < 110_000


INDENTED = GROUP.replace("><", ">\r\n  <")
UNDESCRIBED = GROUP.replace("<Location", '<Description i:nil="true"/><Location')
READ = {
    "a declaration": '<?xml version="1.0" encoding="utf-8"?>\n'
    f"<CreateAffinityGroup {NS}>{GROUP}</CreateAffinityGroup>\n",
    "a byte order mark": f"\ufeff<CreateAffinityGroup {NS}>{GROUP}</CreateAffinityGroup>",
    "both namespaces": f"<CreateAffinityGroup {BOTH}>{GROUP}</CreateAffinityGroup>",
    "instance first": f'<CreateAffinityGroup xmlns:i="http://www.w3.org/2001/XMLSchema-instance" {NS}>{GROUP}'
    "</CreateAffinityGroup>",
    "indented": f"<CreateAffinityGroup {NS}>\n  {INDENTED}\n</CreateAffinityGroup>",
    "a comment": f"<CreateAffinityGroup {NS}><!-- hello -->{GROUP}</CreateAffinityGroup>",
    "a prefix": '<a:CreateAffinityGroup xmlns:a="http://schemas.microsoft.com/windowsazure"><a:Name>g1</a:Name>'
    "<a:Label>Zw==</a:Label><a:Location>West US</a:Location></a:CreateAffinityGroup>",
    "cdata": f"<CreateAffinityGroup {NS}>{GROUP.replace('g1', '<![CDATA[g1]]>')}</CreateAffinityGroup>",
    "a nil description": f"<CreateAffinityGroup {BOTH}>{UNDESCRIBED}</CreateAffinityGroup>",
}


@pytest.mark.parametrize("body", READ.values(), ids=READ)
@pytest.mark.parametrize("strict", [False, True])
def test_equivalent_xml_is_accepted(make_client: Callable[..., EmulatorClient], body: str, strict: bool) -> None:
    client = make_client(strict=strict)
    assert client.request("POST", GROUPS, body).status == 201
    assert client.last_entry["drops"] == []
    assert (client.service.stored("affinity_group", "g1") or {})["label"] == "g"


def test_utf16_body_is_accepted(client: EmulatorClient) -> None:
    body = f'<?xml version="1.0" encoding="utf-16"?><CreateAffinityGroup {NS}>{GROUP}</CreateAffinityGroup>'
    assert client.request("POST", GROUPS, body.encode("utf-16")).status == 201


def test_unexpected_body_is_ignored(client: EmulatorClient) -> None:
    """The Python SDK and others send empty ones; nobody reads them."""
    assert client.request("GET", GROUPS, "<oops").status == 200
    assert client.request("DELETE", f"{GROUPS}/x", "<oops").status == 404
