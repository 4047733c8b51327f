# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs that others wrote: what is checked is what connects."""

from __future__ import annotations

import pytest
import requests
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.urls import InvalidUrl, parse_url
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url as urllib3_parse_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://host", "https://host/"),
        ("HTTPS://Host.Example:443/a?b=c", "https://host.example/a?b=c"),
        ("http://host:80/", "http://host/"),
        ("http://host:443/", "http://host:443/"),
        ("https://host:8443/a%2Fb", "https://host:8443/a%2Fb"),
        ("https://[0:0::1]:8443/", "https://[::1]:8443/"),
        ("https://127.0.0.1/a?b#c", "https://127.0.0.1/a?b"),
        ("https://host?a=b", "https://host/?a=b"),
        ("https://a_b.example./", "https://a_b.example./"),
        ("https://host/a@b:c", "https://host/a@b:c"),
    ],
)
def test_urls_are_normalized(text: str, url: str) -> None:
    assert str(parse_url(text)) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "host",
        "/path",
        "//host/",
        "https:/host/",
        "https:host",
        "https://",
        "https:///path",
        "https://:443/",
        "ftp://host/",
        "file:///etc/passwd",
        "https://user@host/",
        "https://user:password@host/",
        "https://evil:1\\@127.0.0.1/x",
        "https:\\\\host/",
        "https://host\\path",
        "https://[/",
        "https://[::1/",
        "https://::1]/",
        "https://[::1]x/",
        "https://[fe80::1%25eth0]/",
        "https://[v1.a]/",
        "https://host:0/",
        "https://host:65536/",
        "https://host:x/",
        "https://host:-1/",
        "https://ho st/",
        "https://host/a b",
        "https://ho\nst/",
        "https://ho\tst/",
        "https://host\0/",
        "https://host\x7f/",
        "https://h\xf6st/",
        "https://\xff/",
        "https://a\u2100b/",
        "https://\uff45vil/",
        "https://host%00/",
        "https://ho*st/",
        "https://-host/",
    ],
)
def test_ambiguous_urls_are_refused(text: str) -> None:
    """Issue 11, redirects: what parsers could read in different ways is read in none."""
    with pytest.raises(InvalidUrl) as raised:
        parse_url(text)
    assert "password" not in str(raised.value)


AUTHORITY = st.text(alphabet="ab.:@[]%\\/?#1-_ \t\xff\u2100", max_size=12)


@given(AUTHORITY, AUTHORITY)
def test_checked_url_is_what_connects(authority: str, rest: str) -> None:
    """Whatever is accepted, urllib3 and requests find the same host and port in it."""
    try:
        url = parse_url(f"https://{authority}/{rest}")
    except InvalidUrl:
        return
    prepared = requests.Request("GET", str(url)).prepare()
    for connected in (urllib3_parse_url(str(url)), urllib3_parse_url(prepared.url or "")):
        assert (connected.scheme, connected.host, connected.port or 443) == ("https", url.host, url.port)
