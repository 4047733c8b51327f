# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs that may carry a secret: what of them is shown, what is one, and when two of them are equal."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    URL,
    url_secrets,
    without_url_secrets,
)
from ansible_collections.classic.azure.tests.emulated import Service

BLOB = "https://a.blob.core.windows.net/vhds/d.vhd"
SAS = "?sv=2014-02-14&sr=b&sig=x%2By%3D&se=2099-01-01&sp=r"


@pytest.mark.parametrize(
    ("url", "shown", "secrets"),
    [
        (BLOB, BLOB, set()),
        (BLOB + SAS, BLOB, {"x%2By%3D", "x+y="}),
        (f"{BLOB}?SIG=x", BLOB, {"x"}),
        (f"{BLOB}?a=b?sig=x", BLOB, {"x"}),
        (f"{BLOB}?a=b;sig=x", BLOB, {"x"}),
        (f"{BLOB}#sig=x", BLOB, {"x"}),
        (f"{BLOB}?%73ig=x", BLOB, {"x"}),
        (f"{BLOB}?X-Amz-Signature=x", BLOB, {"x"}),
        (f"{BLOB}?access_token=x&lang=en", BLOB, {"x"}),
        (f"{BLOB}?sig=", f"{BLOB}?sig=", set()),
        (f"{BLOB}?snapshot=2014&lang=en#top", f"{BLOB}?snapshot=2014&lang=en#top", set()),
        ("https://me:p%40w@h/x", "https://h/x", {"p%40w", "p@w"}),
        ("https://me@h/x", "https://h/x", set()),
        ("//me:p@h", "//h", {"p"}),
        ("HTTP://me:p@h?x", "HTTP://h?x", {"p"}),
        ("https://me:p@q@h/x", "https://h/x", {"p@q"}),
        ("https://h/c/a@b.vhd", "https://h/c/a@b.vhd", set()),
        ("a.b/c?sig=x", "a.b/c", {"x"}),
        ("mail me@a.b: is it yours?", "mail me@a.b: is it yours?", set()),
        ("line\nhttps://h?sig=x", "line\nhttps://h", {"x"}),
        ("", "", set()),
    ],
)
def test_secrets_of_urls(url: str, shown: str, secrets: set[str]) -> None:
    assert (without_url_secrets(url), url_secrets(url)) == (shown, secrets)
    assert URL().display(url) == URL().decode(url) == shown
    assert without_url_secrets(shown) == shown


def test_signature_does_not_count_in_comparison() -> None:
    assert URL().matches(BLOB, BLOB + SAS) and URL().matches(None, "")
    assert not URL().matches(BLOB, f"{BLOB}x{SAS}")


def test_equal_url_is_left_as_service_returned_it() -> None:
    element = xml.parse(f'<Link xmlns="{xml.NAMESPACE}">{BLOB}?sig=old</Link>'.encode())
    URL().edit(element, BLOB)
    assert element.text == f"{BLOB}?sig=old"
    URL().edit(element, f"{BLOB}.new?sig=new")
    assert element.text == f"{BLOB}.new?sig=new"


def test_pattern_is_checked_before_limit() -> None:
    codec = URL(limit=10, pattern="https://.*", rule="it must be a URL")
    assert codec.validate("ftp://a") == "it must be a URL"
    assert codec.validate("https://a.b/c") == "it may have 10 characters at most, and has 13"
    assert codec.validate("https://a") is None


def test_returned_signature_is_not_shown(service: Service) -> None:
    """As if the service returned the URL as it was sent: the emulator does not, and a seeded one does."""
    disk = {"name": "d1", "label": "d1", "media_link": f"{BLOB}?sig=C4nary", "logical_disk_size_in_gb": 10}
    service.seed("disk", "d1", disk)
    results = [service.run("disk_info", name="d1"), service.run("disk", name="d1", label="new")]
    results.append(service.run("disk", name="d1", media_link=f"{BLOB}?sig=C4nary2"))
    assert BLOB in str(results[0]) and "C4nary" not in str(results)
    assert [result["changed"] for result in results] == [False, True, False]
    assert "C4nary" not in str(service.journal())
