# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redirects, which are followed only to hosts that may see the management certificate."""

from __future__ import annotations

import ipaddress

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import TLSError
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.urls import InvalidUrl, Url, parse_url

MAX_SHOWN = 100
"""How many characters of a Location header messages show."""


def redirect_url(endpoint: str, location: str, operation: str) -> str:
    """Return the URL that a redirect leads to: on the host of the endpoint or below it, at the same port.

    The client certificate and the body are sent there (docs/protocol/general.md#redirects). The URL is put together
    from the parts that were checked, so that what connects cannot read it in another way.

    location: the value of the header. Raises TLSError for any other place.
    """
    home = parse_url(endpoint)
    try:
        target = parse_url(location)
    except InvalidUrl as error:
        reason = f"which is no place to go to: {error}"
    else:
        if target.scheme == home.scheme and target.port == home.port and _is_below(target, home):
            return str(target)
        reason = f"which is not below {home.netloc}"
    raise TLSError(f"{operation}: {home.host} redirects to {shown_location(location)}, {reason}, and is not followed")


def _is_below(target: Url, home: Url) -> bool:
    return target.host == home.host or (not _is_address(home.host) and target.host.endswith(f".{home.host}"))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def shown_location(location: str) -> str:
    """Return a header's value for a message, where nothing in it does any harm."""
    shown = ascii(location)[1:-1].replace("\\\\", "\\")
    return (shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}...") or "nowhere"
