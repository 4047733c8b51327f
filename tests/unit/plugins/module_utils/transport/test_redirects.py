# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where redirects may lead (docs/protocol/general.md#redirects)."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import TLSError
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.redirects import redirect_url

CLOUD = "https://management.core.windows.net"
LOCAL = "https://127.0.0.1:8443"


@pytest.mark.parametrize(
    ("endpoint", "location", "url"),
    [
        (CLOUD, "https://ussouth.management.core.windows.net/sub/a?b=c", None),
        (CLOUD, "https://management.core.windows.net/sub", None),
        (CLOUD, "https://USSOUTH.management.core.windows.net:443/x", "https://ussouth.management.core.windows.net/x"),
        (LOCAL, "https://127.0.0.1:8443/x", None),
        ("https://[::1]:8443", "https://[0::1]:8443/x", "https://[::1]:8443/x"),
        ("https://localhost:8443", "https://a.localhost:8443/x", None),
    ],
)
def test_redirects_below_the_endpoint(endpoint: str, location: str, url: str | None) -> None:
    assert redirect_url(endpoint, location, "X") == (url or location)


@pytest.mark.parametrize(
    ("endpoint", "location"),
    [
        (CLOUD, "http://management.core.windows.net/x"),
        (CLOUD, "https://management.core.windows.net:8443/x"),
        (CLOUD, "https://evilmanagement.core.windows.net/x"),
        (CLOUD, "https://management.core.windows.net.evil/x"),
        (CLOUD, "https://management.core.windows.net./x"),
        (CLOUD, "https://core.windows.net/x"),
        (CLOUD, "https://evil\\.management.core.windows.net/x"),
        (CLOUD, "https://evil/.management.core.windows.net/x"),
        (CLOUD, "https://evil?.management.core.windows.net/x"),
        (CLOUD, "https://evil#.management.core.windows.net/x"),
        (CLOUD, "https://evil@management.core.windows.net/x"),
        (CLOUD, "https://management.core.windows.net@evil/x"),
        (CLOUD, "//ussouth.management.core.windows.net/x"),
        (CLOUD, "/x"),
        (CLOUD, ""),
        (CLOUD, "https://\uff4danagement.core.windows.net/x"),
        (CLOUD, "https://a\u2100.management.core.windows.net/x"),
        (LOCAL, "https://evil.127.0.0.1:8443/x"),
        (LOCAL, "https://127.0.0.1/x"),
        (LOCAL, "https://localhost:8443/x"),
        (LOCAL, "https://2130706433:8443/x"),
        (LOCAL, "https://evil:8443\\@127.0.0.1:8443/x"),
        (LOCAL, "https://[::ffff:127.0.0.1]:8443/x"),
    ],
)
def test_redirects_elsewhere_are_refused(endpoint: str, location: str) -> None:
    """Issue 11, redirects: another scheme, host or port, or what two parsers read differently."""
    with pytest.raises(TLSError, match="^X: .* redirects to .*, and is not followed$") as raised:
        redirect_url(endpoint, location, "X")
    assert str(raised.value).isascii() and str(raised.value).isprintable()
