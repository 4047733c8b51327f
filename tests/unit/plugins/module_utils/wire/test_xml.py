# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parser reads what the service writes, and nothing that could hurt."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.xml import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_TAGS,
    InvalidDocument,
)
from hypothesis import given
from hypothesis import strategies as st

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "not well-formed"),
        (b"<a>", "not well-formed"),
        (b"<a></b>", "not well-formed"),
        (b"<a/><b/>", "not well-formed"),
        (b"hello", "not well-formed"),
        (b'<a x="1" x="2"/>', "not well-formed"),
        (b"<?xml version='1.0' encoding='utf-16'?><a/>", "not well-formed"),
        (b"<!DOCTYPE a><a/>", "has a DOCTYPE"),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "has a DOCTYPE"),
        (b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', "has a DOCTYPE"),
        (b'<!DOCTYPE a SYSTEM "http://somewhere.example/x.dtd"><a/>', "has a DOCTYPE"),
        (f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'.encode(), "^the document "),
        (f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a x="&l9;"/>'.encode(), "^the document "),
        (b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1), f"deeper than {MAX_DEPTH} levels"),
        (b"<a>" * 100_000 + b"</a>" * 100_000, "not well-formed"),
        (b"<a>" + b" " * MAX_BYTES + b"</a>", f"{MAX_BYTES} is the limit"),
        (b"<a>" + b"<b/>" * MAX_TAGS + b"</a>", f"more than {MAX_TAGS} tags and attributes"),
        (
            b"<a " + b" ".join(b'a%d=""' % number for number in range(1001)) + b"/>",
            "a tag with more than 1000 attributes",
        ),
        (
            "".join(("<a", *(f' a{number}=""' for number in range(1001)), "/>")).encode("utf-16"),
            "a tag with more than 1000 attributes",
        ),
        (b'<?xml version="1.0" encoding="UTF-7"?><a>+ADw-b/+AD4-</a>', "not in one of the encodings utf-8,"),
        (b"\n<?xml version='1.0' standalone='no' encoding = 'IBM037' ?><a/>", "not in one of the encodings utf-8,"),
        ('<?xml version="1.0" encoding="cp037"?><a/>'.encode("cp037"), "not in one of the encodings utf-8,"),
        (b'<?xml version="1.0" encoding="' + b"\xff" * 10, "^the document "),
    ],
    ids=range(23),
)
def test_invalid_documents_are_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidDocument, match=sentence):
        xml.parse(data)


@pytest.mark.parametrize(
    "data",
    [
        b"<a>x</a>",
        b"\xef\xbb\xbf<a>x</a>",
        b"<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<a>x</a>\n",
        b"<!-- no --><a>x<!-- no --></a>",
        b"<?hello you?><a>x</a>",
        "<?xml version='1.0' encoding='utf-16'?><a>x</a>".encode("utf-16"),
        b"<a>" * 0 + b"<a>x</a>",
    ],
    ids=range(7),
)
def test_valid_documents_are_parsed(data: bytes) -> None:
    root = xml.parse(data)
    assert (root.tag, root.text, len(root)) == ("a", "x", 0)


def test_maximum_depth_is_parsed() -> None:
    assert xml.parse(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH).tag == "a"


def test_pretty_document_has_one_element_on_each_line() -> None:
    lines = [b"<?pi?><!-- c --><a>", b'<b><!-- c --><c n="\xd0\x91&#10;&lt;"/><c> x </c></b><b/>', b"</a><!-- c -->"]
    pretty = '<a>\n  <b>\n    <c n="Б&#10;&lt;"/>\n    <c> x </c>\n  </b>\n  <b/>\n</a>'
    for separator in (b"", b"\n", b"\r\n\t\r\n"):
        assert xml.pretty(xml.parse(separator.join(lines).strip(), verbatim=True)) == pretty


def test_document_matches_service_format() -> None:
    root = xml.create("HostedService")
    xml.add(root, "ServiceName", "a & <b>")
    xml.add(root, "Deployments")
    xml.add(root, "Description").set(xml.NIL, "true")
    assert xml.write(root) == (
        b'<HostedService xmlns="http://schemas.microsoft.com/windowsazure"'
        b' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ServiceName>a &amp; &lt;b&gt;</ServiceName>'
        b'<Deployments/><Description i:nil="true"/></HostedService>'
    )


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_parsed_or_refused(data: bytes) -> None:
    try:
        xml.parse(data)
    except InvalidDocument as error:
        assert str(error).startswith("the document ")


PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1)


@given(PRINTABLE)
def test_text_round_trip(text: str) -> None:
    root = xml.create("a")
    xml.add(root, "b", text)
    found = xml.find(xml.parse(xml.write(root)), "b")
    assert found is not None
    assert found.text == text
